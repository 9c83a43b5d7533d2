//! Events of one room that are written together: encoded once, shared by all viewers.
//!
//! Never copied for a viewer; who has seen some of them gets the rest of the same bytes.

use bytes::Bytes;
use domain::{EventNumber, RoomId};

use crate::frame::Texts;

/// Something published.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) number: EventNumber,
    pub(crate) json: Bytes,
    /// Whether it takes content away that earlier events may have carried.
    pub(crate) removal: bool,
}

/// Some events of a room, in order.
#[derive(Debug)]
pub(crate) struct Batch {
    /// Whose events.
    pub(crate) room: RoomId,
    /// Whether one of them takes content away.
    pub(crate) removal: bool,
    bytes: Bytes,
    /// Number of each event, and where its frame begins.
    marks: Vec<(EventNumber, usize)>,
}

impl Batch {
    /// Encodes events.
    pub(crate) fn new(room: RoomId, events: impl IntoIterator<Item = Event>) -> Self {
        let (mut texts, mut marks, mut takes_away) = (Texts::new(), Vec::new(), false);
        for Event { number, json, removal } in events {
            marks.push((number, texts.len()));
            texts.push(&json);
            takes_away |= removal;
        }
        Self { room, removal: takes_away, bytes: texts.into_bytes(), marks }
    }

    /// The number of the newest.
    pub(crate) fn last(&self) -> EventNumber {
        self.marks.last().map_or(EventNumber(0), |(number, _)| *number)
    }

    /// Bytes of all.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The frames of what came after `seen`.
    pub(crate) fn after(&self, seen: EventNumber) -> Option<Bytes> {
        let (_, begin) = self.marks.iter().find(|(number, _)| *number > seen)?;
        Some(self.bytes.slice(begin..))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_left_out() {
        let events = [(5, "a"), (6, "b"), (7, "c")].map(|(number, json)| Event {
            number: EventNumber(number),
            json: Bytes::from(json),
            removal: false,
        });
        let batch = Batch::new(RoomId::MIN, events);
        let after = |seen| batch.after(EventNumber(seen)).map(|bytes| bytes.len());
        assert_eq!([after(0), after(4), after(5), after(6), after(7)], [Some(9), Some(9), Some(6), Some(3), None]);
        assert_eq!((batch.last(), batch.len()), (EventNumber(7), 9));
    }
}
