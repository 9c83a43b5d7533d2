//! The messages that are loaded: more of them at either end, and one's own in its place, without moving what the reader
//! reads.

use domain::{
    Timeline, limits,
    view::{Anchor, MessagePage, MessageView},
};
use leptos::{prelude::*, task::spawn_local};

use super::{Talk, ends};
use crate::calls::messages;
#[cfg(feature = "hydrate")]
use crate::islands::room::address::Address;

impl Talk {
    /// Changes the messages without moving what the reader reads. `act` also says whether anything did change.
    pub fn change<T>(self, act: impl FnOnce(&mut Timeline) -> (bool, T)) -> Option<T> {
        self.change_rows(false, act)
    }

    /// Likewise; with `fade` the places of the rows that go fade.
    pub fn change_rows<T>(self, fade: bool, act: impl FnOnce(&mut Timeline) -> (bool, T)) -> Option<T> {
        #[cfg(feature = "hydrate")]
        let place = self.note_place();
        #[cfg(not(feature = "hydrate"))]
        let _ = fade;
        let mut changed = false;
        let answer = self.timeline.try_maybe_update(|timeline| {
            let (did, answer) = act(timeline);
            changed = did;
            (did, answer)
        });
        #[cfg(feature = "hydrate")]
        if changed {
            self.settle(place, fade);
        }
        answer
    }

    /// Where the reader is before the messages change. Not a part of what is compiled anew for every change.
    #[cfg(feature = "hydrate")]
    fn note_place(self) -> Option<crate::browser::Place> {
        let follow = self.timeline.with_untracked(|timeline| !timeline.newer());
        self.scroll_box().map(|scroller| crate::browser::Place::note(scroller, follow))
    }

    /// Brings the reader back there.
    #[cfg(feature = "hydrate")]
    fn settle(self, place: Option<crate::browser::Place>, fade: bool) {
        let Some(place) = place else { return };
        spawn_local(async move {
            // The rows are brought up to date in this turn, before anything is painted.
            leptos::task::tick().await;
            place.restore(fade);
            self.look_around();
        });
    }

    /// Loads messages before the window.
    pub fn load_older(self) {
        let Some(first) = self.timeline.with_untracked(|timeline| timeline.first().filter(|_| timeline.older())) else {
            return;
        };
        self.load(true, Anchor::Before(first), |timeline, page| {
            timeline.extend_older(page, limits::TIMELINE_MESSAGES_MAX);
        });
    }

    /// Loads messages behind the window.
    pub fn load_newer(self) {
        let Some(last) = self.timeline.with_untracked(|timeline| timeline.last().filter(|_| timeline.newer())) else {
            return;
        };
        self.load(false, Anchor::After(last), |timeline, mut page| {
            // What was sent since the page was read went by outside the window: there is more to load.
            page.newer |= page.head < timeline.head();
            timeline.extend_newer(page, limits::TIMELINE_MESSAGES_MAX);
        });
    }

    fn load(self, older: bool, anchor: Anchor, take: fn(&mut Timeline, MessagePage)) {
        if self.loading.with_untracked(Option::is_some) {
            return;
        }
        self.loading.set(Some(older));
        let window = self.window.get_value();
        spawn_local(async move {
            let answer = messages(self.room.to_string(), anchor).await;
            // The page may be another by now.
            if self.loading.try_set(None).is_some() {
                return;
            }
            match answer {
                Ok(_) if self.window.get_value() != window => self.look_on(),
                Ok(page) => {
                    self.stuck.set(None);
                    self.change(|timeline| (true, take(timeline, page)));
                }
                Err(error) if ends(&error) => self.end(error),
                Err(error) => self.stuck.set(Some(error)),
            }
        });
    }

    /// Loads what is missing around the reader.
    fn look_on(self) {
        #[cfg(feature = "hydrate")]
        self.look_around();
    }

    /// Puts what the viewer has just sent in its place, and goes there; the feed brings it too. It belongs to the window
    /// of which it was asked for.
    pub fn take(self, message: MessageView, window: u32) {
        if self.timeline.with_untracked(|timeline| !timeline.newer()) {
            self.put(message, window);
        }
        self.to_newest();
    }

    /// Puts what the viewer has just changed in its place; likewise.
    pub fn put(self, message: MessageView, window: u32) {
        if self.window.get_value() != window {
            return;
        }
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
        {
            // The address says what is shown.
            if self.address.with_untracked(|address| address.anchor != Anchor::Newest) {
                let newest = self.address.with_untracked(Address::newest);
                self.go(&newest, true);
            }
            self.jump_to_newest();
        }
    }
}
