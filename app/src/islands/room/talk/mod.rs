//! An opened room as state: what the island, its feed and its forms share. Begins with what the server has found; other
//! messages are another page. Afterwards changed by events only. Never decides who may do what.

mod answers;
mod done;
mod moves;
mod preview;
mod room;
mod window;

use domain::{
    MessageId, RoomId, Timeline,
    view::{MessageView, RemovalView, RoomView, Viewer},
};
use leptos::{html, prelude::*};

pub use self::{
    answers::{ends, hopeless},
    done::Done,
    preview::nothing_left,
};
use super::{Opened, address::Address};
use crate::{calls::CallError, parts::Query};

/// An opened room.
#[derive(Clone, Copy)]
pub struct Talk {
    /// Which.
    pub room: RoomId,
    /// Who is looking.
    pub viewer: StoredValue<Viewer>,
    /// The address.
    pub address: RwSignal<Address>,
    /// Whether the removal in the address can be made, once the server has answered: what decides which dialog is drawn.
    pub preview: RwSignal<Option<Result<(), CallError>>>,
    /// What it would do. Changes while the dialog is open, and the dialog with it, which keeps what was filled in.
    pub plan: RwSignal<Option<RemovalView>>,
    /// What has changed while the dialog was open, in a sentence.
    pub news: RwSignal<String>,
    /// Why the room is closed to the viewer, once it is.
    pub ended: RwSignal<Option<CallError>>,
    /// The call that a plain form has posted to, and why it was refused.
    pub refused: StoredValue<Option<(String, CallError)>>,
    /// What is known of the room.
    pub view: RwSignal<RoomView>,
    /// The messages.
    pub timeline: RwSignal<Timeline>,
    /// Whether the WASM has taken over: until then everything reads as the server drew it.
    pub hydrated: RwSignal<bool>,
    /// Whether the reader is at the newest message that is loaded.
    pub at_end: RwSignal<bool>,
    /// Messages that came while the reader was elsewhere.
    pub unseen: RwSignal<Vec<MessageId>>,
    /// Whether the feed is cut.
    pub cut: RwSignal<bool>,
    /// What the live region says.
    pub said: RwSignal<String>,
    /// What the status line says.
    pub done: RwSignal<Option<Done>>,
    /// The text of the message that is being changed, as far as it was changed. Never kept longer than it is in the address.
    pub changing: StoredValue<String>,
    /// What lies in folds that stand open.
    pub unfolded: StoredValue<Vec<MessageId>>,
    /// Whether a removal is on its way.
    pub removing: StoredValue<bool>,
    /// Why more messages could not be loaded.
    pub stuck: RwSignal<Option<CallError>>,
    /// The element that scrolls.
    pub scroller: NodeRef<html::Div>,
    /// Whether more messages are on their way: older ones, or newer ones.
    pub loading: RwSignal<Option<bool>>,
    /// Counts how often the messages were replaced: what was asked for before belongs to a window that is gone, and knows
    /// nothing of what was removed since.
    pub window: StoredValue<u32>,
    /// Whether the answer about a removal is long in coming.
    pub slow: RwSignal<bool>,
    /// Counts what was asked about removals.
    #[cfg(feature = "hydrate")]
    asked: StoredValue<u32>,
    #[cfg(feature = "hydrate")]
    pub(super) feed: StoredValue<Option<super::feed::Feed>, LocalStorage>,
}

impl Talk {
    /// Begins with what the server answered.
    pub fn new(opened: Opened) -> Self {
        let Opened { room, search, viewer, view, page, preview, refused, .. } = opened;
        let (preview, plan) = match preview {
            Some(Ok(plan)) => (Some(Ok(())), Some(plan)),
            Some(Err(error)) => (Some(Err(error)), None),
            None => (None, None),
        };
        Self {
            room: view.summary.id,
            viewer: StoredValue::new(viewer),
            address: RwSignal::new(Address::read(room, &Query::read(&search))),
            preview: RwSignal::new(preview),
            plan: RwSignal::new(plan),
            news: RwSignal::new(String::new()),
            ended: RwSignal::new(None),
            refused: StoredValue::new(refused),
            view: RwSignal::new(view),
            timeline: RwSignal::new(Timeline::new(page)),
            hydrated: RwSignal::new(false),
            at_end: RwSignal::new(true),
            unseen: RwSignal::new(Vec::new()),
            cut: RwSignal::new(false),
            said: RwSignal::new(String::new()),
            done: RwSignal::new(None),
            changing: StoredValue::new(String::new()),
            unfolded: StoredValue::new(Vec::new()),
            removing: StoredValue::new(false),
            stuck: RwSignal::new(None),
            scroller: NodeRef::new(),
            loading: RwSignal::new(None),
            window: StoredValue::new(0),
            slow: RwSignal::new(false),
            #[cfg(feature = "hydrate")]
            asked: StoredValue::new(0),
            #[cfg(feature = "hydrate")]
            feed: StoredValue::new_local(None),
        }
    }

    /// Whether the viewer may remove messages, as far as the page knows.
    pub fn moderates(self) -> bool {
        self.view.with(|view| view.controls.moderate)
    }

    /// Whether the viewer may write, as far as the page knows.
    pub fn writes(self) -> bool {
        self.view.with(|view| view.controls.send && !view.summary.archived)
    }

    /// Whether a message is the viewer's own.
    pub fn own(self, message: &MessageView) -> bool {
        self.viewer.with_value(|viewer| viewer.id == message.sender.id)
    }

    /// Why a plain form that posted to `path` was refused.
    pub fn refusal(self, path: &str) -> Option<CallError> {
        self.refused.with_value(|refused| refused.as_ref().filter(|(to, _)| to == path).map(|(_, error)| error.clone()))
    }
}

/// What tells a sentence from the same one said before: a live region speaks only when its text changes.
pub const SAID_AGAIN: char = '\u{a0}';

/// The id of a message's row in the page.
pub fn row_id(message: MessageId) -> String {
    format!("m-{message}")
}
