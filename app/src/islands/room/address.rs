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
        let verb = Verb::from_code(word("verb"));
        let removal = match (verb, message("message")) {
            (Some(Verb::Purge), _) => Some(Removal { verb: Verb::Purge, message: None }),
            (Some(verb @ (Verb::Redact | Verb::Delete)), Some(id)) => Some(Removal { verb, message: Some(id) }),
            (Some(Verb::Redact | Verb::Delete) | None, _) => None,
        };
        Self {
            room,
            anchor,
            removal,
            reply: message("reply"),
            edit: message("edit"),
            keys: word("help") == "keys",
            done: Verb::from_code(word("done")),
            mistake,
        }
    }

    /// The room with the same messages and nothing open.
    pub fn plain(&self) -> String {
        let path = format!("/rooms/{}", self.room);
        match self.anchor_word() {
            None => path,
            Some((name, value)) => format!("{path}?{name}={value}"),
        }
    }

    /// The word of the query that says which messages.
    pub fn anchor_word(&self) -> Option<(&'static str, String)> {
        match self.anchor {
            Anchor::Newest => None,
            Anchor::Before(id) => Some(("before", id.to_string())),
            Anchor::After(id) => Some(("after", id.to_string())),
            Anchor::Around(id) => Some(("at", id.to_string())),
            Anchor::Day(day) => Some(("date", day.to_string())),
        }
    }

    /// The room at other messages.
    pub fn at(&self, anchor: Anchor) -> String {
        Self { anchor, ..self.clone() }.plain()
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
            Some(day) => (Anchor::Day(day), None),
            None => (Anchor::Newest, Some("A date looks like 2026-11-21.")),
        })
    };
    by_id(id("at"), Anchor::Around)
        .or_else(|| by_id(id("before"), Anchor::Before))
        .or_else(|| by_id(id("after"), Anchor::After))
        .or_else(by_day)
        .unwrap_or((Anchor::Newest, None))
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
    fn nonsense_opens_the_newest_messages_and_no_dialog() {
        for query in [[("verb", "redact"), ("message", "x")], [("verb", "burn"), ("message", ID)]] {
            let address = read(&query);
            assert_eq!((address.removal, address.anchor), (None, Anchor::Newest));
        }
        assert!(read(&[("at", "<script>")]).mistake.is_some());
        assert!(read(&[("date", "2026-02-30")]).mistake.is_some());
        assert_eq!(read(&[("date", "2026-02-28")]).plain(), "/rooms/0000000000R1?date=2026-02-28");
    }
}
