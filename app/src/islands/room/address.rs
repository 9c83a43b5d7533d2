//! What the address of a room says: which messages, which dialog, which reply. And how to write it. Parses once;
//! everything that goes back into an address was parsed before, so nothing needs escaping.

use domain::{Day, InvalidId, MessageId, Verb, view::Anchor};

use crate::parts::Query;

/// A room's address, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    /// The room, as it stands in the path.
    pub room: String,
    /// Which messages.
    pub anchor: Anchor,
    /// The day that they begin with, as it was asked for, and by how many minutes it began before that of UTC.
    pub day: Option<(Day, Option<i64>)>,
    /// The removal whose dialog is open.
    pub removal: Option<Removal>,
    /// The message that is being answered.
    pub reply: Option<MessageId>,
    /// The message that is being edited.
    pub edit: Option<MessageId>,
    /// Whether the list of keys is open.
    pub keys: bool,
    /// The removal that a plain form has just made.
    pub done: Option<Verb>,
    /// What could not be read of it, in words.
    pub mistake: Option<&'static str>,
}

/// A removal that was asked for: of one message, or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Removal {
    /// What is to be done.
    pub verb: Verb,
    /// To which message; `None` for a purge.
    pub message: Option<MessageId>,
}

impl Address {
    /// Reads the query. What makes no sense is left out; what a person typed is told them.
    pub fn read(room: String, query: &Query) -> Self {
        let word = |name: &str| query.word(name);
        let message = |name: &str| word(name).trim().parse::<MessageId>().ok();
        let (anchor, mistake) = read_anchor(query);
        let day = Day::parse(word("date").trim()).map(|day| (day, minutes_east(query)));
        let verb = Verb::from_code(word("verb"));
        let removal = match (verb, message("message")) {
            (Some(Verb::Purge), _) => Some(Removal { verb: Verb::Purge, message: None }),
            (Some(verb @ (Verb::Redact | Verb::Delete)), Some(id)) => Some(Removal { verb, message: Some(id) }),
            (Some(Verb::Redact | Verb::Delete) | None, _) => None,
        };
        Self {
            room,
            anchor,
            day,
            removal,
            reply: message("reply"),
            edit: message("edit"),
            keys: word("help") == "keys",
            done: Verb::from_code(word("done")),
            mistake,
        }
    }

    /// The room with the same messages and no dialog; what is being written goes on.
    pub fn plain(&self) -> String {
        let mut href = ["/rooms/", &self.room].concat();
        for (name, value) in self.words().into_iter().flatten() {
            href += if href.contains('?') { "&" } else { "?" };
            href += &[name, "=", &value].concat();
        }
        href
    }

