//! An opened room as state: what the island, its feed and its forms share. Begins with what the server has found; other
//! messages are another page. Afterwards changed by events only. Never decides who may do what.

use domain::{
    Conflict, Denial, Failure, MessageId, RoomId, Timeline, Verb, limits,
    view::{Anchor, MessagePage, MessageView, OperationView, RemovalView, RoomView, Viewer},
};
use leptos::{html, prelude::*, task::spawn_local};

use super::{Opened, address::Address};
use crate::{
    calls::{CallError, messages, room},
    parts::Query,
};

/// What was just done, for the status line.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// One sentence.
    pub text: String,
    /// Where to see how it goes on.
    pub link: Option<(String, &'static str)>,
    /// `good`, or `warn` when it is not what was wanted.
    pub tone: &'static str,
}

impl Done {
    /// A sentence without a link.
    pub fn say(text: impl Into<String>) -> Self {
        Self { text: text.into(), link: None, tone: "good" }
    }

    /// A sentence about what did not go well.
    pub fn warn(text: impl Into<String>) -> Self {
        Self { tone: "warn", ..Self::say(text) }
    }
}

/// An opened room.
#[derive(Clone, Copy)]
pub struct Talk {
    /// Which.
    pub room: RoomId,
    /// Who is looking.
    pub viewer: StoredValue<Viewer>,
    /// The address.
    pub address: RwSignal<Address>,
    /// What the removal in the address would do, once the server has answered.
    pub preview: RwSignal<Option<Result<RemovalView, CallError>>>,
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
    pub unseen: RwSignal<u32>,
    /// Whether the feed is cut.
    pub cut: RwSignal<bool>,
    /// Whether every text is hidden until the feed has caught up.
    #[cfg(feature = "hydrate")]
    pub veiled: StoredValue<bool>,
    /// What the live region says.
    pub said: RwSignal<String>,
    /// What the status line says.
    pub done: RwSignal<Option<Done>>,
    /// Whether a removal is on its way.
    pub removing: StoredValue<bool>,
    /// Why more messages could not be loaded.
    pub stuck: RwSignal<Option<CallError>>,
    /// The element that scrolls.
    pub scroller: NodeRef<html::Div>,
    loading: StoredValue<bool>,
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
        Self {
            room: view.summary.id,
            viewer: StoredValue::new(viewer),
            address: RwSignal::new(Address::read(room, &Query::read(&search))),
            preview: RwSignal::new(preview),
            ended: RwSignal::new(None),
            refused: StoredValue::new(refused),
            view: RwSignal::new(view),
            timeline: RwSignal::new(Timeline::new(page)),
            hydrated: RwSignal::new(false),
            at_end: RwSignal::new(true),
            unseen: RwSignal::new(0),
            cut: RwSignal::new(false),
            #[cfg(feature = "hydrate")]
            veiled: StoredValue::new(false),
            said: RwSignal::new(String::new()),
            done: RwSignal::new(None),
            removing: StoredValue::new(false),
            stuck: RwSignal::new(None),
            scroller: NodeRef::new(),
            loading: StoredValue::new(false),
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

    /// What was being written here.
    pub fn draft(self) -> String {
        #[cfg(feature = "hydrate")]
        return crate::browser::kept(&self.draft_name());
        #[cfg(not(feature = "hydrate"))]
        String::new()
    }

    /// Remembers what is being written here: it outlives going to other messages, and ends with the tab.
    pub fn keep_draft(self, text: &str) {
        #[cfg(feature = "hydrate")]
        crate::browser::keep(&self.draft_name(), text);
        #[cfg(not(feature = "hydrate"))]
        let _ = text;
    }

    #[cfg(feature = "hydrate")]
    fn draft_name(self) -> String {
        format!("draft-{}", self.room)
    }

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
        if asked != before {
            self.forget_preview();
            self.preview.set(None);
        }
        self.address.set(address);
        if asked != before && asked.is_some() {
            self.ask_preview();
        }
    }

