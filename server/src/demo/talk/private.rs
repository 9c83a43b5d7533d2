//! Conversations of two, and of a few.

use super::{Scene, on, say};

/// Conversation of the showcase owner and manager.
pub(in crate::demo) const OLIVE_MANUEL: &[Scene] = &[
    on(
        3,
        8 * 60 + 30,
        &[
            say(
                "owner",
                0,
                "Did you see the spam wave in the open counter yesterday? Twenty-four lines in twenty seconds.",
            ),
            say(
                "manager",
                60,
                "I took them all in one go: filter by sender, looked at the list, then purged. Two minutes.",
            )
            .to(1),
            say("owner", 25, "And nothing of other people?"),
            say("manager", 40, "The preview said 24 lines, one sender, and the count afterwards said the same.").to(1),
            say("owner", 20, "I like it when the count says the same."),
            say("manager", 90, "Bom. Então, café às quatro?"),
            say("owner", 15, "Sempre. You pay, I lost at cards.").to(1),
            say("manager", 20, "That is not how losing works, Olive.").to(1),
        ],
    ),
    on(
        3,
        18 * 60 + 5,
        &[
            say(
                "owner",
                0,
                "The Vic thing: I took the insult out, with the reason \"insult against a person\". His question I left.",
            ),
            say("manager", 45, "Good. Mina is all right? She laughed, but a bit late."),
            say("owner", 60, "I sat with her on the bench. She is all right. She found his book, too.").to(1),
            say("manager", 30, "Of course she did."),
            say("owner", 40, "If he writes like that again he is out for a month. Agreed?"),
            say("manager", 15, "Agreed.").to(1),
        ],
    ),
    on(
        1,
        8 * 60 + 10,
        &[
            say(
                "manager",
                0,
                "Till report, in case you want to look before ten:\n\ndate        cash     card\nyesterday   412.00   772.50\ntoday         0.00     0.00  (we open at ten, Olive)",
            ),
            say("owner", 120, "I know that we open at ten. I woke up at six out of habit and counted the spoons."),
            say("manager", 20, "How many?").to(1),
            say("owner", 12, "Eleven. There used to be twelve."),
            say("manager", 30, "Gerald."),
            say("owner", 10, "Gerald.").to(1),
        ],
    ),
];

/// Conversation of the showcase manager and member; a request to take something out.
pub(in crate::demo) const MINA_MANUEL: &[Scene] = &[
    on(
        3,
        17 * 60 + 40,
        &[
            say("manager", 0, "Are you all right? I read the counter just now."),
            say("member", 120, "Yes. It was more the \"Mina\" than the \"stupid\". How did he know my name?"),
            say("manager", 40, "It is on the badge in the photo on the shop page. I had not thought of that.").to(1),
            say("member", 60, "Could we take the photo down? Or blur the badge?"),
            say("manager", 180, "Down already. New photo on Monday, without badges.").to(1),
            say("member", 30, "Thank you 🧡"),
        ],
    ),
    on(
        2,
        12 * 60 + 5,
        &[
            say(
                "member",
                0,
                "I wrote my new address in here last month, for the parcel. Can that line go? I filed a deletion request, too.",
            ),
            say("manager", 200, "I see the request. Found the line, it is gone now, for you as well as for me.").to(1),
            say("member", 40, "And the photo of the letterbox with the name on it?"),
            say("manager", 60, "The file went with it. I looked again afterwards: nothing left.").to(1),
            say("member", 25, "You are a very thorough man, Manuel."),
            say("manager", 30, "I was a librarian. We either keep a thing for ever or we really, really do not.").to(1),
        ],
    ),
];

/// Group conversation about one Saturday.
pub(in crate::demo) const SATURDAY: &[Scene] = &[
    on(
        4,
        19 * 60 + 15,
        &[
            say(
                "member",
                0,
                "Who can take my Saturday morning? My niece has her first football match, she is the goal.",
            ),
            say("zofia", 30, "The goalKEEPER?").to(1),
            say("member", 15, "She is five. She says she is the goal.").to(1),
            say("nikos", 40, "I can do 9 to 12, then the baby has swimming."),
            say("elif", 35, "Öğleden sonrası bende: 12 to 17.").to(1),
            say("manager", 60, "So: Nikos 9–12, Elif 12–17, Mina free. Zofia, do you close?"),
            say("zofia", 25, "I close. I always close. I am the night.").to(1),
            say("member", 20, "You are all wonderful, I owe you cake ×3."),
            say("elif", 15, "Limonlu olsun 🍋"),
        ],
    ),
    on(
        1,
        15 * 60 + 30,
        &[
            say("member", 0, "0:7. She was magnificent. She ate an orange during the fourth goal."),
            say("zofia", 25, "Priorities. She will go far.").to(1),
            say("nikos", 40, "The baby swam. That is: the baby was in water and did not object."),
            say("elif", 30, "Burada her şey sakin. Sold two globes to one man. He said he needs a spare world."),
            say("manager", 20, "Who does not.").to(1),
            say("zofia", 35, "I will put that on the till: \"spare worlds, 39.90\"."),
            say("member", 120, "Cakes: lemon, poppy seed, one experiment. On the counter on Monday."),
            say("nikos", 25, "Define experiment.").to(1),
            say("member", 10, "No. 🎂").to(1),
        ],
    ),
];