    /// The words of the query that say which messages, and what is being written.
    pub fn words(&self) -> [Option<(&'static str, String)>; 4] {
        let anchor = match self.anchor {
            Anchor::Newest => None,
            Anchor::Before(id) => Some(("before", id.to_string())),
            Anchor::After(id) => Some(("after", id.to_string())),
            Anchor::Around(id) => Some(("at", id.to_string())),
            Anchor::Day(_) | Anchor::From(_) => self.day.map(|(day, _)| ("date", day.to_string())),
        };
        let east = match self.anchor {
            Anchor::From(_) => self.day.and_then(|(_, east)| Some(("east", east?.to_string()))),
            Anchor::Newest | Anchor::Before(_) | Anchor::After(_) | Anchor::Around(_) | Anchor::Day(_) => None,
        };
        let word = |name: &'static str, id: Option<MessageId>| id.map(|id| (name, id.to_string()));
        [anchor, east, word("reply", self.reply), word("edit", self.edit)]
    }

    /// The room at other messages. An answer can be written there too, a change only where its message is.
    pub fn at(&self, anchor: Anchor) -> String {
        Self { anchor, edit: None, ..self.clone() }.plain()
    }

    /// The room at its newest messages; what is being written or changed goes on, since nothing is loaded anew.
    #[cfg(feature = "hydrate")]
    pub fn newest(&self) -> String {
        Self { anchor: Anchor::Newest, ..self.clone() }.plain()
    }

    /// The same messages, answering one.
    pub fn replying(&self, id: MessageId) -> String {
        Self { reply: Some(id), edit: None, ..self.clone() }.plain()
    }

    /// The same messages, changing one.
    pub fn editing(&self, id: MessageId) -> String {
        Self { reply: None, edit: Some(id), ..self.clone() }.plain()
    }

    /// The same messages, and the same dialog, with nothing but a new message being written.
    pub fn written(&self) -> String {
        let plain = Self { reply: None, edit: None, ..self.clone() };
        match self.removal {
            Some(Removal { verb, message }) => plain.removing(verb, message),
            None if self.keys => plain.and("help", "keys"),
            None => plain.plain(),
        }
    }

    /// The same messages with the dialog of a removal.
    pub fn removing(&self, verb: Verb, message: Option<MessageId>) -> String {
        let href = self.and("verb", verb.code());
        message.map_or(href.clone(), |id| format!("{href}&message={id}"))
    }

    /// The same messages, and one more word in the query.
    pub fn and(&self, name: &str, value: &str) -> String {
        let plain = self.plain();
        let joint = if plain.contains('?') { '&' } else { '?' };
        format!("{plain}{joint}{name}={value}")
    }
}

fn read_anchor(query: &Query) -> (Anchor, Option<&'static str>) {
    let id = |name: &str| query.get(name).map(|text| text.trim().parse::<MessageId>());
    let by_id = |found: Option<Result<MessageId, InvalidId>>, anchor: fn(MessageId) -> Anchor| {
        found.map(|id| match id {
            Ok(id) => (anchor(id), None),
            Err(_) => (Anchor::Newest, Some("No message can have this ID. Copy one from the menu of a message.")),
        })
    };
    let by_day = || {
        query.get("date").map(|text| match Day::parse(text.trim()) {
            Some(day) => match minutes_east(query) {
                Some(east) => (Anchor::From(day.start().plus_millis(-east * 60_000)), None),
                None => (Anchor::Day(day), None),
            },
            None => (Anchor::Newest, Some("A date looks like 2026-11-21.")),
        })
    };
    by_id(id("at"), Anchor::Around)
        .or_else(|| by_id(id("before"), Anchor::Before))
        .or_else(|| by_id(id("after"), Anchor::After))
        .or_else(by_day)
        .unwrap_or((Anchor::Newest, None))
}

/// By how many minutes the day began before that of UTC where the reader is; no place on earth is farther off than this.
fn minutes_east(query: &Query) -> Option<i64> {
    query.word("east").parse().ok().filter(|east| (-840..=840).contains(east))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0ABCDEFGHIJK";

    fn read(query: &[(&str, &str)]) -> Address {
        Address::read("0000000000R1".to_owned(), &Query::read(&crate::parts::address("", query)))
    }

    #[test]
    fn a_dialog_keeps_the_messages_and_closing_it_too() {
        let address = read(&[("at", ID), ("verb", "redact"), ("message", ID)]);
        assert_eq!(address.plain(), format!("/rooms/0000000000R1?at={ID}"));
        let message = ID.parse().ok();
        assert_eq!(address.removal, Some(Removal { verb: Verb::Redact, message }));
        let href = format!("/rooms/0000000000R1?at={ID}&verb=delete&message={ID}");
        assert_eq!(address.removing(Verb::Delete, message), href);
    }

    #[test]
    fn what_is_being_written_goes_on_under_a_dialog_and_ends_without_closing_it() {
        for word in ["reply", "edit"] {
            let address = read(&[(word, ID), ("verb", "purge")]);
            assert_eq!(address.plain(), format!("/rooms/0000000000R1?{word}={ID}"));
            assert_eq!(address.removing(Verb::Purge, None), format!("/rooms/0000000000R1?{word}={ID}&verb=purge"));
            assert_eq!(address.written(), "/rooms/0000000000R1?verb=purge");
        }
        let address = read(&[("reply", ID), ("help", "keys")]);
        assert_eq!(address.written(), "/rooms/0000000000R1?help=keys");
        assert_eq!(address.at(Anchor::Newest), format!("/rooms/0000000000R1?reply={ID}"));
        assert_eq!(read(&[("edit", ID)]).at(Anchor::Newest), "/rooms/0000000000R1");
    }

    #[test]
    fn nonsense_opens_the_newest_messages_and_no_dialog() {
        for query in [[("verb", "redact"), ("message", "x")], [("verb", "burn"), ("message", ID)]] {
            let address = read(&query);
            assert_eq!((address.removal, address.anchor), (None, Anchor::Newest));
        }
        assert!(read(&[("at", "<script>")]).mistake.is_some());
        assert!(read(&[("date", "2026-02-30")]).mistake.is_some());
        assert_eq!(read(&[("date", "2026-02-28")]).plain(), "/rooms/0000000000R1?date=2026-02-28");
    }

    #[test]
    fn a_day_begins_where_the_reader_is() {
        let start = |east: &str| match read(&[("date", "1970-01-02"), ("east", east)]).anchor {
            Anchor::From(at) => at.millis() / 3_600_000,
            _ => i64::MAX,
        };
        assert_eq!([start("120"), start("-300"), start("0")], [22, 29, 24]);
        for nonsense in ["", "x", "9223372036854775807", "841"] {
            assert_eq!(start(nonsense), i64::MAX, "{nonsense}");
        }
        let address = read(&[("date", "2026-02-28"), ("east", "-300")]);
        assert_eq!(address.plain(), "/rooms/0000000000R1?date=2026-02-28&east=-300");
        assert_eq!(address.at(Anchor::Newest), "/rooms/0000000000R1");
    }
}
