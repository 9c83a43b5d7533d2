//! Lines that stand on their own and fit any room.

use super::{
    Frame,
    Part::{Number, Of},
    Tongue,
};

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

/// What is said in a tongue by somebody who writes now and then.
pub(super) const fn everyday(tongue: Tongue) -> &'static [Frame] {
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
