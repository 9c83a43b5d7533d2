//! A feed opens with its room, closes with it, and follows what the browser tells of the line and of the page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{super::talk::Talk, Feed};
use crate::browser::{self, Live};

impl Talk {
    /// Opens the feed, and closes it with the page.
    pub fn open_feed(self) {
        let feed = Feed::new(self);
        self.feed.set_value(Some(feed.clone()));
        let (asking, telling) = (feed.clone(), feed.clone());
        let live = Live::open(self.room, move || asking.since(), move |signal| telling.hear(signal));
        feed.0.live.replace(Some(live.clone()));
        on_cleanup(move || self.close_feed());

        let hurry = || {
            let (live, feed) = (live.clone(), feed.clone());
            move || {
                if live.hurry() && window().navigator().on_line() {
                    feed.veil_until_told();
                }
            }
        };
        browser::listen("online", {
            let hurry = hurry();
            move |_| hurry()
        });
        browser::listen("offline", {
            let feed = feed.clone();
            move |_| feed.cut()
        });
        browser::listen("visibilitychange", {
            let hurry = hurry();
            move |_| {
                if !document().hidden() {
                    hurry();
                }
            }
        });
        browser::listen("submit", {
            let feed = feed.clone();
            move |event| {
                if browser::closest(event.target(), "form[action$='session/sign-out']").is_some() {
                    feed.0.leaving.set(true);
                }
            }
        });
        // A page that the browser keeps for going back is kept with all texts hidden, and shows them when it has
        // caught up: what was removed in the meantime is not painted again, not for a frame.
        browser::listen("pagehide", {
            let feed = feed.clone();
            move |event| {
                if persisted(&event) {
                    feed.veil_until_caught_up();
                    feed.cut();
                }
            }
        });
        browser::listen("pageshow", {
            let hurry = hurry();
            move |event| {
                if persisted(&event) {
                    hurry();
                }
            }
        });
    }

    /// Closes the feed for good.
    pub fn close_feed(self) {
        if let Some(feed) = self.feed.try_update_value(Option::take).flatten() {
            feed.close();
        }
    }

    /// While the feed is cut, what the viewer removed is seen to be gone by reading the page afresh.
    pub fn catch_up_without_feed(self) {
        if let Some(feed) = self.feed.get_value()
            && !feed.0.caught_up.get()
        {
            feed.reload();
        }
    }
}

fn persisted(event: &web_sys::Event) -> bool {
    event.dyn_ref::<web_sys::PageTransitionEvent>().is_some_and(web_sys::PageTransitionEvent::persisted)
}
