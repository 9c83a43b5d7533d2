//! What is said on a busy evening on the quay.

mod east;
mod english;
mod west;

use self::{
    east::{ARABIC_EVENING, HEBREW_EVENING, HINDI_EVENING, JAPANESE_EVENING, RUSSIAN_EVENING, TURKISH_EVENING},
    english::ENGLISH_EVENING,
    west::{FRENCH_EVENING, GERMAN_EVENING, POLISH_EVENING, SPANISH_EVENING},
};
use super::{
    Frame,
    Part::{self, Number, Of},
    Tongue,
};

const TAILS: Part = Of(&["", "", "", "", "!", "!!", " 😄", " ✨", " 🌊", " 🕯️", " ❤️", " 👏"]);

/// What people shout in any tongue.
pub(super) const SHORT: &[Frame] = &[
    &[Of(&["👏👏👏", "😂😂", "❤️❤️", "🎺🎺🎺", "🌊🌊", "🕯️🕯️🕯️", "🔥", "😭😭😭", "✨✨", "🥹", "👀", "🐦"])],
    &[
        Of(&["haha", "hahaha", "wow", "woooow", "yes", "bravo", "encore", "oh no", "same", "gerald"]),
        Of(&["", "!", "!!", "!!!", " 😂", " 👏"]),
    ],
];

/// Hellos, tickets and names of places need no grammar.
pub(super) const ANY_TONGUE: &[Frame] = &[
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

/// What is said in a tongue.
pub(super) const fn evening(tongue: Tongue) -> &'static [Frame] {
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
