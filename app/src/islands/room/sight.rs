//! What the reader has in sight: the element that scrolls, what is about to come into it, and where the focus goes when a
//! message is gone. Browser only.

use domain::MessageId;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::talk::{Talk, row_id};
use crate::browser::{self, Scroller};

impl Talk {
    /// The element that scrolls, if it is in the page.
    pub fn scroll_box(self) -> Option<Scroller> {
        let element = self.scroller.try_get_untracked().flatten()?;
        Some(Scroller(element.unchecked_into()))
    }

    /// Whether the reader is at the end. The browser tells of scrolling a moment later: what comes in that moment asks here.
    pub fn notice_end(self) -> bool {
        let before = self.at_end.get_untracked();
        let end = self.scroll_box().map_or(before, |scroller| scroller.at_end());
        if end != before {
            self.at_end.set(end);
        }
        end
    }

    /// Loads what is about to come into sight, and notices whether the reader is at the end.
    pub fn look_around(self) {
        let Some(scroller) = self.scroll_box() else { return };
        let (older, newer) = self.timeline.with_untracked(|timeline| (timeline.older(), timeline.newer()));
        let end = self.notice_end();
        if end && !newer && !self.unseen.with_untracked(Vec::is_empty) {
            self.unseen.set(Vec::new());
        }
        if self.stuck.with_untracked(Option::is_some) {
            return;
        }
        let near = scroller.height();
        if older && scroller.above() < near {
            self.load_older();
        } else if newer && scroller.below() < near {
            self.load_newer();
        }
    }
}

impl Talk {
    /// Forgets those of the unseen messages that are gone.
    pub fn not_unseen(self, gone: impl Fn(MessageId) -> bool) {
        if self.unseen.with_untracked(|unseen| unseen.iter().any(|id| gone(*id))) {
            self.unseen.update(|unseen| unseen.retain(|id| !gone(*id)));
        }
    }
}

/// Focuses a message's row, or the one nearest to where it stood, or the list.
pub fn focus_near(talk: Talk, message: MessageId) {
    let ids: Option<Vec<MessageId>> =
        talk.timeline.try_with_untracked(|timeline| timeline.messages().map(|message| message.id).collect());
    let Some(ids) = ids else { return };
    let at = ids.partition_point(|id| *id < message);
    let near = ids[at..].iter().chain(ids[..at].iter().rev());
    let found =
        browser::focus(&format!("actions-{message}")) || near.into_iter().any(|id| browser::focus(&row_id(*id)));
    if !found && let Some(scroller) = talk.scroll_box() {
        scroller.0.focus().ok();
    }
}
