//! An opened room as state: what the page, its feed and its forms share. Made anew from what the server answered whenever
//! the address asks for other messages; afterwards changed by events only. Never decides who may do what.

use domain::{
    Conflict, Denial, Failure, MessageId, RoomId, Timeline, Verb, limits,
    view::{Anchor, MessagePage, MessageView, OperationView, RemovalView, RoomView, Viewer},
};
use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::address::Address;
use crate::calls::{CallError, messages, room};

/// What was just done, for the status line.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// One sentence.
    pub text: String,
    /// Where to see how it goes on.
    pub link: Option<(String, &'static str)>,
}

impl Done {
    /// A sentence without a link.
    pub fn say(text: impl Into<String>) -> Self {
        Self { text: text.into(), link: None }
    }
}

/// What the server answers to an address.
#[derive(Clone, Copy)]
pub struct Sources {
    /// The room.
    pub room: Resource<Result<RoomView, CallError>>,
    /// Its messages, and whether the one that was asked for is missing.
    pub page: Resource<Result<(MessagePage, bool), CallError>>,
    /// What the removal in the address would do.
    pub preview: Resource<Option<Result<RemovalView, CallError>>>,
    /// What is being written, and in which room: it outlives going to other messages.
    pub draft: StoredValue<Option<(RoomId, String)>>,
}

/// An opened room.
#[derive(Clone, Copy)]
pub struct Talk {
    /// Which.
    pub room: RoomId,
    /// Who is looking.
    pub viewer: StoredValue<Viewer>,
    /// The address.
    pub address: Memo<Address>,
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
    /// Whether the messages are hidden until the feed has caught up.
    pub veiled: RwSignal<bool>,
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
    sources: StoredValue<Sources>,
    #[cfg(feature = "hydrate")]
    pub(super) feed: StoredValue<Option<super::feed::Feed>, LocalStorage>,
}

impl Talk {
    /// Begins with what the server answered.
    pub fn new(sources: Sources, address: Memo<Address>, viewer: Viewer, view: RoomView, page: MessagePage) -> Self {
        Self {
            room: view.summary.id,
            viewer: StoredValue::new(viewer),
            address,
            view: RwSignal::new(view),
            timeline: RwSignal::new(Timeline::new(page)),
            hydrated: RwSignal::new(hydrated()),
            at_end: RwSignal::new(true),
            unseen: RwSignal::new(0),
            cut: RwSignal::new(false),
            veiled: RwSignal::new(false),
            said: RwSignal::new(String::new()),
            done: RwSignal::new(None),
            removing: StoredValue::new(false),
            stuck: RwSignal::new(None),
            scroller: NodeRef::new(),
            loading: StoredValue::new(false),
            sources: StoredValue::new(sources),
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

    /// The answer that the dialog shows.
    pub fn preview(self) -> Resource<Option<Result<RemovalView, CallError>>> {
        self.sources.with_value(|sources| sources.preview)
    }

    /// What was being written here.
    pub fn draft(self) -> String {
        let kept = self.sources.with_value(|sources| sources.draft).get_value();
        kept.filter(|(room, _)| *room == self.room).map(|(_, text)| text).unwrap_or_default()
    }

    /// Remembers what is being written here.
    pub fn keep_draft(self, text: String) {
        self.sources.with_value(|sources| sources.draft).set_value(Some((self.room, text)));
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
        let Some(sources) = self.sources.try_get_value() else { return };
        sources.preview.set(Some(None));
        sources.page.set(Some(Err(error.clone())));
        sources.room.set(Some(Err(error)));
    }

    /// Asks the server why the page has ended.
    #[cfg(feature = "hydrate")]
    pub fn ask_why(self) {
        if let Some(sources) = self.sources.try_get_value() {
            sources.room.refetch();
        }
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
        self.done.set(Some(Done { text, link }));
        #[cfg(feature = "hydrate")]
        self.catch_up_without_feed();
    }

    /// Goes to an address of this room.
    pub fn go(self, navigate: &impl Fn(&str, NavigateOptions), href: &str, replace: bool) {
        navigate(href, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
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

/// A way to go to addresses from handlers.
pub fn navigator() -> impl Fn(&str, NavigateOptions) + Clone + 'static {
    use_navigate()
}

fn hydrated() -> bool {
    #[cfg(feature = "hydrate")]
    return crate::browser::hydrated();
    #[cfg(not(feature = "hydrate"))]
    false
}
