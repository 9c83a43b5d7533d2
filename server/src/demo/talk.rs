//! What is said in the demo: written scenes, and generators for a busy channel and for a person who
//! writes now and then. Plain data and pure functions of their arguments. Never reads a clock or
//! ambient chance, never names a real person, and holds no number that anybody could be charged on
//! or rung at.

/// One written line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Key of the person who says it.
    pub(super) by: &'static str,
    /// Seconds since the previous line of the scene.
    pub(super) after_s: u32,
    /// The text as sent; markup-like characters are meant to show as typed.
    pub(super) text: &'static str,
    /// How many lines back in the scene it answers.
    pub(super) reply_to_back: Option<u8>,
    /// Whether it was edited after sending.
    pub(super) edited: bool,
}

/// One stretch of talk on one day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene {
    /// How many days before today; never 0, so that nothing lies in the future.
    pub(super) days_ago: u16,
    /// Minute of the day, in UTC, of the first line.
    pub(super) at_min: u16,
    /// The lines, in order.
    pub(super) lines: &'static [Line],
}

const fn on(days_ago: u16, at_min: u16, lines: &'static [Line]) -> Scene {
    Scene { days_ago, at_min, lines }
}

const fn say(by: &'static str, after_s: u32, text: &'static str) -> Line {
    Line { by, after_s, text, reply_to_back: None, edited: false }
}

impl Line {
    /// Answers the line so many back.
    const fn to(mut self, back: u8) -> Line {
        self.reply_to_back = Some(back);
        self
    }

    const fn edited(mut self) -> Line {
        self.edited = true;
        self
    }
}

/// Room "Front desk": a working day in the shop.
pub(super) const FRONT_DESK: &[Scene] = &[
    on(8, 7 * 60 + 52, &[
        say("manager", 0, "Good morning all. Shutters are up, till is counted: 150.00 float, all there."),
        say("member", 45, "Morning! Coffee is on, the good beans this time."),
        say("nikos", 30, "Καλημέρα! You have no idea how much I needed to read that.").to(1),
        say("juergen", 70, "Moin zusammen. Die Lieferung vom Großhandel kommt heute erst gegen elf."),
        say("manager", 40, "Danke Jürgen. Can you tell the courier to use the quay side? The front is dug up again.").to(1),
        say("juergen", 55, "Schon erledigt, er kennt den Weg. 👍").to(1),
        say("anjali", 180, "A customer is asking for a book \"with a blue cover, about a lighthouse, her sister liked it\". Anyone?"),
        say("zofia", 25, "Was the sister happy or sad after reading it?").to(1),
        say("anjali", 35, "She says: both.").to(1),
        say("zofia", 20, "Then it is \"The Keeper's Almanac\". Second table, left of the ladder."),
        say("anjali", 140, "It WAS that one. She hugged me. I am putting this on my résumé."),
        say("thordis", 60, "Zofia, you are frightening. 😄").to(2),
        say("owner", 300, "Just came in, reading back. Zofia gets the last cinnamon bun, that is an order."),
        say("zofia", 15, "I have already eaten it in anticipation.").to(1),
    ]),
    on(6, 8 * 60 + 5, &[
        say("member", 0, "Morning. The card terminal at till 2 says \"CONTACT ACQUIRER 07\". Is that us or them?"),
        say("manager", 50, "Them. Switch it off, count to thirty, switch it on. Not twenty. It knows.").to(1),
        say("member", 95, "Counted to thirty. It is alive.").to(1),
        say("ngoc", 20, "Who writes the messages for these things, honestly"),
        say("jb", 70, "Bonjour ! La classe de Mme Perrin passe à dix heures, vingt-quatre enfants. On cache les encres ?"),
        say("owner", 40, "Oui, et les pop-ups fragiles aussi. Jean-Baptiste, can you do the story corner?").to(1),
        say("jb", 25, "Avec plaisir. Je lirai celle du crabe qui voulait être facteur.").to(1),
        say("thordis", 90, "I can film ten seconds for the shop page, only backs of heads."),
        say("owner", 35, "Only if the school signed the form. Layla, do we have it?").to(1),
        say("layla", 120, "نعم، وصلت الاستمارة أمس. Signed for 22 of 24, so please ask which two sit at the side.").to(1),
        say("thordis", 30, "Then no film at all. Easier, and nobody is left out.").to(1),
        say("owner", 15, "Right decision. Thank you."),
        say("jb", 7200, "Ils sont partis. Bilan : un crabe applaudi, zéro encre renversée, une chaussure oubliée (gauche, taille 29)."),
        say("member", 40, "The shoe is now in lost property, next to the other left shoe."),
        say("nikos", 25, "We are one right shoe away from a business."),
    ]),
    on(4, 13 * 60 + 20, &[
        say("ngoc", 0, "Stock question: the system says 7 copies of the tide tables, the shelf says 2."),
        say("juergen", 80, "Fünf liegen noch im Lager, Regal C, hinter den Kalendern. I moved them for the painters.").to(1),
        say("ngoc", 60, "Found them. Plus somebody's lunch from the painters' time. I will not describe it.").to(1),
        say("anjali", 30, "Please do not."),
        say("manager", 200, "New rule, as of now: stock that moves gets a line in here. One line. Like this:\nMOVED tide tables x5, C3 → front table, Manuel"),
        say("juergen", 40, "Verstanden.\nMOVED calendars x30, C1 → cellar, Jürgen").to(1),
        say("zofia", 35, "MOVED myself x1, till → lunch, Zofia"),
        say("manager", 20, "I walked into that one.").to(1),
        say("nikos", 900, "Delivery note from the printers, please check before I sign: https://example.com/notes/2207"),
        say("manager", 240, "Line 4 is wrong: we ordered 40 of the harbour map, they list 400.").to(1),
        say("nikos", 20, "FOUR HUNDRED"),
        say("owner", 35, "We could wallpaper the quay."),
        say("nikos", 300, "They are sorry, they send 40. The driver looked relieved too.").edited(),
    ]),
    on(2, 7 * 60 + 58, &[
        say("thordis", 0, "Góðan daginn! Alarm off, heating on, and there is a seagull in the doorway with opinions."),
        say("member", 35, "Is it Gerald?"),
        say("thordis", 20, "It is Gerald.").to(1),
        say("layla", 60, "صباح الخير. Gerald may stay, but he has to buy something."),
        say("manager", 45, "Reminder: the reading with the ferry poets is tonight at 19:00. 60 chairs, we have 48."),
        say("jb", 50, "La boulangerie en face prête douze chaises, je viens de demander.").to(1),
        say("manager", 20, "You are worth your weight in croissants.").to(1),
        say("zofia", 90, "Who opens the door at 18:30? I can do until 20:00, then my last bus."),
        say("ngoc", 40, "I take the door from 20:00. And I walk you to the bus.").to(1),
        say("anjali", 75, "Price for members tonight: 0 or 5? The poster says both, depending on which poster."),
        say("owner", 60, "Members 0, guests 5, and whoever says \"ahoy\" to the poets pays nothing.").to(1),
        say("anjali", 15, "Noted: members 0, guests 5, ahoy 0.").to(1),
        say("nikos", 3600, "Sound check done. Microphone 2 hums in B flat, the poets asked to keep it."),
    ]),
    on(1, 16 * 60 + 40, &[
        say("owner", 0, "Last night: 71 people, 43 books sold, one proposal of marriage (accepted, shelf of travel books)."),
        say("jb", 30, "Le rayon voyage, c'est logique."),
        say("member", 25, "I was holding the ring in a gift bag, NOBODY told me what was in it 😭"),
        say("zofia", 20, "We know you. You would have cried before her.").to(1),
        say("member", 15, "I cried before her anyway.").to(1),
        say("juergen", 200, "Kasse von gestern: 1.184,50 €. Stimmt auf den Cent."),
        say("manager", 40, "On the cent! Frame that.").to(1),
        say("layla", 340, "A journalist wants two sentences about why we are a co-operative. Olive?"),
        say("owner", 420, "\"Because nobody should own the only light on a dark quay. And because eight people argue better than one.\"").to(1),
        say("thordis", 30, "There are nineteen of us."),
        say("owner", 20, "Eight of us argue. The rest of you have work to do.").to(1),
        say("anjali", 60, "Decision needed before closing: do we open on Sunday for the market? Yes by ✅ here, no by saying why."),
        say("ngoc", 20, "✅"),
        say("juergen", 15, "✅"),
        say("jb", 25, "✅ mais pas avant onze heures, par pitié"),
        say("nikos", 30, "✅ I do the early part, I am awake with the baby anyway"),
        say("manager", 90, "Decided: Sunday 11:00 to 16:00, Nikos opens, Manuel closes. It is in the calendar: https://example.com/cal/sunday").to(5),
    ]),
];

