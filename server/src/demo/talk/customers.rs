//! Where others than the shop's people read or write: its open counter, its announcements, a market that is over.

use super::{Scene, on, say};

/// Room "Open counter": customers walk in; so do a spammer, an insult and somebody's markup.
pub(in crate::demo) const OPEN_COUNTER: &[Scene] = &[
    on(
        6,
        10 * 60 + 5,
        &[
            say("rosa", 0, "Hola! Do you ship to islands? My sister lives on one with 212 people and a goat."),
            say("member", 40, "We do! The boat goes Tuesdays and Fridays. Is the goat a subscriber?").to(1),
            say("rosa", 25, "The goat eats the newsletters, so in a way, yes.").to(1),
            say("hakon", 120, "Is the harbour map back in stock?"),
            say("manager", 60, "Forty copies since Monday (long story, almost four hundred).").to(1),
            say("hakon", 20, "Put one aside please, Håkon, I come on Saturday.").to(1),
            say("manager", 30, "Done, under H. Pick-up until Sunday 16:00.").to(1),
            say(
                "tamar",
                400,
                "გამარჯობა! Do you buy used books? I have two boxes, mostly travel, one with a pressed flower.",
            ),
            say("layla", 70, "أهلًا! Yes: bring them on a weekday before noon. The flower you may keep.").to(1),
            say("wei", 90, "请问你们有中文童书吗? Children's books in Chinese?"),
            say("member", 60, "A small shelf, about thirty, at child height. 欢迎!").to(1),
            say("wei", 20, "太好了,谢谢! We come after school.").to(1),
        ],
    ),
    on(
        4,
        15 * 60 + 47,
        &[
            say("q", 0, "do you have wifi"),
            say("member", 20, "We do, the password is on the lighthouse by the till.").to(1),
            say("dealz", 14, "🔥 CHEAP READERS 90% OFF 🔥 only today https://deals.example.com/r1"),
            say("dealz", 1, "🔥 CHEAP READERS 90% OFF 🔥 only today https://deals.example.com/r2"),
            say("dealz", 1, "🔥 CHEAP READERS 91% OFF 🔥 only today https://deals.example.com/r3"),
            say("dealz", 0, "🔥 CHEAP READERS 91% OFF 🔥 only now https://deals.example.com/r4"),
            say("dealz", 1, "🔥🔥 CHEAP READERS 92% OFF 🔥🔥 only now https://deals.example.com/r5"),
            say("dealz", 1, "🔥🔥 CHEAP READERS 92% OFF 🔥🔥 only now https://deals.example.com/r6"),
            say("dealz", 1, "🔥🔥 CHEEP READERS 92% OFF 🔥🔥 only now https://deals.example.com/r7"),
            say("dealz", 0, "CHEAP READERS 93% OFF click click click https://deals.example.com/r8"),
            say("dealz", 1, "CHEAP READERS 93% OFF click click click https://deals.example.com/r9"),
            say("dealz", 1, "CHEAP READERS 94% OFF click click click https://deals.example.com/r10"),
            say("dealz", 1, "CH3AP R3ADERS 94% OFF click click click https://deals.example.com/r11"),
            say("dealz", 1, "CH3AP R3ADERS 95% OFF last chance https://deals.example.com/r12"),
            say("dealz", 0, "CH3AP R3ADERS 95% OFF last chance https://deals.example.com/r13"),
            say("dealz", 1, "CHEAP READERS 95% OFF last chance!! https://deals.example.com/r14"),
            say("dealz", 1, "CHEAP READERS 96% OFF last chance!!! https://deals.example.com/r15"),
            say("dealz", 1, "CHEAP READERS 96% OFF really last chance https://deals.example.com/r16"),
            say("dealz", 1, "C H E A P  READERS 97% OFF https://deals.example.com/r17"),
            say("dealz", 0, "C H E A P  R E A D E R S 97% OFF https://deals.example.com/r18"),
            say("dealz", 1, "🔥 CHEAP READERS 98% OFF 🔥 dm me https://deals.example.com/r19"),
            say("dealz", 1, "🔥 CHEAP READERS 98% OFF 🔥 dm me now https://deals.example.com/r20"),
            say("dealz", 1, "🔥 CHEAP READERS 99% OFF 🔥 dm me NOW https://deals.example.com/r21"),
            say("dealz", 1, "🔥 CHEAP READERS 99% OFF 🔥 dm me NOW NOW https://deals.example.com/r22"),
            say("dealz", 1, "🔥 CHEAP READERS 100% OFF 🔥 dm me NOW NOW https://deals.example.com/r23"),
            say("dealz", 1, "🔥 CHEAP READERS 101% OFF 🔥 dm me NOW NOW NOW https://deals.example.com/r24"),
            say("q", 8, "what did i just read"),
            say("hakon", 12, "101% off? They pay me?").to(2),
            say("gustav", 20, "Bitte nicht draufklicken, das ist Müll.").to(3),
            say("manager", 50, "Sorry everybody. Sweeping up, please do not click anything."),
            say("rosa", 90, "Your broom is fast. ¡Gracias!").to(1),
        ],
    ),
    on(
        3,
        17 * 60 + 22,
        &[
            say("vic", 0, "I ordered on the 3rd. It is the 19th. Where is my book."),
            say("member", 60, "Sorry for the wait, Vic! May I have the order number?").to(1),
            say(
                "vic",
                30,
                "YOU should know the order number. You are all useless clowns, and you, Mina, are the stupidest of the lot.",
            ),
            say("hakon", 15, "Hey. No."),
            say("tamar", 10, "She asked you for a number, politely. That was uncalled for.").to(2),
            say("member", 40, "I will keep looking for your book. I will not answer to that one.").to(3),
            say(
                "owner",
                80,
                "Vic, this is Olive, I own the room. Complain about the delay as loud as you like. Insult nobody. The line goes, the question stays.",
            ),
            say("vic", 240, "fine. it has been a long month. order HB-2291"),
            say("member", 70, "Found it: it waits at the depot since the 9th, the house number is missing. 14 or 41?")
                .to(1),
            say("vic", 40, "41."),
            say("member", 30, "It leaves tonight. I hope the next month is shorter.").to(1),
            say("vic", 200, "thanks. sorry, mina.").edited(),
            say("gustav", 60, "Na also. 🤝"),
        ],
    ),
    on(
        2,
        9 * 60 + 40,
        &[
            say("hakon", 0, "Can somebody ring me about the map? I am on +1 202-555-0143 until noon."),
            say("manager", 45, "We ring you, but better not leave numbers in an open room. Shall I take it out?").to(1),
            say("hakon", 30, "Oh. Yes please, thank you for thinking of it.").to(1),
            say("q", 600, "is this thing html? <script>alert(1)</script>"),
            say("q", 10, "<img src=x onerror=alert(1)>"),
            say("q", 8, "</textarea></title><h1>hello</h1>"),
            say("q", 12, "**bold** _italic_ ~~gone~~ `code` &amp; &lt;3 [link](https://example.com)"),
            say("member", 20, "It is text all the way down, Q. What you type is what we see.").to(1),
            say("q", 15, "respect"),
            say("q", 6, "'; DROP TABLE books; --"),
            say("layla", 25, "لا تسقط الكتب من الطاولة، من فضلك. (Please do not drop the books off the table.)").to(1),
            say("wei", 40, "😂😂😂").to(1),
            say("tamar", 300, "Two boxes delivered, you were lovely, the flower came home with me."),
            say("member", 20, "🌸").to(1),
        ],
    ),
    on(
        1,
        12 * 60 + 30,
        &[
            say("rosa", 0, "The goat ate the invoice. Can you send it again?"),
            say("manager", 50, "Sent again as a file, so that it survives. Regards to the goat.").to(1),
            say("hakon", 300, "Map collected. It is on the wall already: https://example.com/photos/map-wall"),
            say("gustav", 40, "Schief.").to(1),
            say("hakon", 15, "The wall is crooked. The map is straight.").to(1),
            say("wei", 200, "My daughter asks if Gerald can read."),
            say("member", 35, "Only prices.").to(1),
            say("tamar", 30, "A seagull of the trade."),
            say("q", 500, "could a moderator take out my script lines? it was funny for one day"),
            say("owner", 140, "With pleasure. Thank you for asking, Q. The little hammer is resting now.").to(1),
        ],
    ),
];

