//! The messages that are loaded: more of them at either end, and one's own in its place, without moving what the reader
//! reads.

use domain::{
    Timeline, limits,
    view::{Anchor, MessagePage, MessageView},
};
use leptos::{prelude::*, task::spawn_local};

use super::{Talk, ends};
use crate::calls::messages;

impl Talk {
    /// Changes the messages without moving what the reader reads. `act` also says whether anything did change.
    pub fn change<T>(self, act: impl FnOnce(&mut Timeline) -> (bool, T)) -> Option<T> {
        #[cfg(feature = "hydrate")]
        let place = {
            let follow = self.timeline.with_untracked(|timeline| !timeline.newer());
            self.scroll_box().map(|scroller| crate::browser::Place::note(scroller, follow))
        };
        let mut changed = false;
        let answer = self.timeline.try_maybe_update(|timeline| {
            let (did, answer) = act(timeline);
            changed = did;
            (did, answer)
        });
        #[cfg(feature = "hydrate")]
        if changed && let Some(place) = place {
            spawn_local(async move {
                // The rows are brought up to date in this turn, before anything is painted.
                leptos::task::tick().await;
                place.restore();
                self.look_around();
            });
        }
        answer
    }

    /// Loads messages before the window.
    pub fn load_older(self) {
        let Some(first) = self.timeline.with_untracked(|timeline| timeline.first().filter(|_| timeline.older())) else {
            return;
        };
        self.load(Anchor::Before(first), |timeline, page| {
            timeline.extend_older(page, limits::TIMELINE_MESSAGES_MAX);
        });
    }

    /// Loads messages behind the window.
    pub fn load_newer(self) {
        let Some(last) = self.timeline.with_untracked(|timeline| timeline.last().filter(|_| timeline.newer())) else {
            return;
        };
        self.load(Anchor::After(last), |timeline, mut page| {
            // What was sent since the page was read went by outside the window: there is more to load.
            page.newer |= page.head < timeline.head();
            timeline.extend_newer(page, limits::TIMELINE_MESSAGES_MAX);
        });
    }

    fn load(self, anchor: Anchor, take: fn(&mut Timeline, MessagePage)) {
        if self.loading.get_value() {
            return;
        }
        self.loading.set_value(true);
        spawn_local(async move {
            let answer = messages(self.room.to_string(), anchor).await;
            // The page may be another by now.
            if self.loading.try_set_value(false).is_some() {
                return;
            }
            match answer {
                Ok(page) => {
                    self.stuck.set(None);
                    self.change(|timeline| (true, take(timeline, page)));
                }
                Err(error) if ends(&error) => self.end(error),
                Err(error) => self.stuck.set(Some(error)),
            }
        });
    }

    /// Puts what the viewer has just sent in its place, and goes there; the feed brings it too.
    pub fn take(self, message: MessageView) {
        if self.timeline.with_untracked(|timeline| !timeline.newer()) {
            self.put(message);
        }
        self.to_newest();
    }

    /// Puts what the viewer has just changed in its place; the feed brings it too.
    pub fn put(self, message: MessageView) {
        self.change(|timeline| {
            let newer = timeline.newer();
            let page = MessagePage { messages: vec![message], older: timeline.older(), newer, head: timeline.head() };
            timeline.extend_newer(page, limits::TIMELINE_MESSAGES_MAX);
            (true, ())
        });
    }

    /// Scrolls to the newest message, and loads it first if it is not in the window.
    pub fn to_newest(self) {
        #[cfg(feature = "hydrate")]
        self.jump_to_newest();
    }
}
