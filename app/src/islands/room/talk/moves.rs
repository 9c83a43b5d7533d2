//! Moves within the room: the address changes, the messages stay.

#[cfg(feature = "hydrate")]
use domain::MessageId;
#[cfg(feature = "hydrate")]
use leptos::prelude::*;

use super::Talk;
#[cfg(feature = "hydrate")]
use super::{super::address::Address, Done};
#[cfg(feature = "hydrate")]
use crate::parts::{Query, STILL_AT_WORK};

impl Talk {
    /// Goes to another address of this room with the same messages: opens a dialog, closes it, begins a reply.
    pub fn go(self, href: &str, replace: bool) {
        #[cfg(feature = "hydrate")]
        crate::browser::visit::go(href, replace);
        #[cfg(not(feature = "hydrate"))]
        let _ = (self, href, replace);
    }

    /// Leaves a dialog for the address without it: back to where it was opened from, if that is the one.
    pub fn leave(self, href: &str) {
        #[cfg(feature = "hydrate")]
        crate::browser::visit::leave(href);
        #[cfg(not(feature = "hydrate"))]
        let _ = (self, href);
    }

    /// Follows the address, whose query is given.
    #[cfg(feature = "hydrate")]
    pub fn arrive(self, search: &str) {
        let address = Address::read(self.room.to_string(), &Query::read(search));
        let before = self.address.with_untracked(|before| before.removal);
        let asked = address.removal;
        self.refused.set_value(None);
        if address.edit != self.address.with_untracked(|before| before.edit) {
            self.changing.set_value(String::new());
        }
        if asked != before {
            if self.removing.get_value() {
                self.done.set(Some(Done::warn(STILL_AT_WORK)));
            }
            self.forget_preview();
            self.plan.set(None);
            self.news.set(String::new());
            self.preview.set(None);
        }
        self.address.set(address);
        if asked != before && asked.is_some() {
            self.ask_preview();
        }
    }

    /// Gives up changing a message that is gone: its text must not stay in the field.
    #[cfg(feature = "hydrate")]
    pub fn stop_editing(self, gone: impl Fn(MessageId) -> bool) {
        let (editing, href) = self.address.with_untracked(|address| (address.edit, address.written()));
        if editing.is_some_and(gone) {
            self.done.set(Some(Done::warn("The message that you were changing was removed.")));
            self.go(&href, true);
        }
    }
}
