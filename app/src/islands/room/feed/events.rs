//! One event: what it does to the messages, and what it changes beside them.

use std::time::Duration;

use domain::{
    Applied, Event, EventKind, Failure, MessageId, Thing, Timeline, Verb, limits,
    view::{Body, MessagePage, Tombstone},
};
use leptos::prelude::*;

use super::{
    super::{address::Removal, talk::SAID_AGAIN},
    Feed,
    said::words,
};
use crate::calls::CallError;

/// Members are not counted again more often than this.
const COUNT_PAUSE: Duration = Duration::from_secs(1);
/// How many may be looking on for each such time that somebody waits at the most.
const COUNTED_AT_ONCE: f64 = 25.0;

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
        let at_end = talk.notice_end();
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
            talk.said.update(|said| {
                let again = *said == words;
                *said = words;
                if again {
                    said.push(SAID_AGAIN);
                }
            });
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
                    talk.unseen.update(|unseen| unseen.push(message.id));
                }
            }
            EventKind::Redacted { message, tombstone } => {
                self.change_dialog(|id| id == *message, Some(tombstone));
                talk.stop_editing(|id| id == *message);
            }
            EventKind::Deleted { message, .. } => {
                count(-1);
                talk.not_unseen(|id| id == *message);
                self.change_dialog(|id| id == *message, None);
                talk.stop_editing(|id| id == *message);
            }
            EventKind::Purged { through, count: gone, .. } => {
                count(-i64::try_from(*gone).unwrap_or(i64::MAX));
                talk.not_unseen(|id| id <= *through);
                self.change_dialog(|id| id <= *through, None);
                talk.stop_editing(|id| id <= *through);
            }
            EventKind::RoleChanged { user, .. } => {
                // What others have said between themselves comes or goes with it.
                if talk.viewer.with_value(|viewer| viewer.id == *user) {
                    self.reload();
                } else {
                    self.count_members();
                }
            }
            EventKind::Renamed { name } => {
                talk.view.update(|view| view.summary.name.clone_from(name));
                talk.follow_name();
            }
            EventKind::Archived { .. } => talk.refresh(),
            EventKind::PolicyChanged { reason_required } => {
                talk.view.update(|view| view.reason_required = *reason_required);
            }
            EventKind::Edited { .. } | EventKind::Imported | EventKind::Gone => {}
        }
    }

    /// Asks how many members there are by now: an event does not say whether it is one more. Asked once for all who come
    /// and go within a moment, which is longer the more may be looking on: all of them together ask some dozens of times a
    /// second at the most.
    fn count_members(&self) {
        if self.0.counting.replace(true) {
            return;
        }
        let feed = self.clone();
        let members = self.0.talk.view.with_untracked(|view| view.summary.members) as f64;
        let pause = COUNT_PAUSE.mul_f64(1.0 + js_sys::Math::random() * members / COUNTED_AT_ONCE);
        set_timeout(
            move || {
                feed.0.counting.set(false);
                if feed.0.live.borrow().is_some() {
                    feed.0.talk.refresh();
                }
            },
            pause,
        );
    }

    /// An open dialog shows nothing any longer of what has just gone: a message, or its content, of which the tombstone is
    /// left. What was filled in stays as long as there is something to confirm.
    fn change_dialog(&self, gone: impl Fn(MessageId) -> bool, tombstone: Option<&Tombstone>) {
        let talk = self.0.talk;
        let Some(Removal { verb, message }) = talk.address.with_untracked(|address| address.removal) else { return };
        // One's own removal is on its way out anyway.
        if talk.removing.get_value() {
            return;
        }
        match (message, tombstone) {
            // How many are left for a purge, and which event stands for that, the server knows.
            (None, None) => talk.ask_preview(),
            (None, Some(_)) => {}
            (Some(id), _) if !gone(id) => {}
            (Some(_), Some(tombstone)) if verb == Verb::Delete => talk.plan.update(|plan| {
                if let Some(message) = plan.as_mut().and_then(|plan| plan.message.as_mut()) {
                    message.body = Body::Redacted(tombstone.clone());
                }
            }),
            // Who was quicker, the server says.
            (Some(_), Some(_)) => {
                talk.preview.set(None);
                talk.ask_preview();
                talk.slow.set(true);
            }
            (Some(_), None) => {
                talk.forget_preview();
                talk.preview.set(Some(Err(CallError::Refused(Failure::NotFound(Thing::Message)))));
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
