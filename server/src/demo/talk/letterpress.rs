//! Every odd thing that text can do.

use super::{Scene, on, say};

/// Room "Letterpress corner": people who love type, so every odd thing text can do turns up here.
pub(in crate::demo) const LETTERPRESS: &[Scene] = &[
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
