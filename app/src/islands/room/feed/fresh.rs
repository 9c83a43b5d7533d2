//! A page that is read afresh, after a gap or for its end, and shown when it is not older than what was told.

use std::time::Duration;

use domain::{
    Timeline,
    view::{Anchor, MessagePage},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::talk::{Talk, ends},
    Feed, Veil,
};
use crate::calls::messages;

/// Pages are not read afresh more often than this.
const RELOAD_PAUSE: Duration = Duration::from_secs(1);

impl Talk {
    /// See [`Talk::to_newest`].
    pub fn jump_to_newest(self) {
        if self.timeline.with_untracked(Timeline::newer) {
            if let Some(feed) = self.feed.get_value() {
                feed.read_afresh(Anchor::Newest, true);
            }
        } else if let Some(scroller) = self.scroll_box() {
            spawn_local(async move {
                leptos::task::tick().await;
                scroller.to_end();
                self.look_around();
            });
        }
    }
}

impl Feed {
    /// Reads the page afresh, where the reader is.
    pub(super) fn reload(&self) {
        let talk = self.0.talk;
        talk.refresh();
        let anchor = if talk.notice_end() && !talk.timeline.with_untracked(Timeline::newer) {
            Anchor::Newest
        } else {
            talk.timeline.with_untracked(Timeline::last).map_or(Anchor::Newest, Anchor::Around)
        };
        self.read_afresh(anchor, false);
    }

    fn read_afresh(&self, anchor: Anchor, to_end: bool) {
        if to_end {
            self.0.to_end.set(true);
        }
        if self.0.reloading.replace(true) {
            self.0.reload_again.set(true);
            return;
        }
        let feed = self.clone();
        spawn_local(async move {
            let talk = feed.0.talk;
            let room = talk.room.to_string();
            let mut answer = messages(room.clone(), anchor).await;
            if anchor != Anchor::Newest && answer.as_ref().is_err_and(|error| !ends(error)) {
                answer = messages(room, Anchor::Newest).await;
            }
            match answer {
                Ok(page) => feed.adopt(page),
                Err(error) if ends(&error) => talk.end(error),
                Err(_) => feed.cut(),
            }
            let again = feed.clone();
            set_timeout(
                move || {
                    again.0.reloading.set(false);
                    if again.0.reload_again.take() && again.0.live.borrow().is_some() {
                        again.reload();
                    }
                },
                RELOAD_PAUSE,
            );
        });
    }

    /// Takes a page that was read afresh: when the feed has caught up with it, or at once when there is no feed that
    /// could tell what has changed since.
    fn adopt(&self, page: MessagePage) {
        let state = &self.0;
        state.fresh.replace(Some(Timeline::new(page)));
        let live = state.live.borrow().clone();
        let asked = live.is_some_and(|live| live.watch());
        if asked || state.veil.get() != Veil::Off {
            return;
        }
        self.show_fresh();
    }

    /// Shows the page that was read afresh, if there is one.
    pub(super) fn show_fresh(&self) {
        if let Some(fresh) = self.0.fresh.take() {
            self.show(fresh);
        }
    }

    /// Shows a page that was read afresh in place of what was there.
    pub(super) fn show(&self, fresh: Timeline) {
        let talk = self.0.talk;
        talk.window.update_value(|window| *window += 1);
        talk.change(|timeline| {
            *timeline = fresh;
            (true, ())
        });
        // What was removed unseen is not in the page that was read, or is a tombstone there.
        talk.timeline.with_untracked(|timeline| talk.stop_editing(|id| timeline.has_lost(id)));
        talk.timeline.with_untracked(|timeline| {
            talk.not_unseen(|id| timeline.get(id).is_none() && timeline.has_lost(id));
        });
        if self.0.to_end.take() {
            talk.jump_to_newest();
        }
    }
}