/// Channel "Announcements": few writers, many readers.
pub(in crate::demo) const ANNOUNCEMENTS: &[Scene] = &[
    on(
        28,
        9 * 60,
        &[
            say(
                "owner",
                0,
                "📣 Welcome to Announcements. Olive, Manuel and Henrike write here, everybody reads. Questions go to the Front desk.",
            ),
            say(
                "manager",
                86,
                "Opening hours from the 1st: Tuesday to Saturday 10:00 to 18:00. Monday is for the press and for sleep.",
            ),
        ],
    ),
    on(
        13,
        9 * 60 + 5,
        &[
            say(
                "henrike",
                0,
                "General meeting on the 28th at 18:30 in the map cellar. Agenda and last year's minutes: https://example.com/coop/meeting",
            ),
            say(
                "henrike",
                40,
                "Generalversammlung am 28. um 18:30 Uhr im Kartenkeller. Bitte Anträge bis zum 21. schriftlich.",
            ),
            say("henrike", 35, "Assemblée générale le 28 à 18 h 30, dans la cave aux cartes."),
            say("henrike", 40, "Walne zebranie 28. o 18:30, w piwnicy z mapami."),
            say("henrike", 45, "الاجتماع العام يوم 28 الساعة 18:30 في قبو الخرائط."),
        ],
    ),
    on(
        6,
        11 * 60,
        &[
            say(
                "manager",
                0,
                "Card numbers, addresses and door codes do not belong in any room. If one slips out: tell a manager, it is gone in a minute, nobody is cross.",
            ),
            say(
                "owner",
                120,
                "And when a line is taken out, the reason stands in its place. That is on purpose: we hide words, not decisions.",
            ),
        ],
    ),
    on(
        1,
        17 * 60 + 5,
        &[
            say(
                "owner",
                0,
                "Harbour Night brought 2,140 visitors over three evenings. The live chat had exactly 100,000 lines, we checked twice. Thank you, all nineteen of you, and Gerald.",
            ),
            say(
                "manager",
                60,
                "Lost property from Harbour Night: 9 umbrellas, 4 single gloves, one trombone. The trombone is urgent.",
            ),
            say("owner", 200, "Trombone collected. Its owner played eight bars as proof. Proof accepted.")
                .to(1)
                .edited(),
        ],
    ),
];

