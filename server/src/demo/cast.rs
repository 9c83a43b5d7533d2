//! The people and rooms of the demo: who exists, who may do what, and which talk each room holds.
//! Plain data. Never reads a clock, a file or the store, never invents chance, and never holds an
//! address outside the domains reserved for examples.

use super::talk::{self, Scene, Tongue};
use Tongue::{Arabic, English, French, German, Hebrew, Hindi, Japanese, Polish, Russian, Spanish, Turkish};

/// The tenants, by index: `Person::account` and `RoomPlan::account` point into this list.
pub(super) const ACCOUNTS: &[&str] = &["Harbour Books", "Lumen Games"];

const HARBOUR: Option<usize> = Some(0);
const LUMEN: Option<usize> = Some(1);
/// Managed by nobody.
const FREE: Option<usize> = None;

/// What a person is outside of any one room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// May act in every room.
    PlatformAdmin,
    /// May act in every room of their account.
    AccountAdmin,
    /// Only what their rooms give them.
    Member,
}

/// One person of the demo.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    /// How rooms and lines refer to them.
    pub(super) key: &'static str,
    /// The display name; may hold any script, markup-like characters or an emoji.
    pub(super) name: &'static str,
    /// A unique address in a reserved domain.
    pub(super) email: &'static str,
    /// Index into [`ACCOUNTS`]; `None` for a person whom no account manages.
    pub(super) account: Option<usize>,
    /// What they are outside of any one room.
    pub(super) standing: Standing,
    /// What they like to write in when the generator speaks for them.
    pub(super) tongue: Tongue,
}

/// What kind of room a plan makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RoomKind {
    /// A named room with owner, managers and members.
    Room,
    /// One-to-one when it has two people, else a group.
    Conversation,
    /// Many readers, few or many writers.
    Channel,
}

/// What is said in a room.
#[derive(Debug, Clone, Copy)]
pub(super) enum Talk {
    /// Written scenes, oldest first.
    Scenes(&'static [Scene]),
    /// Exactly so many generated lines, from [`talk::bulk_line`].
    Bulk(u32),
    /// Nothing yet.
    Empty,
}

/// One room of the demo.
#[derive(Debug, Clone, Copy)]
pub(super) struct RoomPlan {
    /// Stable handle, unique over all rooms.
    #[allow(dead_code, reason = "the tests of the cast hold it unique")]
    pub(super) key: &'static str,
    /// What people read in the list of rooms.
    pub(super) name: &'static str,
    /// Room, conversation or channel.
    pub(super) kind: RoomKind,
    /// Index into [`ACCOUNTS`]; `None` for a room of unmanaged people.
    pub(super) account: Option<usize>,
    /// Key of the owner.
    pub(super) owner: &'static str,
    /// Keys of the managers.
    pub(super) managers: &'static [&'static str],
    /// Keys of the members who are neither owner nor manager.
    pub(super) members: &'static [&'static str],
    /// How many days back the talk reaches; every scene lies within.
    #[allow(dead_code, reason = "the tests hold the scenes to it")]
    pub(super) days: u16,
    /// Whether the room is closed for writing.
    pub(super) archived: bool,
    /// Whether a removal needs a reason.
    pub(super) reason_required: bool,
    /// What is said.
    pub(super) talk: Talk,
}

impl RoomPlan {
    /// Keys of everyone in the room: the owner, then managers, then members.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> + use<> {
        let rest = self.managers.iter().chain(self.members).copied();
        std::iter::once(self.owner).chain(rest)
    }

    /// Everyone in the room, in the order of [`RoomPlan::keys`].
    pub(super) fn people(&self) -> impl Iterator<Item = &'static Person> + use<> {
        self.keys().filter_map(person)
    }
}

/// The person with this key.
pub(super) fn person(key: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.key == key)
}

const fn member(
    key: &'static str,
    name: &'static str,
    email: &'static str,
    account: Option<usize>,
    tongue: Tongue,
) -> Person {
    Person { key, name, email, account, standing: Standing::Member, tongue }
}

impl Person {
    const fn standing(mut self, standing: Standing) -> Person {
        self.standing = standing;
        self
    }
}

