//! Eleven languages and no work, and books in five of them.

use super::{Scene, on, say};

/// Room "Lounge": eleven languages and no work.
pub(in crate::demo) const LOUNGE: &[Scene] = &[
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

/// Room "Lesekreis · Cercle de lecture": books in five languages; not for owner and manager.
pub(in crate::demo) const READING_CIRCLE: &[Scene] = &[
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