/// Group conversation of people whom no account manages.
pub(in crate::demo) const CHESS: &[Scene] = &[
    on(
        8,
        19 * 60 + 30,
        &[
            say("gustav", 0, "Donnerstag, 20 Uhr, wie immer? Ich bringe das Brett mit dem fehlenden Läufer."),
            say("tamar", 30, "The bishop is a wine cork, it has more dignity than the other one.").to(1),
            say("grigor", 40, "Буду. Исправлю позорное поражение прошлой недели."),
            say("hakon", 25, "You lost to the cork, Grigor.").to(1),
            say("grigor", 15, "Пробка играла нечестно.").to(1),
            say(
                "tamar",
                60,
                "Puzzle while we wait. White: Kg1, Qh5. Black: Kg8, pawns f7 g7 h7. White to move, what do you NOT play?",
            ),
            say("gustav", 120, "Dxf7+ sieht schön aus, aber nach Kxf7 ist die Dame weg. Fehlt da ein Turm?").to(1),
            say(
                "tamar",
                30,
                "There should be one on f1. I forgot to set the rook. The puzzle is that the puzzle is broken.",
            )
            .to(1),
            say("hakon", 20, "Best puzzle so far."),
            say("grigor", 25, "Մեծ հանելուկ է 😄"),
        ],
    ),
    on(
        6,
        21 * 60 + 50,
        &[
            say("grigor", 0, "1. e4 e5 2. Nf3 Nc6 3. Bc4 Bc5: дальше я помню только, что было весело."),
            say("hakon", 40, "You moved the cork like a knight. Twice.").to(1),
            say("gustav", 30, "Und keiner hat es gemerkt, bis der Korken schachmatt gab."),
            say("tamar", 35, "ქორქი is champion. Standings: Tamar 3, Gustav 3, Håkon 2, cork 1, Grigor 0."),
            say("grigor", 20, "Меньше пробки.").to(1),
            say("grigor", 5, "МЕНЬШЕ ПРОБКИ.").to(1),
            say("hakon", 25, "Next Thursday at my place, bring umbrellas, I have the flat with the view and the leak."),
            say("gustav", 15, "♟️☔"),
        ],
    ),
    on(
        1,
        20 * 60 + 10,
        &[
            say("tamar", 0, "I am ten minutes late, begin without me, and do NOT let the cork play white."),
            say("hakon", 20, "Too late. It opened with the Corkish Gambit.").to(1),
            say("gustav", 30, "Grigor denkt seit vier Minuten nach. Der Korken bleibt ruhig."),
            say("grigor", 240, "Я победил! Пробка сдалась! Запишите время и дату!"),
            say("hakon", 15, "It rolled off the table, Grigor.").to(1),
            say("grigor", 10, "Это называется «сдаться».").to(1),
            say("tamar", 60, "Grigor 1, dignity 0. Here in two minutes, with khachapuri."),
        ],
    ),
];

/// One-to-one conversation of two people whom no account manages.
pub(in crate::demo) const ROSA_WEI: &[Scene] = &[
    on(
        2,
        20 * 60 + 30,
        &[
            say("rosa", 0, "¡Hola! You were the one with the daughter who asks about Gerald, no?"),
            say("wei", 40, "是的! That is us. She drew him: https://example.com/photos/gerald-hat").to(1),
            say("rosa", 30, "He has a HAT. My sister's goat needs this drawing on her wall. Before she eats it.").to(1),
            say("wei", 50, "We can make a second one, to be eaten. 😄"),
            say("rosa", 25, "Diplomacia perfecta.").to(1),
            say("wei", 90, "Did you start the lighthouse game? We are at the stairs, the little one counts all 214."),
            say("rosa", 45, "Yo también las conté. Hay 213. The last one is drawn on.").to(1),
            say("wei", 60, "…we counted again. You are right. She is delighted."),
        ],
    ),
    on(
        1,
        9 * 60,
        &[
            say("wei", 0, "早上好! The eatable drawing is in the post."),
            say("rosa", 120, "¡Buenos días! La cabra ya espera junto al buzón, no exagero."),
            say("wei", 30, "Ask her for a review.").to(1),
            say("rosa", 40, "Siempre pone cinco estrellas y luego se las come. ⭐⭐⭐⭐⭐").to(1),
        ],
    ),
];