/// Room "Winter market (last year)": archived.
pub(in crate::demo) const WINTER_MARKET: &[Scene] = &[
    on(
        338,
        13 * 60,
        &[
            say("owner", 0, "Stall 14 is ours, between the chestnuts and the man with the wooden whales."),
            say("thordis", 45, "The whale man is my uncle's friend. We will have whales."),
            say("jb", 30, "Qui apporte les guirlandes ? J'en ai six mètres, à moitié vivantes."),
            say("anjali", 40, "मेरे पास दस मीटर हैं! All alive.").to(1),
            say("member", 60, "List: lights (Anjali), cash box (me), blankets (Noam), gingerbread (nobody yet, HELP)."),
            say("noam", 35, "I bring blankets and, as a protest against gingerbread, sufganiyot.").to(1),
            say("manager", 80, "Set-up 8:00 sharp. The lorry gate closes at 8:30 and the guard has no heart."),
            say("jb", 50, "Le gardien a un cœur, il faut lui parler de ses pigeons.").to(1),
        ],
    ),
    on(
        337,
        7 * 60 + 40,
        &[
            say("manager", 0, "At the gate. Minus six. The guard is showing Jean-Baptiste his pigeons."),
            say("thordis", 30, "Minus six is T-shirt weather, come on."),
            say("member", 1800, "First sale! The whale book, to the whale man."),
            say("noam", 25, "Of course.").to(1),
            say("anjali", 3600, "Lights survived, fingers did not. Can somebody take over for ten minutes?"),
            say("jb", 30, "J'arrive avec du thé.").to(1),
            say("owner", 14400, "Sold out of calendars, candles and Noam's sufganiyot. 912.40 in the box."),
            say("noam", 20, "Gingerbread: zero. I rest my case.").to(1),
            say("member", 60, "There WAS no gingerbread 😤").to(1),
            say(
                "manager",
                300,
                "Packed, swept, home. Best market in years. I close this room now, see you all next winter. ❄️",
            ),
        ],
    ),
];
