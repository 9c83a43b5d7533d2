//! What becomes of a window as something happens in its room.

use super::Timeline;
use crate::{
    Event, EventKind, MessageId,
    view::{Body, MessageView, QuoteText, Tombstone},
};

/// Edits that are remembered at the most, for pages that are on their way: those of the newest messages.
const EDITS_MAX: usize = 200;

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

impl Timeline {
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

    pub(super) fn take(&mut self, messages: Vec<MessageView>) {
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
        if let Some(edited) = self.edited.get(&id).filter(|edited| edited.revision > message.revision) {
            message = edited.clone();
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
        if let Some(quote) = message.reply_to.as_mut()
            && let Some(Body::Text(text)) = self.edited.get(&quote.id).map(|edited| &edited.body)
            && let Some(shown) = quote.shown.as_mut()
        {
            shown.excerpt = QuoteText::excerpt(text);
        }
        self.messages.insert(id, message);
        Applied::Changed
    }

    /// Changes a message that is in the window, and the quotes of it, which may be there without it.
    fn edit(&mut self, message: &MessageView) -> Applied {
        if !self.redacted.contains_key(&message.id) {
            self.edited.insert(message.id, message.clone());
            if self.edited.len() > EDITS_MAX {
                self.edited.pop_first();
            }
        }
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
        self.edited.remove(&id);
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
        self.edited.remove(&id);
        let quoted = self.unquote(|quoted| quoted == id);
        if self.messages.remove(&id).is_some() { Applied::Changed } else { quoted }
    }

    fn purge(&mut self, through: MessageId) -> Applied {
        self.purged_through = self.purged_through.max(Some(through));
        let before = self.messages.len();
        // What is older than the window is gone only where the purge reaches into it.
        if self.first().is_none_or(|first| first <= through) {
            self.older = false;
        }
        self.messages.retain(|id, _| *id > through);
        self.edited.retain(|id, _| *id > through);
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
