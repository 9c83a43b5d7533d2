//! The live feed, applied to an opened room. Browser only. What comes through the socket is the only thing that changes
//! the messages; a page that is read afresh is shown when the feed has caught up with it, never before.

mod events;
mod fresh;
mod opened;
mod said;
mod veil;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use domain::{EventNumber, Failure, Frame, Thing, Timeline};
use leptos::prelude::*;

use self::veil::Veil;
use super::talk::Talk;
use crate::{
    browser::{Live, Signal},
    calls::CallError,
};

/// A cut that lasts longer than this is told.
const TELL_CUT_AFTER: Duration = Duration::from_secs(1);
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
    /// Whether the line was cut since the page was last known to be up to date.
    away: Cell<bool>,
    veil: Cell<Veil>,
    /// The viewer signs out here.
    leaving: Cell<bool>,
    reloading: Cell<bool>,
    /// Whether the members are about to be counted.
    counting: Cell<bool>,
    /// Whether the page is to be read afresh once more, as soon as that may be.
    reload_again: Cell<bool>,
    /// Whether the reader asked to be at the end of the page that is being read.
    to_end: Cell<bool>,
}

impl Feed {
    fn new(talk: Talk) -> Self {
        Self(Rc::new(State {
            talk,
            live: RefCell::default(),
            fresh: RefCell::default(),
            asked: Cell::new(0),
            caught_up: Cell::new(false),
            away: Cell::new(false),
            veil: Cell::new(Veil::Off),
            leaving: Cell::new(false),
            reloading: Cell::new(false),
            counting: Cell::new(false),
            reload_again: Cell::new(false),
            to_end: Cell::new(false),
        }))
    }

    fn close(&self) {
        if let Some(live) = self.0.live.borrow_mut().take() {
            live.close();
        }
        self.lift_veil();
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
            Signal::Up => self.veil_until_told(),
            Signal::Frame(Frame::Event { room: of, event }) if of == room => self.event(&event),
            Signal::Frame(Frame::Watching { room: of, head }) if of == room => self.watching(head),
            Signal::Frame(Frame::Reload { room: of }) if of == room => {
                self.0.asked.set(0);
                self.0.fresh.replace(None);
                self.reload();
            }
            // Nobody is asked why the feed ends when it is known: the answer would be that nobody is signed in.
            Signal::Frame(Frame::Ended { room: of }) if of == room && self.0.leaving.get() => {
                self.0.talk.end(CallError::Refused(Failure::SignedOut));
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
        state.away.set(true);
        self.attempt_failed();
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
        state.away.set(false);
        talk.cut.set(false);
        self.lift_veil();
    }
}
