//! The live feed, applied to an opened room. Browser only. What comes through the socket is the only thing that changes
//! the messages; a page that is read afresh is shown when the feed has caught up with it, never before.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use domain::{
    Applied, Event, EventKind, EventNumber, Failure, Frame, MessageId, Thing, Timeline, Verb, limits,
    view::{Anchor, MessagePage, RemovedBy},
};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::{
    address::Removal,
    talk::{Talk, ends, row_id},
};
use crate::{
    browser::{self, Live, Scroller, Signal},
    calls::{CallError, messages},
    parts::group_digits,
};

/// A cut that lasts longer than this is told.
const TELL_CUT_AFTER: Duration = Duration::from_secs(1);
/// Pages are not read afresh more often than this.
const RELOAD_PAUSE: Duration = Duration::from_secs(1);
/// Attempts to connect after which the server is asked whether the viewer is still let in.
const ASK_AFTER_FAILURES: u32 = 2;

/// The feed of the opened room.
#[derive(Clone)]
pub struct Feed(Rc<State>);

struct State {
    talk: Talk,
    live: RefCell<Option<Live>>,
    /// A page that was read afresh, until the feed has caught up with it.
    fresh: RefCell<Option<Timeline>>,
    /// Watches that the server has not answered yet: answers before the last one are about an older question.
    asked: Cell<u32>,
    caught_up: Cell<bool>,
    reloading: Cell<bool>,
    /// Whether the reader asked to be at the end of the page that is being read.
    to_end: Cell<bool>,
}

