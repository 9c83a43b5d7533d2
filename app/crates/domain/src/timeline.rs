//! The messages of an open room as a reducer: events go in, what to show comes out.
//!
//! `apply` is pure and idempotent, ignores what it has seen, and asks for a fresh page when a number is missing. What
//! was removed while a page was on its way never comes back with that page: removals are remembered and win.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Event, EventKind, EventNumber, MessageId,
    view::{Body, MessagePage, MessageView, QuoteText, Tombstone},
};

/// What came of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// Something to show changed.
    Changed,
    /// Nothing to show changed, or it was seen before.
    Same,
    /// An event is missing, or many messages came at once: read the page afresh.
    Reload,
}

/// A window on the messages of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    head: EventNumber,
    messages: BTreeMap<MessageId, MessageView>,
    older: bool,
    newer: bool,
    deleted: BTreeSet<MessageId>,
    redacted: BTreeMap<MessageId, Tombstone>,
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

    /// Takes in what happened.
    pub fn apply(&mut self, event: &Event) -> Applied {
        if event.number <= self.head {
            return Applied::Same;
        }
        if event.number > self.head.next() {
            return Applied::Reload;
        }
        self.head = event.number;
        match &event.kind {
            EventKind::Sent { message } if self.newer => {
                // Outside the window: it comes with the page that is loaded on the way to the end.
                let _ = message;
                Applied::Same
            }
            EventKind::Sent { message } => self.put(message.clone()),
            EventKind::Edited { message } => self.edit(message),
            EventKind::Redacted { message, tombstone } => self.redact(*message, tombstone),
            EventKind::Deleted { message, .. } => self.delete(*message),
            EventKind::Purged { through, .. } => self.purge(*through),
            EventKind::Imported => Applied::Reload,
            EventKind::RoleChanged { .. }
            | EventKind::Renamed { .. }
            | EventKind::Archived { .. }
            | EventKind::PolicyChanged { .. }
            | EventKind::Gone => Applied::Same,
        }
    }

    fn take(&mut self, messages: Vec<MessageView>) {
        for message in messages {
            self.put(message);
        }
    }

    /// Puts a message in its place, unless what is known of it is newer.
    fn put(&mut self, mut message: MessageView) -> Applied {
        let id = message.id;
        if self.purged_through.is_some_and(|through| id <= through) || self.deleted.contains(&id) {
            return Applied::Same;
        }
        if let Some(tombstone) = self.redacted.get(&id)
            && !message.is_tombstone()
        {
            message.body = Body::Redacted(tombstone.clone());
            message.reply_to = None;
            message.revision += 1;
        }
        if self.messages.get(&id).is_some_and(|known| known.revision >= message.revision) {
            return Applied::Same;
        }
        if let Some(quote) = message.reply_to.as_mut()
            && (self.purged_through.is_some_and(|through| quote.id <= through)
                || self.deleted.contains(&quote.id)
                || self.redacted.contains_key(&quote.id))
        {
            quote.shown = None;
        }
        self.messages.insert(id, message);
        Applied::Changed
    }

    /// Changes a message that is in the window, and the quotes of it, which may be there without it.
    fn edit(&mut self, message: &MessageView) -> Applied {
        let known = self.messages.contains_key(&message.id);
        let mut applied = if known { self.put(message.clone()) } else { Applied::Same };
        // What is in the window may be newer than the event.
        let Body::Text(text) = &self.messages.get(&message.id).unwrap_or(message).body else { return applied };
        let excerpt = QuoteText::excerpt(text);
        let quotes = self.messages.values_mut().filter_map(|answer| answer.reply_to.as_mut());
        for shown in quotes.filter(|quote| quote.id == message.id).filter_map(|quote| quote.shown.as_mut()) {
            if shown.excerpt != excerpt {
                shown.excerpt.clone_from(&excerpt);
                applied = Applied::Changed;
            }
        }
        applied
    }

    fn redact(&mut self, id: MessageId, tombstone: &Tombstone) -> Applied {
        self.redacted.insert(id, tombstone.clone());
        let quoted = self.unquote(|quoted| quoted == id);
        match self.messages.get_mut(&id) {
            Some(message) if !message.is_tombstone() => {
                message.body = Body::Redacted(tombstone.clone());
                message.reply_to = None;
                message.revision += 1;
                Applied::Changed
            }
            Some(_) | None => quoted,
        }
    }

    fn delete(&mut self, id: MessageId) -> Applied {
        self.deleted.insert(id);
        let quoted = self.unquote(|quoted| quoted == id);
        if self.messages.remove(&id).is_some() { Applied::Changed } else { quoted }
    }

    fn purge(&mut self, through: MessageId) -> Applied {
        self.purged_through = self.purged_through.max(Some(through));
        let before = self.messages.len();
        self.messages.retain(|id, _| *id > through);
        self.older = false;
        let quoted = self.unquote(|quoted| quoted <= through);
        if self.messages.len() < before { Applied::Changed } else { quoted }
    }

    /// Empties the quotes of removed messages.
    fn unquote(&mut self, removed: impl Fn(MessageId) -> bool) -> Applied {
        let mut applied = Applied::Same;
        for message in self.messages.values_mut() {
            if let Some(quote) = message.reply_to.as_mut().filter(|quote| removed(quote.id))
                && quote.shown.take().is_some()
            {
                applied = Applied::Changed;
            }
        }
        applied
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        Timestamp, UserId,
        view::{PersonRef, Quote, RemovedBy},
    };

    fn id(n: u32) -> MessageId {
        MessageId::at(Timestamp::from_millis(i64::from(n) + 1), 0)
    }

    fn message(n: u32, text: &str) -> MessageView {
        MessageView {
            id: id(n),
            sender: PersonRef { id: UserId::from_raw(7), name: "Ana".into() },
            body: Body::Text(text.into()),
            reply_to: None,
            edited_at: None,
            revision: 1,
            extra: None,
        }
    }

    fn reply(n: u32, to: u32) -> MessageView {
        let shown = Some(QuoteText { sender: "Ana".into(), excerpt: format!("secret {to}") });
        MessageView { reply_to: Some(Quote { id: id(to), shown }), ..message(n, "reply") }
    }

    fn page(messages: Vec<MessageView>, head: u64) -> MessagePage {
        MessagePage { messages, older: false, newer: false, head: EventNumber(head) }
    }

    fn event(number: u64, kind: EventKind) -> Event {
        Event { number: EventNumber(number), at: Timestamp::from_millis(9), kind }
    }

    fn redacted(n: u32) -> EventKind {
        let tombstone = Tombstone { by: RemovedBy::Moderator, at: Timestamp::from_millis(9), reason: None };
        EventKind::Redacted { message: id(n), tombstone }
    }

    fn deleted(n: u32) -> EventKind {
        EventKind::Deleted { message: id(n), by: RemovedBy::Moderator, reason: None }
    }

    #[test]
    fn a_removal_takes_the_message_and_its_quotes() {
        let mut timeline = Timeline::new(page(vec![message(1, "secret 1"), reply(2, 1)], 5));
        assert_eq!(timeline.apply(&event(6, deleted(1))), Applied::Changed);
        assert_eq!(timeline.messages().len(), 1);
        assert!(timeline.get(id(2)).unwrap().reply_to.as_ref().unwrap().shown.is_none());
    }

    #[test]
    fn an_edit_changes_the_quotes_too_and_brings_none_back() {
        let edited = |text: &str, revision| EventKind::Edited { message: MessageView { revision, ..message(1, text) } };
        let excerpt = |timeline: &Timeline| {
            let quote = timeline.get(id(2)).and_then(|answer| answer.reply_to.clone());
            quote.and_then(|quote| quote.shown).map(|shown| shown.excerpt)
        };
        let mut timeline = Timeline::new(page(vec![message(1, "secret 1"), reply(2, 1)], 5));
        assert_eq!(timeline.apply(&event(6, edited("mild\nwords", 2))), Applied::Changed);
        assert_eq!(excerpt(&timeline).as_deref(), Some("mild words"));
        let mut without = Timeline::new(page(vec![reply(2, 1)], 5));
        assert_eq!(without.apply(&event(6, edited("mild", 2))), Applied::Changed);
        assert_eq!((excerpt(&without).as_deref(), without.messages().len()), (Some("mild"), 1));
        without.apply(&event(7, redacted(1)));
        without.apply(&event(8, edited("again", 3)));
        assert_eq!(excerpt(&without), None);
    }

    #[test]
    fn a_page_that_was_on_its_way_does_not_bring_a_removed_message_back() {
        let mut timeline = Timeline::new(page(vec![message(3, "c")], 5));
        timeline.apply(&event(6, deleted(1)));
        timeline.apply(&event(7, redacted(2)));
        timeline.extend_older(page(vec![message(1, "secret"), message(2, "secret")], 5), 100);
        assert!(timeline.get(id(1)).is_none());
        assert!(timeline.get(id(2)).unwrap().is_tombstone());
    }

    #[test]
    fn a_missing_number_asks_for_a_fresh_page() {
        let mut timeline = Timeline::new(page(vec![], 5));
        assert_eq!(timeline.apply(&event(7, EventKind::Gone)), Applied::Reload);
        assert_eq!(timeline.head(), EventNumber(5));
    }

    #[test]
    fn what_comes_after_a_purge_stays() {
        let mut timeline = Timeline::new(page(vec![message(1, "a"), message(2, "b"), message(3, "c")], 0));
        timeline.apply(&event(1, EventKind::Purged { through: id(2), count: 2, reason: None }));
        assert_eq!(timeline.messages().map(|m| m.id).collect::<Vec<_>>(), vec![id(3)]);
    }

    #[test]
    fn a_window_away_from_the_end_does_not_grow() {
        let mut timeline = Timeline::new(MessagePage { newer: true, ..page(vec![message(1, "a")], 0) });
        assert_eq!(timeline.apply(&event(1, EventKind::Sent { message: message(9, "z") })), Applied::Same);
        assert_eq!(timeline.messages().len(), 1);
    }

    fn kinds() -> impl Strategy<Value = Vec<EventKind>> {
        let one = (0u32..12, 0u8..6).prop_map(|(n, what)| match what {
            0 | 1 => EventKind::Sent { message: message(n, "text") },
            2 => EventKind::Edited { message: MessageView { revision: 2, ..message(n, "edited") } },
            3 => redacted(n),
            4 => deleted(n),
            _ => EventKind::Purged { through: id(n / 3), count: 1, reason: None },
        });
        prop::collection::vec(one, 1..40)
    }

    proptest! {
        /// Repeating events changes nothing, and nothing removed is ever shown again.
        #[test]
        fn repeated_events_change_nothing(kinds in kinds(), repeats in prop::collection::vec(0usize..40, 0..40)) {
            let events: Vec<Event> = kinds.into_iter().zip(1..).map(|(kind, n)| event(n, kind)).collect();
            let mut once = Timeline::new(page(vec![], 0));
            events.iter().for_each(|event| { once.apply(event); });
            let mut again = Timeline::new(page(vec![], 0));
            for (index, event) in events.iter().enumerate() {
                again.apply(event);
                for repeat in &repeats {
                    if *repeat <= index {
                        prop_assert_eq!(again.apply(&events[*repeat]), Applied::Same);
                    }
                }
            }
            prop_assert_eq!(&once, &again);
            for removed in once.deleted.iter() {
                prop_assert!(once.get(*removed).is_none());
            }
            for (redacted, _) in once.redacted.iter() {
                prop_assert!(once.get(*redacted).is_none_or(MessageView::is_tombstone));
            }
        }
    }
}
