//! Events of one room that are written together: encoded once, shared by all viewers.
//!
//! Never copied for a viewer; who has seen some of them gets the rest of the same bytes. What is between two comes alone,
//! and twice: as it is, and as everybody else is told of it.

use bytes::Bytes;
use domain::{Earshot, EventNumber, MessageId, RoomId, UserId};

use crate::frame::Texts;

/// Something to be published.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its number in the room.
    pub number: EventNumber,
    /// A complete JSON text.
    pub json: Bytes,
    /// What it has to do with the content of messages.
    pub content: Content,
    /// Between whom it is, if it is not for all.
    pub aside: Option<Aside>,
}

/// What an event has to do with the content of messages.
#[derive(Debug, Clone)]
pub enum Content {
    /// Nothing.
    None,
    /// It carries that of a message.
    Of {
        /// Of which.
        message: MessageId,
        /// What is told in its place once that is removed: a complete JSON text, which tells no more than the number.
        instead: Bytes,
        /// What it shows of another message beside.
        quoted: Option<Quoted>,
    },
    /// It takes content away that earlier events may have carried.
    Removed(Removed),
}

/// What the text of a message shows of the one that it answers to.
#[derive(Debug, Clone)]
pub struct Quoted {
    /// Which that is.
    pub message: MessageId,
    /// What is told once that one is removed: a complete JSON text, which shows nothing of it.
    pub without: Bytes,
}

/// What was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// One message.
    One(MessageId),
    /// All up to one.
    Through(MessageId),
}

impl Removed {
    const fn covers(self, message: MessageId) -> bool {
        match self {
            Self::One(id) => id.raw() == message.raw(),
            Self::Through(last) => message.raw() <= last.raw(),
        }
    }
}

impl Event {
    /// An event for all that has nothing to do with the content of messages.
    #[must_use]
    pub const fn new(number: EventNumber, json: Bytes) -> Self {
        Self { number, json, content: Content::None, aside: None }
    }

    /// What it takes away, if it does.
    pub(crate) const fn removed(&self) -> Option<Removed> {
        match self.content {
            Content::Removed(removed) => Some(removed),
            Content::None | Content::Of { .. } => None,
        }
    }

    /// Takes back what it carries, if that was removed. Answers whether it did.
    pub(crate) fn take_back(&mut self, removed: Removed) -> bool {
        let Content::Of { message, instead, quoted } = &mut self.content else { return false };
        if removed.covers(*message) {
            self.json = instead.clone();
            self.content = Content::None;
            self.aside = None;
            return true;
        }
        let Some(quoted) = quoted.take_if(|quoted| removed.covers(quoted.message)) else { return false };
        self.json = quoted.without;
        true
    }
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
    pub(crate) fn new(room: RoomId, events: &[Event]) -> Self {
        let (mut texts, mut marks, mut takes_away) = (Texts::new(), Vec::new(), false);
        let mut alone = None;
        for event in events {
            marks.push((event.number, texts.len()));
            texts.push(&event.json);
            takes_away |= event.removed().is_some();
            alone = event.aside.as_ref();
        }
        let aside = alone.map(|aside| {
            let mut instead = Texts::new();
            instead.push(&aside.instead);
            Aside { instead: instead.into_bytes(), ..aside.clone() }
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
        let events =
            [(5, "a"), (6, "b"), (7, "c")].map(|(number, json)| Event::new(EventNumber(number), Bytes::from(json)));
        let batch = Batch::new(RoomId::MIN, &events);
        let after = |seen| batch.after(EventNumber(seen), Earshot::Everything).map(|bytes| bytes.len());
        assert_eq!([after(0), after(4), after(5), after(6), after(7)], [Some(9), Some(9), Some(6), Some(3), None]);
        assert_eq!((batch.last(), batch.len()), (EventNumber(7), 9));
    }

    #[test]
    fn what_is_between_two_is_another_frame_for_everybody_else() {
        let [from, to, third] = [1, 2, 3].map(UserId::from_raw);
        let aside = Some(Aside { from, to, instead: Bytes::from_static(b"gone") });
        let json = Bytes::from_static(b"psst, listen");
        let batch = Batch::new(RoomId::MIN, &[Event { aside, ..Event::new(EventNumber(1), json) }]);
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