/// Room "Returns & repairs": a removal here needs a reason; somebody pastes a card number.
pub(super) const RETURNS: &[Scene] = &[
    on(11, 9 * 60 + 12, &[
        say("zofia", 0, "Return #3081: atlas, two pages stuck together with jam. Customer says it came like that."),
        say("bo", 60, "What kind of jam?"),
        say("zofia", 20, "Does it matter?").to(1),
        say("bo", 25, "Apricot: I can steam it. Strawberry: the ink comes with it.").to(1),
        say("zofia", 200, "I asked. Long silence. Then: \"apricot\"."),
        say("bo", 30, "Bring it down. Fifteen minutes and no promises."),
        say("manager", 70, "Refund or exchange?"),
        say("zofia", 40, "Neither, she wants THIS copy, there is a drawing of her dog in it. Repair for 6 €.").to(1),
        say("bo", 5400, "Atlas is done. Greenland is a little wavy now, but it always was."),
        say("elif", 35, "Eline sağlık, Bo!").to(1),
        say("ines", 50, "¡Qué maravilla! ¿Me enseñas un día cómo lo haces?"),
        say("bo", 30, "Thursday after five. Bring a kettle and patience.").to(1),
    ]),
    on(6, 10 * 60 + 33, &[
        say("juergen", 0, "Retoure #3094: Kundin hat zweimal bezahlt, einmal bar, einmal Karte. Bon liegt vor."),
        say("manager", 55, "Refund to the card. I need the last four digits only, please.").to(1),
        say("juergen", 80, "4111 1111 1111 1111, gültig bis 12/30, Name wie auf dem Bon"),
        say("juergen", 12, "oops"),
        say("juergen", 9, "Nur die letzten vier wollte ich. Kann das bitte jemand rausnehmen? Sofort?"),
        say("manager", 25, "On it. Nobody quote that line please.").to(1),
        say("noam", 20, "I did not see anything, I was looking at the ceiling.").to(2),
        say("manager", 60, "For everybody: full card numbers never go in a chat. Last four, or the receipt number, nothing else."),
        say("juergen", 45, "Ja. Tut mir leid. Alte Gewohnheit vom Telefon."),
        say("zofia", 60, "It happens once to each of us. Mine was a door code, in 2019, to the whole street.").to(1),
        say("member", 30, "So THAT is why the street has a new door 😄").to(1),
        say("manager", 240, "Customer informed, refund is out, reference HB-3094-R. Done."),
    ]),
    on(3, 14 * 60 + 2, &[
        say("noam", 0, "מישהו השאיר כאן שקית עם שלושה ספרים ופתק: \"להחזיר לאוליב\". של מי זה?"),
        say("noam", 40, "In English: a bag with three books and a note \"give back to Olive\". Whose?"),
        say("owner", 300, "Mine! I lent them in spring. I had written them off and forgiven the person.").to(1),
        say("elif", 40, "Kim olduğunu öğrenince affı geri alacak mısın? 😄").to(1),
        say("owner", 45, "Forgiveness is final. The list of people who may borrow is not."),
        say("ines", 600, "Reparación #51: lomo roto, tapa suelta, cosido bueno. ¿Cola o hilo?"),
        say("bo", 90, "Thread. If the sewing is good, never insult it with glue.").to(1),
        say("ines", 20, "Eso va a una camiseta."),
        say("member", 1200, "Customer on the phone: the ebook code from her receipt is \"already used\". Return #3102."),
        say("zofia", 60, "Ask if the code has a zero or the letter O. It is always that.").to(1),
        say("member", 95, "It was the letter O. She laughed, I laughed, the dog barked.").to(1),
        say("manager", 50, "We should print codes without O, 0, I and 1. Who talks to the publisher?"),
        say("elif", 35, "I do. They owe me a favour since the calendar thing.").to(1),
        say("bo", 200, "Note to self and all: the cold press is NOT a table. I found a sandwich in it. It was a very flat sandwich."),
        say("juergen", 30, "Das war meins. War. 🥲").to(1),
    ]),
    on(1, 9 * 60 + 45, &[
        say("elif", 0, "Günaydın! Yayıncıdan cevap geldi: from March on, codes without 0/O and 1/I."),
        say("manager", 30, "Elif, you did in two days what I could not do in two years.").to(1),
        say("elif", 25, "Baklava was involved."),
        say("zofia", 120, "Return #3110, a first edition, \"water damage\". It is tea. I can smell the bergamot."),
        say("bo", 40, "Tea is a patina. Twelve euros, and I leave a little of it in.").to(1),
        say("noam", 60, "Question: how long do we keep names and numbers of people with returns?"),
        say("manager", 90, "Thirty days, then the slips go through the shredder. In here: ask me and I take the line out, with the reason.").to(1),
        say("noam", 30, "Good. Then please my line of last week with the customer's street.").to(1),
        say("manager", 100, "Done, reason \"personal data\". Thanks for asking.").to(1),
    ]),
];

/// Room "Lounge": eleven languages and no work.
pub(super) const LOUNGE: &[Scene] = &[
    on(
        9,
        18 * 60 + 30,
        &[
            say("ines", 0, "Pregunta seria: ¿la tortilla, con cebolla o sin cebolla?"),
            say("jb", 30, "Ah non, pas cette guerre-là."),
            say("zofia", 25, "Z cebulą. Oczywiście.").to(2),
            say("elif", 20, "Soğanlı! Soğansız tortilla sadece yumurtadır.").to(3),
            say("rodion", 40, "С луком. И ещё с грибами, но это уже мой личный грех."),
            say("ines", 25, "¿CHAMPIÑONES? Rodion, hablaremos.").to(1),
            say("noam", 35, "בלי בצל, ואני מוכן להיות לבד על הגבעה הזאת."),
            say("ines", 20, "Te quedas solo en la colina, sí.").to(1),
            say("anjali", 60, "प्याज़ के बिना तो खाना ही अधूरा है।"),
            say("yuki", 50, "たまねぎ入りに一票。甘くなるまで炒めてください。"),
            say("layla", 45, "بالبصل طبعًا، ومعه خبز ساخن."),
            say("nikos", 30, "So: nine with onion, one Noam. The lounge has spoken."),
            say("noam", 15, "History will be kind to me.").to(1),
            say("owner", 120, "I leave you alone for ONE evening."),
        ],
    ),
    on(
        7,
        12 * 60 + 15,
        &[
            say("thordis", 0, "It is snowing sideways. In Iceland we call this \"a breeze\"."),
            say("member", 25, "A letterbox just flew past the window.").to(1),
            say("thordis", 10, "A fresh breeze, then."),
            say(
                "juergen",
                60,
                "Kennt ihr den? Treffen sich zwei Bücher im Regal. Sagt das eine: „Du siehst mitgenommen aus.“ Sagt das andere: „Ausgeliehen, bitte.“",
            ),
            say("jb", 30, "J'ai compris, et je le regrette.").to(1),
            say("rodion", 45, "Переведите, пожалуйста, я вижу, что людям больно, и тоже хочу."),
            say(
                "zofia",
                80,
                "„Mitgenommen“ znaczy i „zabrany“, i „zmarnowany“. Książka mówi: nie zabrana, wypożyczona.",
            )
            .to(1),
            say("rodion", 30, "А! Теперь больно и мне. Спасибо.").to(1),
            say("yuki", 90, "図書館員の冗談は静かですね 🤫"),
            say("ngoc", 30, "👏👏👏"),
            say("nikos", 15, "🫠"),
            say("anjali", 200, "Has anyone a charger for the old scanner? The one with the sad smile plug."),
            say("member", 40, "Drawer under the globe, next to the other chargers that fit nothing.").to(1),
            say("anjali", 60, "मिल गया, धन्यवाद! It fits. I am a little emotional.").to(1),
        ],
    ),
    on(
        5,
        17 * 60 + 45,
        &[
            say("elif", 0, "Arkadaşlar, Cuma akşamı film gecesi var mı? Projektör bende."),
            say("owner", 40, "Yes! In the cellar, between the maps. What do we watch?").to(1),
            say("layla", 35, "فيلم فيه بحر، من فضلكم، لكن بلا غرق هذه المرة."),
            say("noam", 30, "Layla has a point, the last three films had a combined 400 drowned.").to(1),
            say(
                "rodion",
                50,
                "Тогда комедия про маяк. Я знаю одну, чёрно-белую, там смотритель учит чайку играть в шахматы.",
            ),
            say("thordis", 20, "Gerald would watch that.").to(1),
            say("ines", 25, "Traigo palomitas. Dulces Y saladas. No quiero otra guerra."),
            say("zofia", 30, "A ja przyniosę sernik."),
            say(
                "long",
                600,
                "Verehrte Runde, ich erlaube mir, zwei Decken, eine Thermoskanne und meine Tante beizusteuern.",
            ),
            say("member", 25, "Is the aunt for sitting or for commentary?").to(1),
            say("long", 90, "Für beides, fürchte ich.").to(1),
            say("yuki", 60, "楽しみです。毛布は私も持って行きます。"),
            say(
                "manager",
                120,
                "Fire rules: 40 people at most in the cellar, stairs stay free, the aunt may sit by the door.",
            ),
            say("anjali", 20, "🎬🍿🧀👵"),
        ],
    ),
    on(
        3,
        20 * 60 + 10,
        &[
            say(
                "owner",
                0,
                "Since somebody asked me at the till why we keep the lounge, here is the long answer, and then I will be quiet. \
            When my grandmother ran the chandlery that stood here before us, there was a bench by the stove. Nobody had put it there on purpose. \
            A skipper left it as payment for rope, and it was too ugly to sell. So it stayed, and people sat on it: first to wait for their \
            order, then to wait for the weather, then because somebody else was already sitting there. She used to say that the rope paid the \
            rent and the bench paid for everything else. Half of what she knew about the coast she had heard from that bench. When a boat was \
            late, the bench knew first. When somebody was out of work, the bench knew who was looking for hands. Two of my uncles met their \
            wives on it, and one of them met his second wife on it too, which the bench never let him forget. Then the stove went, the chandlery \
            went, and for eleven years this was a shop for telephones, with no place to sit, and I promise you that nobody ever waited for the \
            weather in it. When we nineteen took over the lease, we fought about everything: the colour of the shutters, whether poetry sells, \
            whether poetry ought to sell, who pays for the broken skylight. The only thing that went through without one vote against was a \
            bench. It is the green one by the radiator, you have all spilled something on it. This room is the same bench with more languages. \
            It does not earn anything and it does not have to. So please: keep the work in the other rooms, be rude about onions as much as \
            you like, be kind about everything else, and if you see that somebody has not sat down for a while, move over a little and say \
            their name. That is the whole of our human resources department. Good night, all of you. I am going home before the last tram, and \
            whoever took my umbrella may keep it until the rain stops, which, going by this coast, makes it yours for life.",
            ),
            say("member", 90, "I am reading this on the green bench and I have something in my eye.").to(1),
            say("jb", 40, "Le banc vert, c'est nous. ❤️").to(2),
            say("rodion", 60, "Спасибо, Олив. Двигаюсь, садитесь.").to(3),
            say("nikos", 50, "The umbrella was me. I return it with interest (one (1) chocolate).").to(4),
            say("zofia", 35, "Ngọc, chodź, jest miejsce. Ngọc, come and sit."),
            say("ngoc", 80, "Cảm ơn mọi người 🥹 I am on my way with tea."),
            say("elif", 30, "🫖💚"),
        ],
    ),
    on(
        1,
        11 * 60 + 50,
        &[
            say("yuki", 0, "今朝、港に虹が出ていました。写真:https://example.com/photos/niji"),
            say("layla", 45, "ما شاء الله! أجمل من لوحة.").to(1),
            say("anjali", 30, "वाह! यह तो पोस्टकार्ड बनना चाहिए।").to(2),
            say("juergen", 40, "Postkarte! 300 Stück, 1,20 das Stück, ich rechne schon.").to(1),
            say("manager", 20, "Not in the lounge, Jürgen 😄").to(1),
            say("juergen", 15, "Ich habe nichts gesagt."),
            say("noam", 60, "Ten words for rain that you have in your language, go."),
            say("thordis", 25, "Only ten?").to(1),
            say("jb", 40, "Crachin, bruine, averse, giboulée, ondée, déluge, grain… et « Bretagne »."),
            say("rodion", 50, "Морось, ливень, грибной дождь: это когда солнце и дождь вместе, и потом растут грибы."),
            say("ines", 20, "Otra vez los champiñones.").to(1),
            say("yuki", 45, "「狐の嫁入り」。天気雨のことです。直訳すると「きつねの結婚式」。").to(2),
            say("member", 20, "A fox wedding!! Everyone else can go home."),
            say("elif", 40, "Bizde de \"kurt düğünü\" derler bazen. Tilki, kurt… hep düğün var."),
            say("zofia", 30, "U nas mówi się „kapuśniaczek”: deszczyk jak zupa kapuściana."),
            say("noam", 35, "יורה, מלקוש, טפטוף, מבול. And I thought that was a lot."),
            say("owner", 200, "This is going on a poster. Everybody who gave a word gets one.").edited(),
        ],
    ),
];