impl Talk {
    /// Opens the feed, and closes it with the page.
    pub fn open_feed(self) {
        let feed = Feed(Rc::new(State {
            talk: self,
            live: RefCell::default(),
            fresh: RefCell::default(),
            asked: Cell::new(0),
            caught_up: Cell::new(false),
            reloading: Cell::new(false),
            to_end: Cell::new(false),
        }));
        self.feed.set_value(Some(feed.clone()));
        let (asking, telling) = (feed.clone(), feed.clone());
        let live = Live::open(self.room, move || asking.since(), move |signal| telling.hear(signal));
        feed.0.live.replace(Some(live.clone()));
        on_cleanup(move || self.close_feed());

        let hurry = move || {
            let live = live.clone();
            move |_: web_sys::Event| live.hurry()
        };
        browser::listen("online", hurry());
        browser::listen("offline", {
            let feed = feed.clone();
            move |_| feed.cut()
        });
        browser::listen("visibilitychange", {
            let hurry = hurry();
            move |event| {
                if !document().hidden() {
                    hurry(event);
                }
            }
        });
        // A page that the browser keeps for going back is kept with the messages hidden, and shows them when it has
        // caught up: what was removed in the meantime is not painted again, not for a frame.
        browser::listen("pagehide", move |event| {
            if persisted(&event) {
                self.veiled.set(true);
                feed.cut();
            }
        });
        browser::listen("pageshow", {
            let hurry = hurry();
            move |event| {
                if persisted(&event) {
                    hurry(event);
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

    /// The element that scrolls, if it is in the page.
    pub fn scroll_box(self) -> Option<Scroller> {
        let element = self.scroller.try_get_untracked().flatten()?;
        Some(Scroller(element.unchecked_into()))
    }

    /// Loads what is about to come into sight, and notices whether the reader is at the end.
    pub fn look_around(self) {
        let Some(scroller) = self.scroll_box() else { return };
        let (older, newer) = self.timeline.with_untracked(|timeline| (timeline.older(), timeline.newer()));
        let end = scroller.at_end();
        if self.at_end.get_untracked() != end {
            self.at_end.set(end);
        }
        if end && !newer && self.unseen.get_untracked() > 0 {
            self.unseen.set(0);
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

fn persisted(event: &web_sys::Event) -> bool {
    event.dyn_ref::<web_sys::PageTransitionEvent>().is_some_and(web_sys::PageTransitionEvent::persisted)
}

impl Feed {
    fn close(&self) {
        if let Some(live) = self.0.live.borrow_mut().take() {
            live.close();
        }
    }

    fn cut(&self) {
        let live = self.0.live.borrow().clone();
        if let Some(live) = live {
            live.cut();
        }
    }

    /// What the page has seen, asked for whenever a watch begins.
    fn since(&self) -> EventNumber {
        let state = &self.0;
        state.asked.set(state.asked.get() + 1);
        let fresh = state.fresh.borrow().as_ref().map(Timeline::head);
        fresh.or_else(|| state.talk.timeline.try_with_untracked(Timeline::head)).unwrap_or_default()
    }

    fn hear(&self, signal: Signal) {
        let room = self.0.talk.room;
        match signal {
            Signal::Frame(Frame::Event { room: of, event }) if of == room => self.event(&event),
            Signal::Frame(Frame::Watching { room: of, head }) if of == room => self.watching(head),
            Signal::Frame(Frame::Reload { room: of }) if of == room => {
                self.0.asked.set(0);
                self.0.fresh.replace(None);
                self.reload();
            }
            Signal::Frame(Frame::Ended { room: of }) if of == room => {
                self.0.talk.end(CallError::Refused(Failure::NotFound(Thing::Room)));
                // Put out of the room, or signed out? The words may become more exact; the page is gone already.
                self.0.talk.ask_why();
            }
            Signal::Frame(
                Frame::Event { .. } | Frame::Watching { .. } | Frame::Reload { .. } | Frame::Ended { .. } | Frame::Beat,
            ) => {}
            Signal::Cut(failed) => self.was_cut(failed),
        }
    }

    fn was_cut(&self, failed: u32) {
        let state = &self.0;
        state.asked.set(0);
        state.caught_up.set(false);
        let feed = self.clone();
        set_timeout(
            move || {
                if !feed.0.caught_up.get() {
                    feed.0.talk.cut.try_set(true);
                }
            },
            TELL_CUT_AFTER,
        );
        // A socket that is refused does not say why. Signed out, or put out of the room: the page has to go.
        if failed >= ASK_AFTER_FAILURES && window().navigator().on_line() {
            state.talk.refresh();
        }
    }

    /// The server has sent everything up to `head`.
    fn watching(&self, head: EventNumber) {
        let state = &self.0;
        let left = state.asked.get().saturating_sub(1);
        state.asked.set(left);
        if left > 0 {
            return;
        }
        let fresh = state.fresh.borrow_mut().take();
        let talk = state.talk;
        let known = match fresh {
            Some(fresh) => {
                let known = fresh.head();
                self.show(fresh);
                known
            }
            None => talk.timeline.with_untracked(Timeline::head),
        };
        if known < head {
            self.reload();
            return;
        }
        state.caught_up.set(true);
        talk.cut.set(false);
        talk.veiled.set(false);
    }

    fn event(&self, event: &Event) {
        let talk = self.0.talk;
        if let Some(fresh) = self.0.fresh.borrow_mut().as_mut() {
            // A gap here is filled by the replay that was asked for.
            fresh.apply(event);
        }
        if talk.timeline.with_untracked(|timeline| event.number <= timeline.head()) {
            return;
        }
        let words = talk.timeline.with_untracked(|timeline| words(event, timeline));
        let at_end = talk.at_end.get_untracked();
        let applied = talk.change(|timeline| {
            let applied = timeline.apply(event);
            if timeline.messages().len() > limits::TIMELINE_MESSAGES_MAX {
                keep_bounded(timeline, at_end);
            }
            (applied == Applied::Changed, applied)
        });
        if applied == Some(Applied::Reload) {
            if self.0.fresh.borrow().is_none() {
                self.reload();
            }
            return;
        }
        if let Some(words) = words {
            talk.said.set(words);
        }
        self.follow_up(event);
    }

    /// What an event changes beside the messages.
    fn follow_up(&self, event: &Event) {
        let talk = self.0.talk;
        let count = |change: i64| {
            talk.view.update(|view| view.summary.messages = view.summary.messages.saturating_add_signed(change));
        };
        match &event.kind {
            EventKind::Sent { message } => {
                count(1);
                let elsewhere = !talk.at_end.get_untracked() || talk.timeline.with_untracked(Timeline::newer);
                if elsewhere && !talk.own(message) {
                    talk.unseen.update(|unseen| *unseen += 1);
                }
            }
            EventKind::Redacted { message, .. } => self.close_dialog(|id| id == *message),
            EventKind::Deleted { message, .. } => {
                count(-1);
                self.close_dialog(|id| id == *message);
            }
            EventKind::Purged { through, count: gone, .. } => {
                count(-i64::try_from(*gone).unwrap_or(i64::MAX));
                self.close_dialog(|id| id <= *through);
            }
            EventKind::RoleChanged { user, .. } => {
                if talk.viewer.with_value(|viewer| viewer.id == *user) {
                    talk.refresh();
                }
            }
            EventKind::Renamed { name } => talk.view.update(|view| view.summary.name.clone_from(name)),
            EventKind::Archived { .. } => talk.refresh(),
            EventKind::PolicyChanged { reason_required } => {
                talk.view.update(|view| view.reason_required = *reason_required);
            }
            EventKind::Edited { .. } | EventKind::Imported | EventKind::Gone => {}
        }
    }

    /// An open dialog about a message that has just gone must not show it any longer.
    fn close_dialog(&self, gone: impl Fn(MessageId) -> bool) {
        let talk = self.0.talk;
        let Some(Removal { verb, message }) = talk.address.with_untracked(|address| address.removal) else { return };
        let concerns = match message {
            Some(id) => gone(id),
            None => verb == Verb::Purge,
        };
        // One's own removal is on its way out anyway.
        if concerns && !talk.removing.get_value() {
            talk.preview.set(Some(Err(CallError::Refused(Failure::NotFound(Thing::Message)))));
            // What stands there instead, or is left, only the server knows.
            if message.is_none()
                || talk.timeline.with_untracked(|timeline| message.is_some_and(|id| timeline.get(id).is_some()))
            {
                talk.ask_preview();
            }
        }
    }

    /// Reads the page afresh, where the reader is.
    fn reload(&self) {
        let talk = self.0.talk;
        talk.refresh();
        let anchor = if talk.at_end.get_untracked() && !talk.timeline.with_untracked(Timeline::newer) {
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
            set_timeout(move || again.0.reloading.set(false), RELOAD_PAUSE);
        });
    }

    /// Takes a page that was read afresh: when the feed has caught up with it, or at once when there is no feed that
    /// could tell what has changed since.
    fn adopt(&self, page: MessagePage) {
        let state = &self.0;
        state.fresh.replace(Some(Timeline::new(page)));
        let live = state.live.borrow().clone();
        let asked = live.is_some_and(|live| live.watch());
        if asked || state.talk.veiled.get_untracked() {
            return;
        }
        if let Some(fresh) = state.fresh.take() {
            self.show(fresh);
        }
    }

    /// Shows a page that was read afresh in place of what was there.
    fn show(&self, fresh: Timeline) {
        let talk = self.0.talk;
        talk.change(|timeline| {
            *timeline = fresh;
            (true, ())
        });
        if self.0.to_end.take() {
            talk.jump_to_newest();
        }
    }
}

/// Lets go of the messages that are farthest from the reader.
fn keep_bounded(timeline: &mut Timeline, at_end: bool) {
    if at_end {
        timeline.trim_oldest(limits::TIMELINE_MESSAGES_MAX);
    } else {
        let nothing = MessagePage { messages: Vec::new(), older: timeline.older(), newer: true, head: timeline.head() };
        timeline.extend_older(nothing, limits::TIMELINE_MESSAGES_MAX);
    }
}

/// What a removal sounds like.
fn words(event: &Event, timeline: &Timeline) -> Option<String> {
    let message = |id: MessageId, done: &str, by: RemovedBy| {
        let what = match timeline.get(id) {
            Some(message) => format!("Message by {}", message.sender.name),
            None => "A message".to_owned(),
        };
        Some(format!("{what} {done} by {}", by.label()))
    };
    match &event.kind {
        EventKind::Redacted { message: id, tombstone } => message(*id, Verb::Redact.past(), tombstone.by),
        EventKind::Deleted { message: id, by, .. } => message(*id, Verb::Delete.past(), *by),
        EventKind::Purged { count: 1, .. } => Some("1 message purged by a moderator".to_owned()),
        EventKind::Purged { count, .. } => Some(format!("{} messages purged by a moderator", group_digits(*count))),
        EventKind::Sent { .. }
        | EventKind::Edited { .. }
        | EventKind::RoleChanged { .. }
        | EventKind::Renamed { .. }
        | EventKind::Archived { .. }
        | EventKind::PolicyChanged { .. }
        | EventKind::Imported
        | EventKind::Gone => None,
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
