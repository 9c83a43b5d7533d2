//! A busy evening in German, French, Spanish and Polish.

use super::{
    Frame,
    Part::{Number, Of},
    TAILS,
};

pub(super) const GERMAN_EVENING: &[Frame] = &[
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

pub(super) const FRENCH_EVENING: &[Frame] = &[
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

pub(super) const SPANISH_EVENING: &[Frame] = &[
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

pub(super) const POLISH_EVENING: &[Frame] = &[
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