/// Everyone. The platform admin first, then account by account, then the unmanaged.
pub(super) const PEOPLE: &[Person] = &[
    member("admin", "Ada Park", "admin@example.com", FREE, English).standing(Standing::PlatformAdmin),
    // Harbour Books.
    member("owner", "Olive Marchetti", "owner@example.com", HARBOUR, English),
    member("manager", "Manuel Brandão", "manager@example.com", HARBOUR, English),
    member("member", "Mina Sørensen", "member@example.com", HARBOUR, English),
    member("henrike", "Henrike Vollmer", "henrike@books.example.org", HARBOUR, German).standing(Standing::AccountAdmin),
    member("zofia", "Zofia Wiśniewska", "zofia@books.example.org", HARBOUR, Polish),
    member("jb", "Jean-Baptiste Lefèvre", "jb@books.example.org", HARBOUR, French),
    member("juergen", "Jürgen Weiß", "juergen@books.example.org", HARBOUR, German),
    member("thordis", "Þórdís Ólafsdóttir", "thordis@books.example.org", HARBOUR, English),
    member("rodion", "Родион Чайкин", "rodion@books.example.org", HARBOUR, Russian),
    member("layla", "ليلى حدّاد", "layla@books.example.org", HARBOUR, Arabic),
    member("noam", "נועם שפירא", "noam@books.example.org", HARBOUR, Hebrew),
    member("yuki", "佐藤 由紀", "yuki@books.example.org", HARBOUR, Japanese),
    member("anjali", "अंजलि मेहता", "anjali@books.example.org", HARBOUR, Hindi),
    member("elif", "Elif Yıldırım", "elif@books.example.org", HARBOUR, Turkish),
    member("nikos", "Νίκος Παπαδάκης", "nikos@books.example.org", HARBOUR, English),
    member("ines", "Inés Carrasco Núñez", "ines@books.example.org", HARBOUR, Spanish),
    member("ngoc", "Nguyễn Thị Bảo Ngọc", "ngoc@books.example.org", HARBOUR, English),
    member("bo", "<b>Bo</b> & Co", "bo@books.example.org", HARBOUR, English),
    member(
        "long",
        "Maria Immaculata Theodora Wilhelmine von und zu Hohenlinden-Achterwasser, \
         Freifrau zu Tintenfass und Papierkorb auf Gut Lesezeichen",
        "long@books.example.org",
        HARBOUR,
        German,
    ),
    // Lumen Games.
    member("petra", "Petra Šimková", "petra@lumen.example.test", LUMEN, English).standing(Standing::AccountAdmin),
    member("kwame", "Kwame Asante-Boateng", "kwame@lumen.example.test", LUMEN, English),
    member("sean", "Seán Ó Briain", "sean@lumen.example.test", LUMEN, English),
    member("kenji", "高橋 健二", "kenji@lumen.example.test", LUMEN, Japanese),
    member("min", "김민서", "min@lumen.example.test", LUMEN, English),
    member("ravi", "रवि कुलकर्णी", "ravi@lumen.example.test", LUMEN, Hindi),
    member("deniz", "Deniz Öztürk", "deniz@lumen.example.test", LUMEN, Turkish),
    member("amir", "أمير الخطيب", "amir@lumen.example.test", LUMEN, Arabic),
    member("shira", "שירה לוי", "shira@lumen.example.test", LUMEN, Hebrew),
    member("dasha", "Дарья Мельник", "dasha@lumen.example.test", LUMEN, Russian),
    member("mateo", "Mateo Ibáñez", "mateo@lumen.example.test", LUMEN, Spanish),
    member("pixel", "Pixel Peppermint 🦊", "pixel@lumen.example.test", LUMEN, English),
    // Managed by nobody.
    member("rosa", "Rosa Quispe", "rosa@example.org", FREE, Spanish),
    member("hakon", "Håkon Lie", "hakon@example.org", FREE, English),
    member("wei", "林薇", "wei@example.org", FREE, English),
    member("gustav", "Gustav Ahlgrén", "gustav@example.org", FREE, German),
    member("tamar", "თამარ ბერიძე", "tamar@example.org", FREE, English),
    member("grigor", "Գրիգոր Պետրոսյան", "grigor@example.org", FREE, Russian),
    member("dealz", "BEST DEALS 4 U", "dealz@spam.example.test", FREE, English),
    member("vic", "Vic T.", "vic@example.org", FREE, English),
    member("q", "Q", "q@example.org", FREE, English),
];

