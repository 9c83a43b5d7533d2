//! The room itself: what it is now, and that it may be closed to the viewer.

use domain::{Timeline, view::MessagePage};
use leptos::{prelude::*, task::spawn_local};

use super::{Talk, ends};
use crate::calls::{CallError, room};

impl Talk {
    /// Asks the server anew what the room is and what the viewer may do there.
    pub fn refresh(self) {
        spawn_local(async move {
            match room(self.room.to_string()).await {
                Ok(view) => {
                    if self.view.try_set(view).is_none() {
                        self.follow_name();
                    }
                }
                Err(error) if ends(&error) => self.end(error),
                Err(_) => {}
            }
        });
    }

    /// The page's end: the room is not the viewer's to see any more. Nothing of it stays.
    pub fn end(self, error: CallError) {
        #[cfg(feature = "hydrate")]
        self.close_feed();
        self.preview.set(None);
        self.ended.set(Some(error));
        let nothing = MessagePage { messages: Vec::new(), older: false, newer: false, head: Default::default() };
        self.window.update_value(|window| *window += 1);
        self.timeline.set(Timeline::new(nothing));
    }

    /// Asks the server why the page has ended.
    #[cfg(feature = "hydrate")]
    pub fn ask_why(self) {
        spawn_local(async move {
            if let Err(error) = room(self.room.to_string()).await {
                self.ended.set(Some(error));
            }
        });
    }
}