/// Room "Open counter": customers walk in; so do a spammer, an insult and somebody's markup.
pub(super) const OPEN_COUNTER: &[Scene] = &[
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

/// Room "Letterpress corner": people who love type, so every odd thing text can do turns up here.
pub(super) const LETTERPRESS: &[Scene] = &[
    on(
        5,
        18 * 60 + 5,
        &[
            say(
                "bo",
                0,
                "Tonight's question: which word do you use to test a typeface? Mine: \"Hamburgefonstiv\", like everybody.",
            ),
            say("nikos", 35, "Ξεσκεπάζω. All the letters with tails, in one line.").to(1),
            say("anjali", 40, "\"क्षत्रिय\". If the conjuncts survive, the font is honest.").to(2),
            say(
                "layla",
                45,
                "\"لا\" first, then \"محمّد\" with the shadda. Half of all signs in town fail at the first.",
            )
            .to(3),
            say("noam", 30, "שָׁלוֹם with all the dots. The dot of the ש goes missing first.").to(4),
            say("yuki", 40, "「永」です。八つの基本の筆づかいが全部入っています。").to(5),
            say("thordis", 25, "Þjóðæði. You get þ, ð and æ, and a national obsession.").to(6),
            say("wei", 50, "「鬱」 or 「䲜」: see if it becomes a black square.").to(7),
            say("member", 25, "I type \"minimum\" in blackletter and leave the room."),
            say("bo", 60, "You are all invited to the next proofing night. All of you. Bring your words."),
            say(
                "manager",
                240,
                "Since we are testing: here is the longest label of the cellar, without a single space:",
            ),
            say(
                "manager",
                20,
                concat!(
                    "Kellerregalbeschriftungsschablonenaufbewahrungskastendeckelscharnierschraubenschlüsselhakenbrettbefestigungswinkel",
                    "Seekartenschubladengriffpoliturtuchwaschanleitungszettelhalterklammerfederspannungsprüfprotokollvordruckblock",
                    "Leuchtturmwärterwintermantelknopflochstickgarnspulenhalterungsdrehtellerkugellagerfettdosendeckelöffner",
                    "Hafenbuchhandlungsgenossenschaftsmitgliederversammlungseinladungsumschlag",
                ),
            ),
            say("bo", 30, "It does not fit on the label. It does not fit on the DOOR.").to(1),
        ],
    ),
    on(
        4,
        19 * 60 + 20,
        &[
            say(
                "noam",
                0,
                "Bidi proof for the poster, does it hold? הספרייה פתוחה 10:00–18:00 (Sundays 11:00–16:00) בנמל, Quay 7.",
            ),
            say(
                "layla",
                50,
                "In Arabic: المتجر مفتوح من 10:00 إلى 18:00، Harbour Books، الرصيف 7. The bracket jumps on my phone: (مغلق الاثنين).",
            ),
            say("noam", 30, "Brackets always jump. Put the Latin part on a line of its own.").to(1),
            say("layla", 60, "المتجر مفتوح كل يوم\nHarbour Books, Quay 7\nمن العاشرة إلى السادسة").to(1).edited(),
            say("noam", 20, "מושלם!"),
            say("wei", 90, "And this one is nasty: photo_\u{202e}gpj.exe\u{202c} reads like a picture. It is not."),
            say("bo", 25, "I hate it. Well done.").to(1),
            say(
                "thordis",
                60,
                "Combining marks: n\u{303} e\u{301} a\u{30a} o\u{308}, and the same made in one piece: ñ é å ö. Twins or not?",
            ),
            say("nikos", 40, "On paper: twins. In the computer: cousins who do not speak.").to(1),
            say(
                "thordis",
                35,
                "And stacked, for Bo, with love: t\u{34e}\u{30d}\u{316}\u{30a}y\u{306}\u{323}\u{308}p\u{30b}\u{326}\u{303}e\u{310}\u{331}\u{302}",
            ),
            say("bo", 20, "That is not type, that is weather.").to(1),
            say("anjali", 60, "ज़िंदगी, दृष्टि, र्क्ष: देखो, मात्राएँ ठीक बैठ रही हैं।"),
            say(
                "wei",
                50,
                "One character or many? 👨\u{200d}👩\u{200d}👧\u{200d}👦 👩🏽\u{200d}🚀 🏴\u{200d}☠\u{fe0f} 👩\u{200d}❤\u{fe0f}\u{200d}👩 🧑🏿\u{200d}🤝\u{200d}🧑🏻",
            ),
            say("member", 20, "The family counts as one, I decided.").to(1),
            say("yuki", 45, "半角カナと全角も忘れずに:ハーバー と ハーバー。"),
            say("noam", 15, "🙃"),
        ],
    ),
    on(
        2,
        18 * 60 + 45,
        &[
            say(
                "bo",
                0,
                "Colophon for the almanac, last call for mistakes:\n\n    Set by hand in the cellar of Harbour Books,\n    printed on 120 g paper on a press older than all of us,\n    in 200 copies, of which this is No. ____",
            ),
            say("nikos", 60, "\"older than all of us\": have you asked the aunt?").to(1),
            say("member", 30, "The aunt is from 1931. The press?").to(1),
            say("bo", 25, "1928. Safe.").to(1),
            say(
                "manager",
                80,
                "The shop page eats my angle brackets when I preview the colophon: <em>No.</em> shows as No. in one place and as code in the other.",
            ),
            say("thordis", 60, "Escape once, never twice. If you see &amp;amp; somewhere, somebody was afraid.").to(1),
            say(
                "bo",
                20,
                "My name has been \"&lt;b&gt;Bo&lt;/b&gt;\" on every parcel for ten years. I know who is afraid.",
            )
            .to(1),
            say("anjali", 45, "😂😂 अब समझ आया तुम्हारा नाम ऐसा क्यों है!"),
            say("yuki", 70, "活字の棚、「あ」行の整理が終わりました。「を」が一つ足りません。"),
            say("bo", 30, "The を is on my key ring. I confess. It returns tomorrow.").to(1),
            say("wei", 60, "Width test, please ignore: |iiiiiiiiii| |WWWWWWWWWW| |0000000000| |口口口口口|"),
            say("layla", 40, "ــــــــــ كشيدة ــــــــــ"),
            say("noam", 20, "Layla wins the width test.").to(1),
            say(
                "bo",
                120,
                "Decision: the almanac goes to press on Friday. Proofs hang on the line until Thursday night, red pencil only.",
            ),
        ],
    ),
];

/// Room "Lesekreis · Cercle de lecture": books in five languages; not for owner and manager.
pub(super) const READING_CIRCLE: &[Scene] = &[
    on(
        14,
        18 * 60,
        &[
            say("juergen", 0, "Guten Abend! Heute: Kapitel 1 bis 4 von „Das Salz der Treppe“. Wer fängt an?"),
            say("jb", 40, "Moi. J'ai adoré l'escalier, j'ai détesté le frère."),
            say("zofia", 35, "Brat jest najciekawszy! Kłamie tak, że sam sobie wierzy.").to(1),
            say("jb", 30, "C'est bien pour ça que je le déteste : j'ai le même à la maison.").to(1),
            say("ines", 50, "A mí me gustó la madre, que habla solo con refranes inventados."),
            say("rodion", 60, "«Кто солит лестницу, тот боится не льда, а гостей». Я это выписал."),
            say("juergen", 45, "Der Satz steht bei mir auch am Rand, mit drei Ausrufezeichen.").to(1),
            say(
                "member",
                70,
                "I read it in English and there the proverb is \"Salt the steps and you'll sup alone\". Which one is nearer?",
            ),
            say("juergen", 80, "Im Original reimt es sich nicht. Die Übersetzerin hat den Reim geschenkt.").to(1),
            say("zofia", 25, "Ładny prezent."),
            say(
                "henrike",
                90,
                "Ich habe bisher nur zugehört. Ich glaube, der Bruder lügt für die Mutter, nicht für sich.",
            ),
            say("jb", 20, "…").to(1),
            say("jb", 25, "Bon. Je relis tout.").to(2),
        ],
    ),
    on(
        8,
        18 * 60 + 2,
        &[
            say(
                "long",
                0,
                "Meine Tante lässt ausrichten, das Ende sei vorhersehbar gewesen, „aber schön vorhersehbar, wie ein Fahrplan“.",
            ),
            say("juergen", 30, "Das drucken wir auf die Rückseite.").to(1),
            say("rodion", 60, "А я плакал на вокзальной сцене. В трамвае. Кондуктор дал мне салфетку."),
            say("ines", 30, "Te mando otra. 🤍").to(1),
            say("zofia", 45, "Mam pytanie: kto właściwie zgasił latarnię? Trzy razy czytałam i nadal nie wiem."),
            say("jb", 35, "Personne. Elle était éteinte depuis le début, relis la page 12.").to(1),
            say("zofia", 120, "…o matko. Strona 12. Masz rację.").to(1),
            say("member", 25, "Wait WHAT. I need to sit down. I am sitting. I need to lie down.").to(2),
            say("henrike", 50, "Dann hat der Bruder also doch die Wahrheit gesagt, ein einziges Mal."),
            say("juergen", 20, "Und keiner hat ihm geglaubt. Feierabend, das muss ich erst verdauen.").to(1),
            say("jb", 90, "Prochain livre ? Je propose quelque chose avec moins de 600 pages et plus de chats."),
            say("ines", 25, "Apoyo la moción de los gatos.").to(1),
            say("long", 60, "Die Tante stimmt für Katzen."),
        ],
    ),
    on(
        1,
        18 * 60 + 1,
        &[
            say("jb", 0, "« Le Chat du phare », 180 pages. Premières impressions, sans spoiler après la page 60 !"),
            say("rodion", 40, "Кот умнее всех персонажей и, кажется, автора."),
            say("zofia", 30, "Kot prowadzi księgowość. Kot MA STEMPEL."),
            say("member", 25, "The stamp is a fish. I would read 600 pages about the stamp.").to(1),
            say("juergen", 60, "Seite 44, die Stelle mit dem Nebelhorn: lest das bitte einmal laut. Es klingt."),
            say("ines", 200, "La he leído en voz alta en el autobús. Aplaudió una señora.").to(1),
            say("henrike", 45, "Auf Deutsch klingt es nach Tuba, auf Spanisch sicher nach Meer."),
            say("jb", 30, "En français, ça sonne comme un chat qui imite une corne de brume. Donc : fidèle."),
            say("long", 90, "Ich bitte um Nachsicht, ich bin schon auf Seite 180 und weine."),
            say("juergen", 15, "KEIN SPOILER"),
            say("long", 25, "Es sind Freudentränen. Mehr sage ich nicht.").to(1),
            say("zofia", 20, "Za późno, teraz wiem, że kot przeżyje. I dobrze. 🐈"),
        ],
    ),
];

/// Room "Co-op council": what the showcase people may not see.
pub(super) const COUNCIL: &[Scene] = &[
    on(
        20,
        19 * 60,
        &[
            say(
                "henrike",
                0,
                "Council, confidential until the vote: the landlord offers us the cellar next door for 640 a month.",
            ),
            say("nikos", 50, "What state is it in?").to(1),
            say("henrike", 40, "Dry, which in this street is a miracle. The wiring is from the telephone shop.").to(1),
            say("yuki", 60, "配線の見積もりが必要ですね。I can ask my cousin, she is an electrician."),
            say("ngoc", 45, "What would we do with it? Please not \"more shelves\"."),
            say("thordis", 30, "A second press, and rooms for the school classes.").to(1),
            say("henrike", 90, "Numbers: reserve 18,200; wiring perhaps 5,000; first year rent 7,680. Tight, not mad."),
            say("nikos", 35, "Tight, not mad: that is our whole history.").to(1),
            say("henrike", 60, "No word outside this room until the contract is checked. Lawyer on Thursday."),
        ],
    ),
    on(
        11,
        19 * 60 + 5,
        &[
            say("yuki", 0, "Estimate from my cousin: 4,310 for all, including the emergency lights."),
            say("ngoc", 30, "Below five. I am starting to like this cellar."),
            say("henrike", 60, "Lawyer says: sign, but strike clause 9 (landlord's cat may enter at all times)."),
            say("thordis", 20, "Strike clause 9?? Clause 9 is the reason to sign.").to(1),
            say("nikos", 25, "I move to keep clause 9."),
            say("ngoc", 10, "Seconded."),
            say("yuki", 10, "猫に一票。"),
            say("henrike", 50, "Carried, 4 to 1, I am writing into the minutes that I was sensible."),
            say(
                "nikos",
                120,
                "One serious thing: two members are late with their shares. Names stay out of chat, please, even here.",
            ),
            say("henrike", 30, "Agreed. I talk to them in person.").to(1),
        ],
    ),
    on(
        2,
        19 * 60,
        &[
            say("henrike", 0, "Signed. We have a second cellar and, by contract, a part-time cat."),
            say("thordis", 20, "🐈🔑🎉"),
            say("ngoc", 30, "When do we tell the others?"),
            say(
                "henrike",
                40,
                "Sunday, after the market, with cake. Olive writes the announcement. Until then: silence.",
            )
            .to(1),
            say("yuki", 25, "了解です。ケーキは任せてください。"),
            say("nikos", 35, "I have told nobody, and it is the hardest thing I did this year. And I have a baby."),
        ],
    ),
];

/// Room "Winter market (last year)": archived.
pub(super) const WINTER_MARKET: &[Scene] = &[
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

/// Conversation of the showcase owner and manager.
pub(super) const OLIVE_MANUEL: &[Scene] = &[
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
pub(super) const MINA_MANUEL: &[Scene] = &[
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
pub(super) const SATURDAY: &[Scene] = &[
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

/// Channel "Announcements": few writers, many readers.
pub(super) const ANNOUNCEMENTS: &[Scene] = &[
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

/// Room "Build room": a games studio at work, with code.
pub(super) const BUILD: &[Scene] = &[
    on(
        7,
        8 * 60 + 20,
        &[
            say("kwame", 0, "Morning. Nightly build is red. Who touched the fog?"),
            say("sean", 25, "Define touched.").to(1),
            say("kwame", 15, "Seán.").to(1),
            say("sean", 30, "I made the fog better. The test disagrees about what better means."),
            say(
                "dasha",
                60,
                "The assertion, for the record:\n\nassert!(fog.density() <= 1.0, \"fog {} is soup\", fog.density());\n\n\"fog 1.4 is soup\"",
            ),
            say("min", 20, "안개가 수프라니 😂").to(1),
            say("sean", 45, "A soup is a kind of lighting. Fine, clamping it."),
            say("sean", 600, "```rust\nfn density(&self) -> f32 {\n    self.raw.clamp(0.0, 1.0)\n}\n```"),
            say("dasha", 40, "NaN goes straight through a clamp. Зачем нам туман «не число»?").to(1),
            say(
                "sean",
                90,
                "Because the wind can be 0/0 at the harbour mouth. Good catch. `if self.raw.is_nan() { 0.0 }` then.",
            )
            .to(1),
            say("kenji", 50, "風がゼロ÷ゼロ、詩的ですね。"),
            say("kwame", 1200, "Green. Thank you. New rule: soup is a failing colour.").edited(),
        ],
    ),
    on(
        4,
        14 * 60 + 10,
        &[
            say("pixel", 0, "who wants to see the new fox 🦊 she has 14 idle animations and one of them is taxes"),
            say("min", 20, "세금?? Show.").to(1),
            say("pixel", 30, "https://example.com/lumen/fox-taxes.gif"),
            say("petra", 60, "The little sigh when the stamp is empty. I have felt that.").to(1),
            say("kenji", 40, "ため息のフレーム、あと2つ足すともっと良くなると思います。").to(2),
            say("pixel", 25, "kenji you are right and i hate it, adding two frames"),
            say("sean", 120, "Budget check: the fox is 38 MB. The lighthouse, with its 214 steps, is 6."),
            say("pixel", 15, "she has DEPTH, seán").to(1),
            say("dasha", 40, "She has uncompressed alpha on every frame. Сожму, никто не заметит."),
            say("dasha", 900, "Now 4.1 MB. Find the difference, winner gets my chocolate."),
            say("min", 60, "I stared for five minutes. There is none.").to(1),
            say("pixel", 30, "the left whisker. frame 9. one pixel. give me the chocolate").to(2),
            say("dasha", 20, "…she is right. I am afraid of you.").to(1),
        ],
    ),
    on(
        2,
        9 * 60 + 30,
        &[
            say(
                "petra",
                0,
                "Decision day: ship on Thursday with 3 known bugs, or next week with 0 known and 5 unknown?",
            ),
            say("kwame", 40, "Which three?").to(1),
            say(
                "petra",
                60,
                "1. The gull can open doors.\n2. Rain falls up for one frame after loading.\n3. \"Quit\" asks \"Are you sore?\"",
            ),
            say("sean", 25, "All three are features."),
            say("min", 30, "3번은 꼭 고쳐야 해요. Sore is me, after this crunch.").to(2),
            say("kenji", 60, "「Are you sore?」は直しました。さっき。"),
            say(
                "dasha",
                50,
                "Rain: one line, needs the previous transform.\n\n-    drop.y += speed * dt;\n+    drop.y = drop.prev_y - speed * dt;",
            ),
            say("kwame", 45, "Approved, merged. And the gull?").to(1),
            say("pixel", 15, "THE GULL STAYS"),
            say(
                "petra",
                20,
                "The gull stays. Thursday it is. Go home at six tonight, all of you, that is also a decision.",
            ),
            say("sean", 30, "Are you sore?").to(1),
            say("petra", 10, "Out."),
        ],
    ),
    on(
        1,
        17 * 60 + 50,
        &[
            say(
                "kwame",
                0,
                "Log of the launch candidate, last lines, so that we have it:\n\n12:04:11 INFO  lamp: lit\n12:04:11 INFO  fog: 0.82, not soup\n12:04:12 WARN  gull: door 3 opened\n12:04:12 WARN  gull: door 3 closed politely",
            ),
            say("min", 30, "\"closed politely\" 🥹"),
            say("dasha", 40, "Чайка воспитанная, а мы волновались."),
            say(
                "sean",
                35,
                "Key for the press build was in the pinned note, I moved it to the vault. If you copied it, throw the copy away.",
            ),
            say("petra", 25, "Thank you. And please nobody paste keys in here, not even test keys.").to(1),
            say("kenji", 60, "発売前夜、みなさんお疲れさまでした。"),
            say("pixel", 15, "🦊🕯️🌊"),
        ],
    ),
];

/// Room "Localisation": strings in many scripts.
pub(super) const LOCALISATION: &[Scene] = &[
    on(7, 10 * 60, &[
        say("dasha", 0, "String 112, \"Light the lamp\". In Russian the button bursts: «Зажечь лампу маяка». Shorter?"),
        say("dasha", 60, "«Зажечь» alone would do, the lamp is in the picture.").to(1),
        say("deniz", 40, "Türkçesi \"Feneri yak\", sığıyor. Ama \"FENERİ\" büyük harfte noktalı İ olmalı, lütfen."),
        say("sean", 50, "Uppercase is done in the style sheet. I did not know about the dotted one.").to(1),
        say("deniz", 20, "Nobody ever knows about the dotted one.").to(1),
        say("kenji", 70, "日本語は「灯をともす」にしました。五文字と句点なし。"),
        say("ravi", 60, "हिंदी में \"दीप जलाओ\"। \"लैंप\" भी चलेगा, पर \"दीप\" में कहानी है।"),
        say("petra", 25, "Take the one with the story. Always.").to(1),
        say("amir", 50, "بالعربية: «أشعِل المنارة». والسهم يجب أن ينقلب إلى اليسار."),
        say("shira", 40, "גם בעברית: \"הדליקו את המגדלור\", והחץ הפוך. אמיר צודק."),
        say("sean", 80, "Arrows flip with direction from tonight. Anything that must NOT flip?"),
        say("amir", 40, "The clock, the play button and the lighthouse beam. الضوء لا يقرأ.").to(1),
        say("shira", 15, "\"Light does not read\". Beautiful.").to(1),
    ]),
    on(5, 13 * 60 + 15, &[
        say("mateo", 0, "La cadena 240, \"You monster!\" (a la gaviota): ¿\"¡Monstruo!\" o \"¡Serás…!\"?"),
        say("kwame", 40, "How rude is the second?").to(1),
        say("mateo", 30, "Como una abuela con zapatilla en la mano. Cariñoso y mortal.").to(1),
        say("kwame", 15, "Second.").to(1),
        say("ravi", 60, "\"अरे शैतान!\" in Hindi, what one says to a child who ate all the sweets."),
        say("deniz", 35, "\"Seni gidi seni!\" Untranslatable, perfect."),
        say("dasha", 40, "«Ах ты, морда!»"),
        say("kenji", 50, "「こらっ!」だけで十分です。"),
        say("amir", 40, "«يا شقيّة!»"),
        say("shira", 35, "\"איזו חצופה!\""),
        say("petra", 30, "The gull now gets scolded in eight languages and obeys in none. I am proud."),
        say("mateo", 120, "Número 251 tiene {count} y en español \"1 gaviotas\". Plurales, por favor."),
        say("dasha", 45, "Russian needs three: 1 чайка, 2 чайки, 5 чаек. And Amir will now say six."),
        say("amir", 20, "ستّة. 😌").to(1),
        say("sean", 90, "one / two / few / many / other / zero. I have seen things. Done by tonight.").to(1),
    ]),
    on(2, 11 * 60 + 40, &[
        say("shira", 0, "באג: שם השחקן באנגלית בתוך משפט עברי קופץ לסוף: \"Captain Mo ניצח את 3 הגלים\"."),
        say("amir", 50, "نفس المشكلة: «فاز Captain Mo على 3 أمواج» يظهر الرقم في مكان خاطئ.").to(1),
        say("sean", 60, "Names need isolating. I wrap them in \\u2068 and \\u2069, like so: «فاز \u{2068}Captain Mo\u{2069} على 3 أمواج»").to(2),
        say("amir", 30, "ممتاز، ثبت في مكانه.").to(1),
        say("shira", 25, "גם אצלי. תודה שון!").to(2),
        say("deniz", 80, "Bir de şu: çok uzun kelime testi. Muvaffakiyetsizleştiricileştiriveremeyebileceklerimizdenmişsinizcesine butona sığmıyor."),
        say("kwame", 25, "Is that a real word?").to(1),
        say("deniz", 20, "It is a real threat.").to(1),
        say("ravi", 60, "क्रेडिट्स में मेरा नाम \"Ravi K.\" नहीं, \"रवि कुलकर्णी\" लिखिए, प्लीज़।"),
        say("petra", 30, "Everybody's name in their own script. With the Latin one below, small. Decided.").to(1),
        say("kenji", 40, "ありがとうございます。母が喜びます。").to(1),
        say("mateo", 30, "Mi madre también, y la tilde de Ibáñez más."),
        say("kwame", 300, "Localisation freeze tonight at 20:00 UTC. After that only typos, and only if they are funny by accident."),
    ]),
];

/// Channel "Launch party": a live evening.
pub(super) const LAUNCH_PARTY: &[Scene] = &[
    on(
        2,
        18 * 60 + 50,
        &[
            say("min", 0, "🕯️ Doors open! Paper Lighthouse starts in ten minutes. Say where you are watching from."),
            say("rosa", 12, "¡Desde Arequipa! Con mate y manta."),
            say("hakon", 8, "Bergen! It rains, of course."),
            say("wei", 7, "高雄! 晚上好~"),
            say("grigor", 9, "Գյումրի! Добрый вечер, точнее, уже ночь."),
            say("ravi", 6, "पुणे से नमस्ते! 🙏"),
            say("deniz", 8, "İzmir burada, çay hazır."),
            say("q", 5, "from my bed"),
            say("pixel", 10, "from under the desk, i am very nervous"),
            say("mateo", 14, "Pixel, sal de ahí, que va a salir genial.").to(1),
            say("min", 300, "Two minutes. If the picture stutters: https://example.com/lumen/low"),
            say("hakon", 20, "No stutter here. 👌").to(1),
            say("petra", 100, "Good evening everybody. Three years, twelve people, one lamp. Here we go."),
            say("wei", 10, "哇!!!"),
            say("rosa", 4, "QUÉ BONITO"),
            say("q", 3, "ok that is pretty"),
            say("grigor", 6, "🔥🔥🔥"),
            say("hakon", 4, "the PAPER WAVES"),
            say("kenji", 9, "波のところ、三か月かかりました。報われました😭"),
            say("rosa", 8, "¡Se nota cada mes, Kenji! 💛").to(1),
            say("q", 15, "is that a gull opening a door"),
            say("pixel", 3, "YES").to(1),
            say("wei", 6, "海鸥开门哈哈哈哈哈"),
            say("deniz", 7, "Martı kapıyı kapattı da! Terbiyeli."),
            say("hakon", 20, "When can we buy it?"),
            say("min", 15, "Tonight at 20:00 UTC, 14.99, ten percent less for the first week.").to(1),
            say("grigor", 12, "А русский язык есть?"),
            say("kwame", 15, "Есть! Dasha did it, and eleven more languages.").to(1),
            say("ravi", 10, "हिंदी भी! मैंने की है 😊"),
            say("q", 8, "👏👏👏👏"),
            say("rosa", 5, "👏👏👏👏👏👏"),
            say("wei", 4, "❤️🕯️❤️"),
        ],
    ),
    on(
        2,
        19 * 60 + 40,
        &[
            say("min", 0, "Question time! Short ones, we answer as many as we can."),
            say("rosa", 15, "¿Se puede acariciar al zorro?"),
            say("pixel", 6, "you can pet the fox. you can also do her taxes").to(1),
            say("hakon", 12, "How long is it?"),
            say("petra", 15, "Six hours if you hurry. Please do not hurry.").to(1),
            say("grigor", 14, "Можно ли проиграть?"),
            say("kwame", 18, "You can run out of oil. Then somebody else brings some. That is the whole game, really.")
                .to(1),
            say("grigor", 10, "Сейчас заплачу.").to(1),
            say("wei", 12, "可以两个人一起玩吗?"),
            say("min", 14, "Yes, two people, one lamp, one keyboard even.").to(1),
            say("q", 10, "ending spoiler: the keeper is the"),
            say("hakon", 3, "Q NO"),
            say("rosa", 2, "¡¡NO!!"),
            say("q", 5, "keeper. the keeper is the keeper").to(3),
            say("wei", 6, "😮\u{200d}💨"),
            say("min", 20, "You live dangerously, Q. My finger was on redact.").to(2),
            say("q", 8, "i felt the wind of it").to(1),
            say("petra", 600, "20:00. It is out. Thank you, thank you, thank you. 🕯️"),
            say("rosa", 5, "COMPRADO"),
            say("hakon", 4, "Bought. Twice, one for my mum."),
            say("grigor", 6, "Куплено!"),
            say("wei", 3, "买了!"),
            say("ravi", 9, "आज रात नींद नहीं आएगी।"),
            say("deniz", 7, "Gözüm doldu, yemin ederim."),
            say("pixel", 20, "i came out from under the desk. hello. i love you all"),
            say("kenji", 12, "乾杯!🍻"),
        ],
    ),
];

/// Group conversation of people whom no account manages.
pub(super) const CHESS: &[Scene] = &[
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
pub(super) const ROSA_WEI: &[Scene] = &[
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

/// What a person writes in when a generator speaks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    /// العربية
    Arabic,
    /// The common tongue of the demo.
    English,
    /// Français
    French,
    /// Deutsch
    German,
    /// עברית
    Hebrew,
    /// हिन्दी
    Hindi,
    /// 日本語
    Japanese,
    /// Polski
    Polish,
    /// Русский
    Russian,
    /// Español
    Spanish,
    /// Türkçe
    Turkish,
}

/// One generated line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Utterance {
    /// Who says it: an index into the tongues that were passed in.
    pub(super) voice: usize,
    /// The text.
    pub(super) text: String,
    /// Milliseconds since the line before.
    pub(super) gap_ms: u32,
}

/// Line `n` of a busy evening on the quay, deterministic in (`seed`, `n`) and independent of every
/// other line. `tongues` are the people present, in a fixed order; one of them speaks, a few much
/// more than the rest. Gaps average about two seconds, so 100,000 lines fill about two and a third
/// days. With nobody present, voice 0 speaks English.
pub(super) fn bulk_line(seed: u64, n: u32, tongues: &[Tongue]) -> Utterance {
    let mut dice = Dice::new(seed, n);
    let (voice, tongue) = dice.speaker(tongues);
    let frames = match dice.below(12) {
        0 => SHORT,
        1 | 2 => ANY_TONGUE,
        _ => evening(tongue),
    };
    let text = dice.compose(frames);
    let gap_ms = 120 + dice.below(88) * dice.below(88);
    Utterance { voice, text, gap_ms }
}

/// Line `n` of somebody who writes now and then while people look: each line stands on its own and
/// fits any room. Gaps are 2 to 14 seconds.
pub(super) fn chatter(seed: u64, n: u32, tongues: &[Tongue]) -> Utterance {
    let mut dice = Dice::new(seed ^ 0x0C4A_77E2, n);
    let (voice, tongue) = dice.speaker(tongues);
    let text = dice.compose(everyday(tongue));
    let gap_ms = 2_000 + dice.below(12_000);
    Utterance { voice, text, gap_ms }
}

/// Splitmix64: the seed and the number of the line are all the chance there is.
struct Dice(u64);

impl Dice {
    fn new(seed: u64, n: u32) -> Dice {
        let mut dice = Dice(seed ^ u64::from(n).wrapping_mul(0xD6E8_FEB8_6659_FD93));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 when the bound is 0.
    fn below(&mut self, bound: u32) -> u32 {
        (((self.next() >> 32) * u64::from(bound)) >> 32) as u32
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let index = self.below(from.len() as u32);
        from.get(index as usize).copied()
    }

    /// The lower of two throws: the first people present talk the most. Whoever speaks uses their
    /// own tongue two times in three.
    fn speaker(&mut self, tongues: &[Tongue]) -> (usize, Tongue) {
        let present = tongues.len() as u32;
        let voice = self.below(present).min(self.below(present)) as usize;
        let own = tongues.get(voice).copied().unwrap_or(Tongue::English);
        let tongue = if self.below(3) == 0 { Tongue::English } else { own };
        (voice, tongue)
    }

    fn compose(&mut self, frames: &[Frame]) -> String {
        let mut text = String::with_capacity(96);
        for part in self.pick(frames).unwrap_or_default() {
            match *part {
                Of(choices) => text.push_str(self.pick(choices).unwrap_or_default()),
                Number { from, span } => {
                    text.push_str(&(from + self.below(span)).to_string());
                }
            }
        }
        text
    }
}

/// One piece of a sentence.
#[derive(Clone, Copy)]
enum Part {
    /// One of these, as it stands.
    Of(&'static [&'static str]),
    /// A number from `from` to below `from + span`.
    Number { from: u32, span: u32 },
}

/// A sentence pattern: its parts, joined without a space. A frame that is repeated is likelier.
type Frame = &'static [Part];

use Part::{Number, Of};

const TAILS: Part = Of(&["", "", "", "", "!", "!!", " 😄", " ✨", " 🌊", " 🕯️", " ❤️", " 👏"]);

/// What people shout in any tongue.
const SHORT: &[Frame] = &[
    &[Of(&["👏👏👏", "😂😂", "❤️❤️", "🎺🎺🎺", "🌊🌊", "🕯️🕯️🕯️", "🔥", "😭😭😭", "✨✨", "🥹", "👀", "🐦"])],
    &[
        Of(&["haha", "hahaha", "wow", "woooow", "yes", "bravo", "encore", "oh no", "same", "gerald"]),
        Of(&["", "!", "!!", "!!!", " 😂", " 👏"]),
    ],
];

/// Hellos, tickets and names of places need no grammar.
const ANY_TONGUE: &[Frame] = &[
    &[
        Of(&[
            "Hello from ",
            "Hola desde ",
            "Grüße aus ",
            "Bonjour de ",
            "Ciao da ",
            "Hej från ",
            "Ahoj, ",
            "Ahoy from ",
            "Merhaba, ",
            "Saludos, ",
        ]),
        Of(&[
            "Arequipa",
            "Bergen",
            "Gdynia",
            "Kraków",
            "Lyon",
            "Brest",
            "Cádiz",
            "Bilbao",
            "İzmir",
            "Trabzon",
            "Haifa",
            "Jaffa",
            "Beirut",
            "Alexandria",
            "Pune",
            "Kochi",
            "Kobe",
            "Hakodate",
            "Tbilisi",
            "Gyumri",
            "Thessaloniki",
            "Chania",
            "Tórshavn",
            "Akureyri",
            "Galway",
            "Leith",
            "Porto",
            "Trieste",
            "Rostock",
            "Bremen",
            "Malmö",
            "Turku",
            "Riga",
            "Split",
            "Busan",
            "Huế",
            "Accra",
            "Mombasa",
            "Valparaíso",
            "Halifax",
        ]),
        TAILS,
    ],
    &[
        Of(&["Raffle ", "Tombola ", "Ticket ", "Los Nr. ", "№ "]),
        Number { from: 1000, span: 9000 },
        Of(&[", fingers crossed 🤞", ", come on!", " 🍀", " 🎟️", "?", ", anyone?", " is mine"]),
    ],
];

const ENGLISH_EVENING: &[Frame] = &[
    &[
        Of(&[
            "",
            "",
            "",
            "ok, ",
            "honestly, ",
            "sorry but ",
            "so ",
            "my mum says ",
            "not joking, ",
            "I think ",
            "wait, ",
        ]),
        Of(&[
            "the lantern boat",
            "that reading",
            "the poem about the ferry",
            "the brass band",
            "the stall by the pier",
            "the second song",
            "that trombone",
            "the paper whale",
            "the man with the stilts",
            "the cinnamon bun",
            "the accordion",
            "the old captain",
            "the shadow play",
            "the children's choir",
            "the map cellar",
            "the fire juggler",
            "the blue tent",
            "that translation",
            "the moon over the crane",
            "Gerald",
        ]),
        Of(&[
            " is the best thing tonight",
            " made me cry",
            " deserves a whole evening",
            " should be on every night",
            " is louder than last year",
            " is a bit too long",
            " is worth the walk",
            " wins",
            " has no business being this good",
            " is on again at nine",
            " reminds me of home",
            " stole the show",
            " is somehow even better in the rain",
            " needs more light",
        ]),
        TAILS,
    ],
    &[
        Of(&[
            "Does anyone know when ",
            "Quick question: when does it say ",
            "Is it true that ",
            "Did they announce that ",
        ]),
        Of(&[
            "the ferry poets",
            "the fireworks",
            "the second reading",
            "the last tram",
            "the raffle",
            "the harbour choir",
            "the midnight soup",
            "the boat parade",
        ]),
        Of(&[" will start at ", " will move to ", " will be back at "]),
        Number { from: 7, span: 5 },
        Of(&[":00?", ":15?", ":30?", ":45?"]),
    ],
    &[
        Of(&["Queue at ", "Waiting time at ", "For those asking, the line at "]),
        Of(&[
            "the soup",
            "the ink stall",
            "the toilets by the crane",
            "the waffle boat",
            "the signing table",
            "gate 2",
            "the face painting",
            "the tram stop",
        ]),
        Of(&[" is about ", " was ", " is now "]),
        Number { from: 2, span: 44 },
        Of(&[
            " minutes",
            " minutes, worth it",
            " min, bring a friend",
            " minutes and moving",
            " minutes, there is a song though",
        ]),
    ],
    &[
        Of(&["Lost", "Found", "Still looking for"]),
        Of(&[
            " one grey glove",
            " a red umbrella",
            " a child's boot",
            " a set of keys with a cork",
            " a blue notebook",
            " a very small trombone",
            " my friends",
        ]),
        Of(&[" near ", " behind ", " somewhere around "]),
        Of(&["stall ", "table ", "mooring ", "gate "]),
        Number { from: 1, span: 40 },
        Of(&[", please write here", ", at the info tent now", "", ", thank you all", ", anybody?"]),
    ],
];

const GERMAN_EVENING: &[Frame] = &[
    &[
        Of(&["", "", "Also ", "Ehrlich, ", "Ganz im Ernst: ", "Leute, "]),
        Of(&[
            "das Laternenboot",
            "die Lesung",
            "das Gedicht über die Fähre",
            "die Blaskapelle",
            "der Stand am Pier",
            "die Posaune",
            "der Papierwal",
            "die Suppe",
            "das Schattentheater",
            "der Kinderchor",
        ]),
        Of(&[
            " ist das Beste heute",
            " hat mich umgehauen",
            " könnte ewig so weitergehen",
            " ist lauter als letztes Jahr",
            " lohnt den Weg",
            " braucht mehr Licht",
            " gewinnt",
            " kommt um neun noch mal",
        ]),
        TAILS,
    ],
    &[
        Of(&["An der Suppe ", "Am Tor 2 ", "Beim Signieren ", "An der Waffel "]),
        Of(&["noch ", "etwa ", "nur "]),
        Number { from: 2, span: 30 },
        Of(&[" Minuten", " Minuten, lohnt sich", " Leute vor mir", " Leute vor uns"]),
    ],
];

const FRENCH_EVENING: &[Frame] = &[
    &[
        Of(&["", "", "Franchement, ", "Bon, ", "Sérieux, ", "Mes amis, "]),
        Of(&[
            "le bateau aux lanternes",
            "la lecture",
            "le poème du bac",
            "la fanfare",
            "le stand du quai",
            "ce trombone",
            "la baleine en papier",
            "la soupe",
            "le théâtre d'ombres",
        ]),
        Of(&[
            " vaut le détour",
            " m'a fait pleurer",
            " mérite une soirée entière",
            " fait plus de bruit que l'an dernier",
            " gagne la soirée",
            " recommence à neuf heures",
            " manque un peu de lumière",
        ]),
        TAILS,
    ],
    &[
        Of(&["Encore ", "Environ ", "Plus que "]),
        Number { from: 2, span: 30 },
        Of(&[" minutes d'attente à la soupe", " places sous la tente bleue", " exemplaires à la table de signature"]),
        TAILS,
    ],
];

const SPANISH_EVENING: &[Frame] = &[
    &[
        Of(&["", "", "De verdad, ", "Oye, ", "En serio, ", "Perdón, pero "]),
        Of(&[
            "el barco de los faroles",
            "la lectura",
            "el poema del ferry",
            "la banda",
            "el puesto del muelle",
            "ese trombón",
            "la ballena de papel",
            "la sopa",
            "el coro de niños",
        ]),
        Of(&[
            " es lo mejor de la noche",
            " me ha hecho llorar",
            " merece una noche entera",
            " suena más fuerte que el año pasado",
            " gana",
            " vuelve a las nueve",
            " necesita más luz",
        ]),
        TAILS,
    ],
    &[
        Of(&["Quedan ", "Faltan ", "Hay que esperar "]),
        Number { from: 2, span: 30 },
        Of(&[" minutos en la cola de la sopa", " minutos para el sorteo", " minutos en la puerta 2"]),
        TAILS,
    ],
];

const POLISH_EVENING: &[Frame] = &[
    &[
        Of(&["", "", "Serio, ", "Kochani, ", "No nie, ", "Mówię wam: "]),
        Of(&[
            "łódź z lampionami",
            "to czytanie",
            "wiersz o promie",
            "orkiestra dęta",
            "stoisko przy molo",
            "ten puzon",
            "papierowy wieloryb",
            "zupa",
            "teatr cieni",
        ]),
        Of(&[
            " robi wrażenie",
            " wygrywa wieczór",
            " brzmi głośniej niż rok temu",
            " wraca o dziewiątej",
            " to strzał w dziesiątkę",
            " trochę się przeciąga",
            " wzrusza do łez",
        ]),
        TAILS,
    ],
    &[
        Of(&["Kolejka po zupę: ", "Do loterii zostało: ", "Przy bramie 2: "]),
        Number { from: 2, span: 30 },
        Of(&[" min", " min, warto", " min, chyba"]),
        TAILS,
    ],
];

const RUSSIAN_EVENING: &[Frame] = &[
    &[
        Of(&["", "", "Честно, ", "Ребята, ", "Ну вот, ", "Мама говорит: "]),
        Of(&[
            "лодка с фонарями",
            "это чтение",
            "стих про паром",
            "духовой оркестр",
            "лавка у пирса",
            "этот тромбон",
            "бумажный кит",
            "суп",
            "театр теней",
        ]),
        Of(&[
            " просто чудо",
            " громче, чем в прошлом году",
            " лучше всех сегодня",
            " будет снова в девять",
            " стоит дороги",
            " до слёз",
            " заслуживает целого вечера",
        ]),
        TAILS,
    ],
    &[
        Of(&["Очередь за супом: ", "До лотереи: ", "У ворот 2: "]),
        Number { from: 2, span: 30 },
        Of(&[" мин", " мин, оно того стоит", " мин примерно"]),
        TAILS,
    ],
];

const ARABIC_EVENING: &[Frame] = &[
    &[
        Of(&["", "", "بصراحة، ", "يا جماعة، ", "صدقًا، ", "والله "]),
        Of(&[
            "قارب الفوانيس",
            "هذا الشعر",
            "عرض الظلّ",
            "صوت البوق",
            "الحوت الورقي",
            "كشك الرصيف",
            "الحساء",
            "كورال الأطفال",
        ]),
        Of(&[
            " أجمل ما في الليلة",
            " فوق التوقعات",
            " يستحق المشوار",
            " أعلى من العام الماضي",
            " يعود في التاسعة",
            " أبكاني",
            " هو الفائز",
        ]),
        TAILS,
    ],
    &[
        Of(&["الانتظار عند الحساء ", "بقي على السحب ", "الطابور عند البوابة "]),
        Number { from: 11, span: 40 },
        Of(&[" دقيقة", " دقيقة تقريبًا"]),
        TAILS,
    ],
];

const HEBREW_EVENING: &[Frame] = &[
    &[
        Of(&["", "", "ברצינות, ", "חברים, ", "תקשיבו, ", "טוב, "]),
        Of(&[
            "השיר על המעבורת",
            "הדוכן ליד הרציף",
            "הטרומבון הזה",
            "לווייתן הנייר",
            "המרק",
            "תיאטרון הצללים",
            "האוהל הכחול",
            "הקפטן הזקן",
        ]),
        Of(&[
            " הכי טוב הערב",
            " ריגש אותי",
            " שווה את הדרך",
            " חוזר בתשע",
            " מנצח",
            " צריך ערב שלם",
            " יותר טוב משנה שעברה",
        ]),
        TAILS,
    ],
    &[
        Of(&["התור למרק: ", "עד ההגרלה: ", "בשער 2: "]),
        Number { from: 2, span: 40 },
        Of(&[" דקות", " דקות, שווה", " דקות בערך"]),
        TAILS,
    ],
];

const HINDI_EVENING: &[Frame] = &[
    &[
        Of(&["", "", "सच में, ", "दोस्तो, ", "यार, ", "माँ कहती हैं, "]),
        Of(&[
            "लालटेन वाला जहाज़",
            "यह गाना",
            "काग़ज़ का मगरमच्छ",
            "घाट वाला ठेला",
            "यह नाटक",
            "बच्चों का गाना",
            "नीला तंबू",
            "बूढ़ा कप्तान",
        ]),
        Of(&[" कमाल का है", " सबसे अच्छा है", " पिछले साल से बढ़िया है", " देखने लायक है", " दिल को छू गया", " फिर नौ बजे आएगा"]),
        TAILS,
    ],
    &[
        Of(&["सूप की कतार: ", "लॉटरी में बचे: ", "गेट 2 पर: "]),
        Number { from: 2, span: 40 },
        Of(&[" मिनट", " मिनट, पर मज़ा आ रहा है"]),
        TAILS,
    ],
];

const JAPANESE_EVENING: &[Frame] = &[
    &[
        Of(&["", "", "正直、", "やっぱり", "みなさん、", "すみません、"]),
        Of(&[
            "灯籠の舟",
            "さっきの朗読",
            "渡し船の詩",
            "ブラスバンド",
            "桟橋の屋台",
            "あのトロンボーン",
            "紙のくじら",
            "影絵",
            "子ども合唱団",
            "スープ",
        ]),
        Of(&[
            "が最高です",
            "で泣きました",
            "が一番好き",
            "は去年より良いですね",
            "は九時にもう一回ありますよ",
            "、反則でしょう",
            "をもう一度見たい",
        ]),
        Of(&["", "", "。", "!", "!!", "✨", "😭", "👏"]),
    ],
    &[
        Of(&["スープの列、", "抽選まで", "2番ゲート、"]),
        Of(&["あと", "だいたい"]),
        Number { from: 2, span: 40 },
        Of(&["分です", "分くらい", "分!"]),
    ],
];

const TURKISH_EVENING: &[Frame] = &[
    &[
        Of(&["", "", "Valla ", "Arkadaşlar, ", "Cidden, ", "Annem diyor ki "]),
        Of(&[
            "fenerli tekne",
            "o şiir",
            "vapur şiiri",
            "bando",
            "iskeledeki tezgâh",
            "şu trombon",
            "kâğıt balina",
            "çorba",
            "gölge oyunu",
        ]),
        Of(&[
            " gecenin en iyisi",
            " beni ağlattı",
            " geçen yıldan güzel",
            " dokuzda tekrar var",
            " yürümeye değer",
            " kazandı",
            " biraz uzun sürdü",
        ]),
        TAILS,
    ],
    &[
        Of(&["Çorba kuyruğu ", "Çekilişe ", "2 numaralı kapıda "]),
        Number { from: 2, span: 40 },
        Of(&[" dakika", " dakika, değer", " dk"]),
        TAILS,
    ],
];

const fn evening(tongue: Tongue) -> &'static [Frame] {
    match tongue {
        Tongue::Arabic => ARABIC_EVENING,
        Tongue::English => ENGLISH_EVENING,
        Tongue::French => FRENCH_EVENING,
        Tongue::German => GERMAN_EVENING,
        Tongue::Hebrew => HEBREW_EVENING,
        Tongue::Hindi => HINDI_EVENING,
        Tongue::Japanese => JAPANESE_EVENING,
        Tongue::Polish => POLISH_EVENING,
        Tongue::Russian => RUSSIAN_EVENING,
        Tongue::Spanish => SPANISH_EVENING,
        Tongue::Turkish => TURKISH_EVENING,
    }
}

const ENGLISH_EVERYDAY: &[Frame] = &[
    &[Of(&[
        "The kettle is on, four cups left.",
        "Somebody left a bicycle bell in the poetry section. It rang when I took a sonnet out.",
        "Has anyone fed the printer? It is making the hungry noise.",
        "A customer just paid with exact change and apologised for it.",
        "The light over the quay is lovely right now, go and look for a minute.",
        "I moved the ladder. If you need the ladder: it is where the ladder was before it was moved.",
        "Whoever wrote \"you can do it\" on the receipt roll: it worked.",
        "Gerald is back. He has brought a friend.",
        "We are out of small bags. We have many large bags and one enormous bag.",
        "Draft of the newsletter is up, please be merciless: https://example.com/drafts/letter",
        "Good news: the skylight does not leak. Bad news: it is not raining.",
        "I found the stapler. It was in the folder marked STAPLER.",
        "A boy asked if the globe is life-size. I said nearly.",
        "Five minutes of silence, please, I am adding up.",
        "Added up. You may breathe.",
        "The radio plays the song again. You know which one.",
        "Post is here: three bills, one postcard, and a parcel that ticks. It is a clock. I checked.",
        "Is the meeting in the cellar or is the cellar in a meeting?",
    ])],
    &[
        Of(&["Just sold", "Just shelved", "Just wrapped", "Somebody ordered", "Please set aside"]),
        Of(&[" "]),
        Number { from: 2, span: 18 },
        Of(&[
            " harbour maps",
            " tide tables",
            " almanacs",
            " postcards of Gerald",
            " blank notebooks",
            " lighthouse calendars",
        ]),
        Of(&[".", ", all to one person.", " before lunch.", ", I am as surprised as you are.", " for the school."]),
    ],
    &[
        Of(&["Reminder: ", "Small change: ", "For the notes: ", "As agreed: "]),
        Of(&[
            "the delivery",
            "the reading",
            "the stock count",
            "the window cleaner",
            "the photo for the shop page",
            "the phone call with the printers",
        ]),
        Of(&[" is at ", " moves to "]),
        Number { from: 9, span: 9 },
        Of(&[":00.", ":15.", ":30.", ":45."]),
    ],
];

const ARABIC_EVERYDAY: &[Frame] = &[&[Of(&[
    "الشاي جاهز لمن يريد.",
    "وصل البريد، وفيه بطاقة جميلة من البحر.",
    "من أخذ السلّم؟ الكتب العالية تنتظر.",
    "الضوء على الرصيف رائع الآن، انظروا.",
    "زبون سأل عن كتاب بلا نهاية. أعطيته القاموس.",
])]];
const FRENCH_EVERYDAY: &[Frame] = &[&[Of(&[
    "Le thé est prêt, il reste quatre tasses.",
    "Quelqu'un a rangé les dictionnaires par couleur. C'est faux, mais c'est beau.",
    "Le facteur est passé, il a pris un roman au lieu d'un café.",
    "Qui a l'échelle ? Les livres du haut s'impatientent.",
    "La lumière sur le quai, maintenant. Sortez une minute.",
])]];
const GERMAN_EVERYDAY: &[Frame] = &[&[Of(&[
    "Tee ist fertig, vier Tassen noch.",
    "Der Drucker macht wieder das Geräusch.",
    "Wer hat die Leiter? Die oberen Regale fragen nach ihr.",
    "Ein Kunde hat sich bei einem Buch entschuldigt. Es war heruntergefallen.",
    "Schaut kurz aufs Wasser, das Licht ist gerade unverschämt schön.",
    "Kasse stimmt. Ich stimme auch.",
])]];
const HEBREW_EVERYDAY: &[Frame] = &[&[Of(&[
    "התה מוכן, נשארו ארבע כוסות.",
    "מי לקח את הסולם? הספרים למעלה מתגעגעים.",
    "הדואר הגיע: שני חשבונות וגלויה אחת יפה.",
    "לקוחה ביקשה ספר \"כמו ההוא, אבל שמח\". מצאתי.",
    "האור על הרציף עכשיו, צאו לרגע.",
])]];
const HINDI_EVERYDAY: &[Frame] = &[&[Of(&[
    "चाय तैयार है, चार कप बचे हैं।",
    "सीढ़ी किसके पास है? ऊपर की किताबें बुला रही हैं।",
    "डाक आ गई: दो बिल और एक सुंदर पोस्टकार्ड।",
    "एक बच्चे ने पूछा, क्या ग्लोब असली नाप का है।",
    "घाट पर रोशनी देखो, एक मिनट के लिए बाहर आओ।",
])]];
const JAPANESE_EVERYDAY: &[Frame] = &[&[Of(&[
    "お茶が入りました。あと四杯あります。",
    "はしごはどこですか。上の棚の本が待っています。",
    "郵便です。請求書二通と、きれいな絵はがき一枚。",
    "プリンターがまたあの音を出しています。",
    "今、桟橋の光がとてもきれいです。少しだけ外へどうぞ。",
])]];
const POLISH_EVERYDAY: &[Frame] = &[&[Of(&[
    "Herbata gotowa, zostały cztery kubki.",
    "Kto ma drabinę? Górne półki pytają.",
    "Przyszła poczta: dwa rachunki i jedna śliczna pocztówka.",
    "Drukarka znowu wydaje ten dźwięk.",
    "Klient zapytał o książkę „na dzisiejszą pogodę”. Dostał kryminał.",
])]];
const RUSSIAN_EVERYDAY: &[Frame] = &[&[Of(&[
    "Чай готов, осталось четыре чашки.",
    "У кого лестница? Верхние полки скучают.",
    "Пришла почта: два счёта и одна красивая открытка.",
    "Принтер опять издаёт тот самый звук.",
    "Выйдите на минуту, свет над причалом сейчас удивительный.",
])]];
const SPANISH_EVERYDAY: &[Frame] = &[&[Of(&[
    "El té está listo, quedan cuatro tazas.",
    "¿Quién tiene la escalera? Los libros de arriba preguntan.",
    "Llegó el correo: dos facturas y una postal preciosa.",
    "La impresora vuelve a hacer ese ruido.",
    "Un niño pidió un libro \"que no se acabe nunca\". Le di el atlas.",
])]];
const TURKISH_EVERYDAY: &[Frame] = &[&[Of(&[
    "Çay hazır, dört bardak kaldı.",
    "Merdiven kimde? Üst raflar soruyor.",
    "Posta geldi: iki fatura ve güzel bir kartpostal.",
    "Yazıcı yine o sesi çıkarıyor.",
    "Rıhtımda ışık şu an harika, bir dakika çıkıp bakın.",
])]];

const fn everyday(tongue: Tongue) -> &'static [Frame] {
    match tongue {
        Tongue::Arabic => ARABIC_EVERYDAY,
        Tongue::English => ENGLISH_EVERYDAY,
        Tongue::French => FRENCH_EVERYDAY,
        Tongue::German => GERMAN_EVERYDAY,
        Tongue::Hebrew => HEBREW_EVERYDAY,
        Tongue::Hindi => HINDI_EVERYDAY,
        Tongue::Japanese => JAPANESE_EVERYDAY,
        Tongue::Polish => POLISH_EVERYDAY,
        Tongue::Russian => RUSSIAN_EVERYDAY,
        Tongue::Spanish => SPANISH_EVERYDAY,
        Tongue::Turkish => TURKISH_EVERYDAY,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const STORIES: &[&[Scene]] = &[
        FRONT_DESK,
        RETURNS,
        LOUNGE,
        OPEN_COUNTER,
        LETTERPRESS,
        READING_CIRCLE,
        COUNCIL,
        WINTER_MARKET,
        OLIVE_MANUEL,
        MINA_MANUEL,
        SATURDAY,
        ANNOUNCEMENTS,
        BUILD,
        LOCALISATION,
        LAUNCH_PARTY,
        CHESS,
        ROSA_WEI,
    ];

    const TONGUES: &[Tongue] = &[
        Tongue::English,
        Tongue::Polish,
        Tongue::French,
        Tongue::German,
        Tongue::English,
        Tongue::Russian,
        Tongue::Arabic,
        Tongue::Hebrew,
        Tongue::Japanese,
        Tongue::Hindi,
        Tongue::Turkish,
        Tongue::Spanish,
    ];

    fn scenes() -> impl Iterator<Item = &'static Scene> {
        STORIES.iter().copied().flatten()
    }

    fn lines() -> impl Iterator<Item = &'static Line> {
        scenes().flat_map(|scene| scene.lines)
    }

    #[test]
    fn there_are_five_hundred_distinct_lines_none_empty_and_none_too_long() {
        let distinct: HashSet<_> = lines().map(|line| line.text).collect();
        assert!(distinct.len() >= 500, "{} distinct lines", distinct.len());
        for text in distinct {
            assert!(!text.trim().is_empty());
            assert!(text.chars().count() <= 4_096, "{text}");
        }
    }

    #[test]
    fn scenes_run_forward_without_overlap_and_replies_point_at_a_line_before() {
        for story in STORIES {
            let mut free_from = 0;
            for scene in *story {
                assert!(scene.days_ago >= 1 && scene.at_min < 24 * 60);
                let begins = (1_000 - i64::from(scene.days_ago)) * 86_400 + i64::from(scene.at_min) * 60;
                assert!(begins > free_from, "{:?}", scene.lines.first());
                let lasts: u32 = scene.lines.iter().map(|line| line.after_s).sum();
                free_from = begins + i64::from(lasts);
                assert!(free_from < (1_001 - i64::from(scene.days_ago)) * 86_400, "past midnight");
                for (index, line) in scene.lines.iter().enumerate() {
                    let back = line.reply_to_back.map_or(1, usize::from);
                    assert!(line.reply_to_back.is_none() || (1..=index).contains(&back), "{line:?}");
                }
            }
        }
    }

    #[test]
    fn the_talk_holds_every_oddity_that_the_panel_has_to_show() {
        for oddity in [
            "4111 1111 1111 1111",
            "202-555-01",
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "</textarea>",
            "**bold**",
            "&amp;",
            "https://example.com",
            "\n",
            "\u{200d}",
            "\u{301}",
            "\u{202e}",
            "```",
        ] {
            assert!(lines().any(|line| line.text.contains(oddity)), "{oddity:?}");
        }
        assert!(lines().any(|line| line.text.split_whitespace().any(|word| word.chars().count() > 300)));
        assert!(lines().any(|line| (1_900..2_400).contains(&line.text.chars().count())));
        assert!(lines().any(|line| line.edited));
        let burst = lines().filter(|line| line.by == "dealz" && line.after_s <= 1).count();
        assert!(burst >= 20, "{burst} lines of spam");
    }

    #[test]
    fn generated_lines_vary_repeat_exactly_and_come_from_somebody_present() {
        let bulk: Vec<_> = (0..20_000).map(|n| bulk_line(7, n, TONGUES)).collect();
        let distinct: HashSet<_> = bulk.iter().map(|line| &line.text).collect();
        assert!(distinct.len() >= 5_000, "{} distinct", distinct.len());
        let voices: HashSet<_> = bulk.iter().map(|line| line.voice).collect();
        assert_eq!(voices.len(), TONGUES.len());
        assert!(bulk.iter().all(|line| line.voice < TONGUES.len() && !line.text.is_empty()));
        assert_eq!(bulk_line(7, 19_999, TONGUES), bulk[19_999]);
        assert_ne!(bulk_line(8, 19_999, TONGUES).text, bulk[19_999].text);
        let said: HashSet<_> = (0..500).map(|n| chatter(7, n, TONGUES).text).collect();
        assert!(said.len() >= 150 && said.iter().all(|text| !text.is_empty()), "{}", said.len());
        assert_eq!(bulk_line(7, 0, &[]).voice, 0);
    }
}