/// Every room. The showcase owner and manager are in none of Lumen's rooms, and within their own
/// account in neither the reading circle nor the council.
pub(super) const ROOMS: &[RoomPlan] = &[
    RoomPlan {
        key: "front-desk",
        name: "Front desk",
        kind: RoomKind::Room,
        account: HARBOUR,
        owner: "owner",
        managers: &["manager"],
        members: &["member", "zofia", "jb", "layla", "anjali", "juergen", "ngoc", "nikos", "thordis"],
        days: 9,
        archived: false,
        reason_required: false,
        talk: Talk::Scenes(talk::FRONT_DESK),
    },
    RoomPlan {
        key: "returns",
        name: "Returns & repairs",
        kind: RoomKind::Room,
        account: HARBOUR,
        owner: "owner",
        managers: &["manager", "zofia"],
        members: &["member", "juergen", "bo", "ines", "elif", "noam"],
        days: 12,
        archived: false,
        reason_required: true,
        talk: Talk::Scenes(talk::RETURNS),
    },
    RoomPlan {
        key: "lounge",
        name: "Lounge",
        kind: RoomKind::Room,
        account: HARBOUR,
        owner: "zofia",
        managers: &["manager"],
        members: &[
            "owner", "member", "jb", "ines", "elif", "layla", "noam", "yuki", "anjali", "rodion", "thordis", "nikos",
            "juergen", "ngoc", "long",
        ],
        days: 10,
        archived: false,
        reason_required: false,
        talk: Talk::Scenes(talk::LOUNGE),
    },
    RoomPlan {
        key: "open-counter",
        name: "Open counter",
        kind: RoomKind::Room,
        account: HARBOUR,
        owner: "owner",
        managers: &["manager"],
        members: &["member", "layla", "rosa", "hakon", "wei", "gustav", "tamar", "dealz", "vic", "q"],
        days: 7,
        archived: false,
        reason_required: false,
        talk: Talk::Scenes(talk::OPEN_COUNTER),
    },
    RoomPlan {
        key: "letterpress",
        name: "Letterpress corner",
        kind: RoomKind::Room,
        account: HARBOUR,
        owner: "bo",
        managers: &["manager"],
        members: &["member", "yuki", "noam", "layla", "anjali", "nikos", "thordis", "wei"],
        days: 6,
        archived: false,
        reason_required: false,
        talk: Talk::Scenes(talk::LETTERPRESS),
    },
    RoomPlan {
        key: "reading-circle",
        name: "Lesekreis · Cercle de lecture",
        kind: RoomKind::Room,
        account: HARBOUR,
        owner: "juergen",
        managers: &["jb"],
        members: &["member", "zofia", "ines", "rodion", "henrike", "long"],
        days: 15,
        archived: false,
        reason_required: false,
        talk: Talk::Scenes(talk::READING_CIRCLE),
    },
    RoomPlan {
        key: "council",
        name: "Co-op council (confidential)",
        kind: RoomKind::Room,
        account: HARBOUR,
        owner: "henrike",
        managers: &["nikos"],
        members: &["ngoc", "yuki", "thordis"],
        days: 21,
        archived: false,
        reason_required: true,
        talk: Talk::Scenes(talk::COUNCIL),
    },
    RoomPlan {
        key: "new-arrivals",
        name: "New arrivals",
        kind: RoomKind::Room,
        account: HARBOUR,
        owner: "owner",
        managers: &["manager"],
        members: &["member", "ngoc"],
        days: 1,
        archived: false,
        reason_required: false,
        talk: Talk::Empty,
    },
    RoomPlan {
        key: "winter-market",
        name: "Winter market (last year)",
        kind: RoomKind::Room,
        account: HARBOUR,
        owner: "owner",
        managers: &["manager"],
        members: &["member", "jb", "thordis", "anjali", "noam"],
        days: 340,
        archived: true,
        reason_required: false,
        talk: Talk::Scenes(talk::WINTER_MARKET),
    },
    RoomPlan {
        key: "olive-manuel",
        name: "Olive & Manuel",
        kind: RoomKind::Conversation,
        account: HARBOUR,
        owner: "owner",
        managers: &[],
        members: &["manager"],
        days: 5,
        archived: false,
        reason_required: false,
        talk: Talk::Scenes(talk::OLIVE_MANUEL),
    },
    RoomPlan {
        key: "mina-manuel",
        name: "Mina & Manuel",
        kind: RoomKind::Conversation,
        account: HARBOUR,
        owner: "manager",
        managers: &[],
        members: &["member"],
        days: 4,
        archived: false,
        reason_required: false,
        talk: Talk::Scenes(talk::MINA_MANUEL),
    },
    RoomPlan {
        key: "saturday",
        name: "Saturday shift swap",
        kind: RoomKind::Conversation,
        account: HARBOUR,
        owner: "member",
        managers: &[],
        members: &["zofia", "elif", "nikos", "manager"],
        days: 5,
        archived: false,
        reason_required: false,
        talk: Talk::Scenes(talk::SATURDAY),
    },
    RoomPlan {
        key: "announcements",
        name: "Announcements",
        kind: RoomKind::Channel,
        account: HARBOUR,
        owner: "owner",
        managers: &["manager", "henrike"],
        members: &[
            "member", "zofia", "jb", "juergen", "thordis", "rodion", "layla", "noam", "yuki", "anjali", "elif",
            "nikos", "ines", "ngoc", "bo", "long",
        ],
        days: 30,
        archived: false,
        reason_required: false,
        talk: Talk::Scenes(talk::ANNOUNCEMENTS),
    },
    RoomPlan {
        key: "harbour-night",
        name: "Harbour Night live (archive)",
        kind: RoomKind::Channel,
        account: HARBOUR,
        owner: "owner",
        managers: &["manager"],
        members: &[
            "member", "zofia", "jb", "juergen", "thordis", "rodion", "layla", "noam", "yuki", "anjali", "elif",
            "nikos", "ines", "ngoc", "bo", "rosa", "hakon", "wei", "gustav", "tamar", "grigor", "q",
        ],
        days: 4,
        archived: false,
        reason_required: false,
        talk: Talk::Bulk(100_000),
    },
    RoomPlan {
        key: "build",
        name: "Build room",
        kind: RoomKind::Room,
        account: LUMEN,
        owner: "petra",
        managers: &["kwame"],
        members: &["sean", "kenji", "min", "dasha", "pixel"],
        days: 8,
        archived: false,
        reason_required: false,
        talk: Talk::Scenes(talk::BUILD),
    },
    RoomPlan {
        key: "localisation",
        name: "Localisation",
        kind: RoomKind::Room,
        account: LUMEN,
        owner: "kwame",
        managers: &["dasha"],
        members: &["kenji", "ravi", "deniz", "amir", "shira", "mateo", "petra", "sean"],
        days: 8,
        archived: false,
        reason_required: false,
        talk: Talk::Scenes(talk::LOCALISATION),
    },
    RoomPlan {
        key: "launch-party",
        name: "Launch party: Paper Lighthouse",
        kind: RoomKind::Channel,
        account: LUMEN,
        owner: "petra",
        managers: &["min", "kwame"],
        members: &["pixel", "mateo", "sean", "ravi", "deniz", "kenji", "rosa", "hakon", "wei", "grigor", "q"],
        days: 3,
        archived: false,
        reason_required: false,
        talk: Talk::Scenes(talk::LAUNCH_PARTY),
    },
    RoomPlan {
        key: "chess",
        name: "Chess on Thursdays",
        kind: RoomKind::Conversation,
        account: FREE,
        owner: "gustav",
        managers: &[],
        members: &["tamar", "grigor", "hakon"],
        days: 9,
        archived: false,
        reason_required: false,
        talk: Talk::Scenes(talk::CHESS),
    },
    RoomPlan {
        key: "rosa-wei",
        name: "Rosa & 林薇",
        kind: RoomKind::Conversation,
        account: FREE,
        owner: "rosa",
        managers: &[],
        members: &["wei"],
        days: 3,
        archived: false,
        reason_required: false,
        talk: Talk::Scenes(talk::ROSA_WEI),
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_cast_is_about_forty_people_in_two_accounts_with_one_platform_admin() {
        assert_eq!(ACCOUNTS.len(), 2);
        assert!((38..=44).contains(&PEOPLE.len()), "{} people", PEOPLE.len());
        let keys: HashSet<_> = PEOPLE.iter().map(|person| person.key).collect();
        let emails: HashSet<_> = PEOPLE.iter().map(|person| person.email).collect();
        assert_eq!((keys.len(), emails.len()), (PEOPLE.len(), PEOPLE.len()));
        let admins: Vec<_> = PEOPLE.iter().filter(|person| person.standing == Standing::PlatformAdmin).collect();
        assert_eq!(admins.iter().map(|person| person.key).collect::<Vec<_>>(), ["admin"]);
        for account in 0..ACCOUNTS.len() {
            assert!(
                PEOPLE
                    .iter()
                    .any(|person| person.account == Some(account) && person.standing == Standing::AccountAdmin)
            );
        }
    }

    #[test]
    fn every_address_is_in_a_domain_reserved_for_examples() {
        for person in PEOPLE {
            assert!(
                [".com", ".org", ".test"].iter().any(|end| person.email.ends_with(&format!("example{end}"))),
                "{}",
                person.email
            );
        }
    }

    #[test]
    fn every_room_is_held_by_people_who_exist_once_and_may_be_there() {
        let mut handles = HashSet::new();
        for room in ROOMS {
            assert!(handles.insert(room.key), "{} twice", room.key);
            let mut seen = HashSet::new();
            for key in room.keys() {
                assert!(seen.insert(key), "{key} twice in {}", room.key);
                let found = person(key);
                assert!(found.is_some(), "{key} of {} does not exist", room.key);
                // A guest without an account may visit; a person of another account may not.
                assert!(
                    found.is_some_and(|p| p.account.is_none() || p.account == room.account),
                    "{key} is from elsewhere than {}",
                    room.key
                );
            }
            assert_eq!(room.people().count(), seen.len());
        }
    }

    #[test]
    fn only_people_of_the_room_speak_in_it_and_only_within_its_days() {
        for room in ROOMS {
            let Talk::Scenes(scenes) = room.talk else { continue };
            let present: HashSet<_> = room.keys().collect();
            for scene in scenes {
                assert!((1..=room.days).contains(&scene.days_ago), "{}", room.key);
                for line in scene.lines {
                    assert!(present.contains(line.by), "{} is not in {}", line.by, room.key);
                }
            }
        }
    }

    #[test]
    fn the_rooms_show_every_case_the_panel_has_to_show() {
        assert!(ROOMS.len() >= 14, "{} rooms", ROOMS.len());
        let count = |test: &dyn Fn(&RoomPlan) -> bool| ROOMS.iter().filter(|r| test(r)).count();
        assert_eq!(count(&|r| matches!(r.talk, Talk::Bulk(100_000))), 1);
        assert_eq!(count(&|r| matches!(r.talk, Talk::Empty)), 1);
        assert_eq!(count(&|r| r.archived), 1);
        assert!(count(&|r| r.reason_required) >= 1);
        assert!(count(&|r| r.kind == RoomKind::Channel) >= 3);
        assert!(count(&|r| r.kind == RoomKind::Room) >= 6);
        let talks = |r: &RoomPlan| r.kind == RoomKind::Conversation;
        assert!(count(&|r| talks(r) && r.keys().count() == 2) >= 1);
        assert!(count(&|r| talks(r) && r.keys().count() > 2) >= 1);
        assert!(count(&|r| talks(r) && r.people().all(|p| p.account.is_none())) >= 1);
        assert!(count(&|r| r.owner == "owner") >= 3);
        assert!(count(&|r| r.managers.contains(&"manager")) >= 3);
        assert!(count(&|r| r.members.contains(&"member")) >= 3);
        let unseen = |r: &RoomPlan| r.keys().all(|key| key != "owner" && key != "manager");
        assert!(count(&|r| unseen(r) && r.account == HARBOUR) >= 2);
    }
}