    /// Hides every text until the feed has caught up, or shows them again.
    #[cfg(feature = "hydrate")]
    pub fn veil(self, veiled: bool) {
        self.veiled.set_value(veiled);
        if let Some(html) = document().document_element() {
            let _ = if veiled { html.set_attribute("data-veiled", "") } else { html.remove_attribute("data-veiled") };
        }
    }

    /// Gives up changing a message that is gone: its text must not stay in the field.
    #[cfg(feature = "hydrate")]
    pub fn stop_editing(self, gone: impl Fn(MessageId) -> bool) {
        let (editing, plain) = self.address.with_untracked(|address| (address.edit, address.plain()));
        if editing.is_some_and(gone) {
            self.done.set(Some(Done::warn("The message that you were changing was removed.")));
            self.go(&plain, true);
        }
    }

    /// No longer waits for what a removal would do: whatever answer is on its way is about the past.
    #[cfg(feature = "hydrate")]
    pub fn forget_preview(self) {
        self.asked.update_value(|asked| *asked += 1);
    }

    /// Asks what the removal in the address would do.
    #[cfg(feature = "hydrate")]
    pub fn ask_preview(self) {
        let Some(removal) = self.address.with_untracked(|address| address.removal) else { return };
        let message = removal.message.map(|message| message.to_string()).unwrap_or_default();
        self.forget_preview();
        let this = self.asked.get_value();
        spawn_local(async move {
            let room = self.room.to_string();
            let answer = crate::calls::preview_removal(room, removal.verb.code().to_owned(), message).await;
            // Another dialog may be open by now, or none, or the message may be gone.
            if self.asked.get_value() == this {
                self.preview.set(Some(answer));
            }
        });
    }

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

    /// Asks the server anew what the room is and what the viewer may do there.
    pub fn refresh(self) {
        spawn_local(async move {
            match room(self.room.to_string()).await {
                Ok(view) => {
                    self.view.try_set(view);
                }
                Err(error) if ends(&error) => self.end(error),
                Err(_) => {}
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

    /// The page's end: the room is not the viewer's to see any more. Nothing of it stays.
    pub fn end(self, error: CallError) {
        #[cfg(feature = "hydrate")]
        self.close_feed();
        self.preview.set(None);
        self.ended.set(Some(error));
        let nothing = MessagePage { messages: Vec::new(), older: false, newer: false, head: Default::default() };
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

    /// Says what was removed, and what comes of it.
    pub fn removed(self, operation: &OperationView) {
        let text = match operation.verb {
            Verb::Redact => "Message redacted.".to_owned(),
            Verb::Delete => "Message deleted.".to_owned(),
            Verb::Purge if operation.count == 1 => "1 message purged.".to_owned(),
            Verb::Purge => format!("{} messages purged.", crate::parts::group_digits(operation.count)),
        };
        let link = operation.job.map(|job| (format!("/jobs?job={job}"), "See the job"));
        self.done.set(Some(Done { link, ..Done::say(text) }));
        #[cfg(feature = "hydrate")]
        self.catch_up_without_feed();
    }

    /// Scrolls to the newest message, and loads it first if it is not in the window.
    pub fn to_newest(self) {
        #[cfg(feature = "hydrate")]
        self.jump_to_newest();
    }
}

/// Whether the answer means that the room, or the panel, is closed to the viewer.
pub fn ends(error: &CallError) -> bool {
    error.failure().is_some_and(|failure| {
        matches!(
            failure,
            Failure::SignedOut
                | Failure::Denied(Denial::NotVisible | Denial::Disabled)
                | Failure::NotFound(domain::Thing::Room)
        )
    })
}

/// Whether the answer means that the removal cannot be made by trying again.
pub fn hopeless(error: &CallError) -> bool {
    error.failure().is_some_and(|failure| {
        matches!(
            failure,
            Failure::AlreadyRedacted { .. } | Failure::NotFound(_) | Failure::Conflict(Conflict::KeyReused)
        )
    })
}

/// The id of a message's row in the page.
pub fn row_id(message: MessageId) -> String {
    format!("m-{message}")
}
