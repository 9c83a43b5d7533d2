//! The messages of an open room as a reducer: events go in, what to show comes out.
//!
//! `apply` is pure and idempotent, ignores what it has seen, and asks for a fresh page when a number is missing. What
//! was removed or changed while a page was on its way never comes back with that page: what happened is remembered and
//! wins.

mod happening;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use self::happening::Applied;
use crate::{
    EventNumber, MessageId,
    view::{MessagePage, MessageView, Tombstone},
};

/// A window on the messages of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    head: EventNumber,
    messages: BTreeMap<MessageId, MessageView>,
    older: bool,
    newer: bool,
    deleted: BTreeSet<MessageId>,
    redacted: BTreeMap<MessageId, Tombstone>,
    edited: BTreeMap<MessageId, MessageView>,
    purged_through: Option<MessageId>,
}

impl Timeline {
    /// Begins with a page.
    #[must_use]
    pub fn new(page: MessagePage) -> Self {
        let mut timeline = Self {
            head: page.head,
            messages: BTreeMap::new(),
            older: page.older,
            newer: page.newer,
            deleted: BTreeSet::new(),
            redacted: BTreeMap::new(),
            edited: BTreeMap::new(),
            purged_through: None,
        };
        timeline.take(page.messages);
        timeline
    }

    /// The last event it knows of: what to say after "since".
    #[must_use]
    pub const fn head(&self) -> EventNumber {
        self.head
    }

    /// Whether there are older messages to load.
    #[must_use]
    pub const fn older(&self) -> bool {
        self.older
    }

    /// Whether there are newer messages to load: the window does not reach the end.
    #[must_use]
    pub const fn newer(&self) -> bool {
        self.newer
    }

    /// The messages, oldest first.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &MessageView> + ExactSizeIterator {
        self.messages.values()
    }

    /// One message.
    #[must_use]
    pub fn get(&self, id: MessageId) -> Option<&MessageView> {
        self.messages.get(&id)
    }

    /// The message, or where it is not here the one that stands in its place: the next after it, else the last.
    #[must_use]
    pub fn nearest(&self, id: MessageId) -> Option<MessageId> {
        self.messages.range(id..).next().map(|(id, _)| *id).or_else(|| self.last())
    }

    /// Whether a message that stood here has lost its text: it is a tombstone, or not where the window holds all there is.
    #[must_use]
    pub fn has_lost(&self, id: MessageId) -> bool {
        match self.get(id) {
            Some(message) => message.is_tombstone(),
            None => {
                let after_first = !self.older || self.first().is_some_and(|first| first < id);
                let before_last = !self.newer || self.last().is_some_and(|last| id < last);
                after_first && before_last
            }
        }
    }

    /// The oldest message in the window.
    #[must_use]
    pub fn first(&self) -> Option<MessageId> {
        self.messages.keys().next().copied()
    }

    /// The newest message in the window.
    #[must_use]
    pub fn last(&self) -> Option<MessageId> {
        self.messages.keys().next_back().copied()
    }

    /// Puts a page of older messages before the window, and lets go of the newest beyond `max`.
    pub fn extend_older(&mut self, page: MessagePage, max: usize) {
        self.older = page.older;
        self.take(page.messages);
        while self.messages.len() > max && self.messages.pop_last().is_some() {
            self.newer = true;
        }
    }

    /// Puts a page of newer messages behind the window, and lets go of the oldest beyond `max`.
    pub fn extend_newer(&mut self, page: MessagePage, max: usize) {
        self.newer = page.newer;
        self.take(page.messages);
        self.trim_oldest(max);
    }

    /// Lets go of the oldest messages beyond `max`.
    pub fn trim_oldest(&mut self, max: usize) {
        while self.messages.len() > max && self.messages.pop_first().is_some() {
            self.older = true;
        }
    }
}
