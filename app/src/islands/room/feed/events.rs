//! One event: what it does to the messages, and what it changes beside them.

use domain::{Applied, Event, EventKind, Failure, MessageId, Thing, Timeline, Verb, limits, view::MessagePage};
use leptos::prelude::*;

use super::{super::address::Removal, Feed, said::words};
use crate::calls::CallError;

impl Feed {
    pub(super) fn event(&self, event: &Event) {
        let talk = self.0.talk;
        if let Some(fresh) = self.0.fresh.borrow_mut().as_mut() {
            // A gap here is filled by the replay that was asked for.
            fresh.apply(event);
        }
        if talk.timeline.with_untracked(|timeline| event.number <= timeline.head()) {
            return;
        }
        let words = talk.timeline.with_untracked(|timeline| words(event, timeline));
        let at_end = talk.at_end.get_untracked();
        let removal = matches!(event.kind, EventKind::Deleted { .. } | EventKind::Purged { .. });
        let applied = talk.change_rows(removal, |timeline| {
            let applied = timeline.apply(event);
            if timeline.messages().len() > limits::TIMELINE_MESSAGES_MAX {
                keep_bounded(timeline, at_end);
            }
            (applied == Applied::Changed, applied)
        });
        if applied == Some(Applied::Reload) {
            if self.0.fresh.borrow().is_none() {
                self.reload();
            }
            return;
        }
        if let Some(words) = words {
            talk.said.set(words);
        }
        self.follow_up(event);
    }

    /// What an event changes beside the messages.
    fn follow_up(&self, event: &Event) {
        let talk = self.0.talk;
        let count = |change: i64| {
            talk.view.update(|view| view.summary.messages = view.summary.messages.saturating_add_signed(change));
        };
        match &event.kind {
            EventKind::Sent { message } => {
                count(1);
                let elsewhere = !talk.at_end.get_untracked() || talk.timeline.with_untracked(Timeline::newer);
                if elsewhere && !talk.own(message) {
                    talk.unseen.update(|unseen| *unseen += 1);
                }
            }
            EventKind::Redacted { message, .. } => {
                self.close_dialog(|id| id == *message);
                talk.stop_editing(|id| id == *message);
            }
            EventKind::Deleted { message, .. } => {
                count(-1);
                self.close_dialog(|id| id == *message);
                talk.stop_editing(|id| id == *message);
            }
            EventKind::Purged { through, count: gone, .. } => {
                count(-i64::try_from(*gone).unwrap_or(i64::MAX));
                self.close_dialog(|id| id <= *through);
                talk.stop_editing(|id| id <= *through);
            }
            EventKind::RoleChanged { user, .. } => {
                // What others have said between themselves comes or goes with it.
                if talk.viewer.with_value(|viewer| viewer.id == *user) {
                    self.reload();
                }
            }
            EventKind::Renamed { name } => talk.view.update(|view| view.summary.name.clone_from(name)),
            EventKind::Archived { .. } => talk.refresh(),
            EventKind::PolicyChanged { reason_required } => {
                talk.view.update(|view| view.reason_required = *reason_required);
            }
            EventKind::Edited { .. } | EventKind::Imported | EventKind::Gone => {}
        }
    }

    /// An open dialog about a message that has just gone must not show it any longer.
    fn close_dialog(&self, gone: impl Fn(MessageId) -> bool) {
        let talk = self.0.talk;
        let Some(Removal { verb, message }) = talk.address.with_untracked(|address| address.removal) else { return };
        let concerns = match message {
            Some(id) => gone(id),
            None => verb == Verb::Purge,
        };
        // One's own removal is on its way out anyway.
        if concerns && !talk.removing.get_value() {
            talk.forget_preview();
            talk.preview.set(Some(Err(CallError::Refused(Failure::NotFound(Thing::Message)))));
            // What stands there instead, or is left, only the server knows.
            if message.is_none()
                || talk.timeline.with_untracked(|timeline| message.is_some_and(|id| timeline.get(id).is_some()))
            {
                talk.ask_preview();
            }
        }
    }
}

/// Lets go of the messages that are farthest from the reader.
fn keep_bounded(timeline: &mut Timeline, at_end: bool) {
    if at_end {
        timeline.trim_oldest(limits::TIMELINE_MESSAGES_MAX);
    } else {
        let nothing = MessagePage { messages: Vec::new(), older: timeline.older(), newer: true, head: timeline.head() };
        timeline.extend_older(nothing, limits::TIMELINE_MESSAGES_MAX);
    }
}
