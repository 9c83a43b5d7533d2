//! Events of one room that are written together: encoded once, shared by all viewers.
//!
//! Never copied for a viewer; who has seen some of them gets the rest of the same bytes. What is between two comes alone,
//! and twice: as it is, and as everybody else is told of it.

use bytes::Bytes;
use domain::{Earshot, EventNumber, RoomId, UserId};

use crate::frame::Texts;

/// Something published.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) number: EventNumber,
    pub(crate) json: Bytes,
    /// Whether it takes content away that earlier events may have carried.
    pub(crate) removal: bool,
    /// Between whom it is, if it is not for all.
    pub(crate) aside: Option<Aside>,
}

/// Between whom something is, and what everybody else is told in its place.
#[derive(Debug, Clone)]
pub struct Aside {
    /// Who said it.
    pub from: UserId,
    /// To whom.
    pub to: UserId,
    /// A complete JSON text, which tells no more than the number.
    pub instead: Bytes,
}

/// Some events of a room, in order.
#[derive(Debug)]
pub(crate) struct Batch {
    /// Whose events.
    pub(crate) room: RoomId,
    /// Whether one of them takes content away.
    pub(crate) removal: bool,
    bytes: Bytes,
    /// The frames in its place, for those out of earshot.
    aside: Option<Aside>,
    /// Number of each event, and where its frame begins.
    marks: Vec<(EventNumber, usize)>,
}

impl Batch {
    /// Encodes events: any number that are for all, or one that is not.
    pub(crate) fn new(room: RoomId, events: impl IntoIterator<Item = Event>) -> Self {
        let (mut texts, mut marks, mut takes_away) = (Texts::new(), Vec::new(), false);
        let mut alone = None;
        for Event { number, json, removal, aside } in events {
            marks.push((number, texts.len()));
            texts.push(&json);
            takes_away |= removal;
            alone = aside;
        }
        let aside = alone.map(|aside| {
            let mut instead = Texts::new();
            instead.push(&aside.instead);
            Aside { instead: instead.into_bytes(), ..aside }
        });
        Self { room, removal: takes_away, bytes: texts.into_bytes(), aside, marks }
    }

    /// The number of the newest.
    pub(crate) fn last(&self) -> EventNumber {
        self.marks.last().map_or(EventNumber(0), |(number, _)| *number)
    }

    /// Bytes of all.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The frames of what came after `seen`, as they are told within this earshot.
    pub(crate) fn after(&self, seen: EventNumber, earshot: Earshot) -> Option<Bytes> {
        let (_, begin) = self.marks.iter().find(|(number, _)| *number > seen)?;
        let bytes = match &self.aside {
            Some(aside) if !earshot.reaches(aside.from, Some(aside.to)) => &aside.instead,
            Some(_) | None => &self.bytes,
        };
        Some(bytes.slice(begin..))
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
            aside: None,
        });
        let batch = Batch::new(RoomId::MIN, events);
        let after = |seen| batch.after(EventNumber(seen), Earshot::Everything).map(|bytes| bytes.len());
        assert_eq!([after(0), after(4), after(5), after(6), after(7)], [Some(9), Some(9), Some(6), Some(3), None]);
        assert_eq!((batch.last(), batch.len()), (EventNumber(7), 9));
    }

    #[test]
    fn what_is_between_two_is_another_frame_for_everybody_else() {
        let [from, to, third] = [1, 2, 3].map(UserId::from_raw);
        let aside = Some(Aside { from, to, instead: Bytes::from_static(b"gone") });
        let json = Bytes::from_static(b"psst, listen");
        let batch = Batch::new(RoomId::MIN, [Event { number: EventNumber(1), json, removal: false, aside }]);
        for (earshot, told) in [
            (Earshot::Own(from), &b"psst, listen"[..]),
            (Earshot::Own(to), b"psst, listen"),
            (Earshot::Everything, b"psst, listen"),
            (Earshot::Own(third), b"gone"),
        ] {
            let frames = batch.after(EventNumber(0), earshot).unwrap();
            assert!(frames.ends_with(told) && frames.len() == told.len() + 2, "{earshot:?}: {frames:?}");
            assert_eq!(batch.after(EventNumber(1), earshot), None);
        }
    }
}
