//! The live feed's socket: opens it, opens it again when it is cut, and tells the page what comes through. Knows nothing
//! of messages; never gives up before it is closed.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    time::Duration,
};

use domain::{EventNumber, Frame, RoomId, Watch};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{MessageEvent, WebSocket};

/// The server says something every 20 seconds; a line that is silent for longer than this is dead.
const SILENCE_MS: f64 = 45_000.0;
/// A line that takes longer than this to open is given up.
const OPENING_MS: f64 = 10_000.0;
/// How often the line is looked at.
const LOOK: Duration = Duration::from_secs(5);
/// Pause before the first new attempt; doubles with each.
const PAUSE_MS: f64 = 500.0;
/// Longest pause between two attempts.
const PAUSE_MS_MAX: f64 = 15_000.0;

/// What the page is told.
pub enum Signal {
    /// Something came.
    Frame(Frame),
    /// The line is cut; so many attempts have failed since it last worked.
    Cut(u32),
}

/// The feed of one room. Closed when dropped by [`Live::close`].
#[derive(Clone)]
pub struct Live(Rc<Inner>);

struct Inner {
    room: RoomId,
    since: Box<dyn Fn() -> EventNumber>,
    tell: Box<dyn Fn(Signal)>,
    line: RefCell<Option<Line>>,
    /// The line before: its closures may still be on the stack when it is put away.
    retired: RefCell<Option<Line>>,
    heard_at: Cell<f64>,
    failed: Cell<u32>,
    retry: Cell<Option<TimeoutHandle>>,
    look: Cell<Option<IntervalHandle>>,
    closed: Cell<bool>,
}

struct Line {
    socket: WebSocket,
    _closures: [Closure<dyn FnMut(MessageEvent)>; 3],
}

impl Live {
    /// Opens the feed of a room. `since` says what the page has seen whenever the line opens.
    pub fn open(room: RoomId, since: impl Fn() -> EventNumber + 'static, tell: impl Fn(Signal) + 'static) -> Self {
        let live = Self(Rc::new(Inner {
            room,
            since: Box::new(since),
            tell: Box::new(tell),
            line: RefCell::default(),
            retired: RefCell::default(),
            heard_at: Cell::new(0.0),
            failed: Cell::new(0),
            retry: Cell::new(None),
            look: Cell::new(None),
            closed: Cell::new(false),
        }));
        let weak = Rc::downgrade(&live.0);
        let look = set_interval_with_handle(move || with(&weak, Inner::look), LOOK);
        live.0.look.set(look.ok());
        connect(&live.0);
        live
    }

    /// Asks anew from what the page has seen by now. Says whether the line is open; if not, it will be asked when it is.
    pub fn watch(&self) -> bool {
        self.0.watch()
    }

    /// Tries at once, because something suggests that it may work now.
    pub fn hurry(&self) {
        let inner = &self.0;
        if inner.closed.get() {
            return;
        }
        inner.look();
        if inner.line.borrow().is_none() {
            connect(inner);
        }
    }

    /// Gives the line up, as when the browser says that there is no network. It is tried again as ever.
    pub fn cut(&self) {
        cut(&self.0);
    }

    /// Ends the feed for good.
    pub fn close(&self) {
        let inner = &self.0;
        inner.closed.set(true);
        inner.put_away();
        if let Some(retry) = inner.retry.take() {
            retry.clear();
        }
        if let Some(look) = inner.look.take() {
            look.clear();
        }
    }
}

fn with(weak: &Weak<Inner>, act: impl FnOnce(&Rc<Inner>)) {
    if let Some(inner) = weak.upgrade()
        && !inner.closed.get()
    {
        act(&inner);
    }
}

/// Opens a new line in place of whatever was there.
fn connect(inner: &Rc<Inner>) {
    if let Some(retry) = inner.retry.take() {
        retry.clear();
    }
    inner.put_away();
    inner.heard_at.set(js_sys::Date::now());
    let location = location();
    let scheme = if location.protocol().is_ok_and(|protocol| protocol == "https:") { "wss" } else { "ws" };
    let Ok(socket) = WebSocket::new(&format!("{scheme}://{}/live", location.host().unwrap_or_default())) else {
        cut(inner);
        return;
    };
    let weak = Rc::downgrade(inner);
    let opened = Closure::new({
        let weak = weak.clone();
        move |_: MessageEvent| {
            with(&weak, |inner| {
                inner.watch();
            });
        }
    });
    let came = Closure::new({
        let weak = weak.clone();
        move |event: MessageEvent| with(&weak, |inner| inner.hear(&event))
    });
    let ended = Closure::new(move |_: MessageEvent| with(&weak, cut));
    socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
    socket.set_onmessage(Some(came.as_ref().unchecked_ref()));
    socket.set_onclose(Some(ended.as_ref().unchecked_ref()));
    *inner.line.borrow_mut() = Some(Line { socket, _closures: [opened, came, ended] });
}

/// Puts the line away and tries again after a pause, longer each time and never the same for all viewers.
fn cut(inner: &Rc<Inner>) {
    inner.put_away();
    let failed = inner.failed.get();
    inner.failed.set(failed.saturating_add(1));
    let longest = (PAUSE_MS * f64::from(1u32 << failed.min(5))).min(PAUSE_MS_MAX);
    let pause = longest * (0.5 + js_sys::Math::random() / 2.0);
    let weak = Rc::downgrade(inner);
    let retry = set_timeout_with_handle(move || with(&weak, connect), Duration::from_millis(pause as u64));
    if let Some(before) = inner.retry.replace(retry.ok()) {
        before.clear();
    }
    (inner.tell)(Signal::Cut(failed));
}

impl Inner {
    fn watch(&self) -> bool {
        let line = self.line.borrow();
        let Some(line) = line.as_ref().filter(|line| line.socket.ready_state() == WebSocket::OPEN) else {
            return false;
        };
        let watch = Watch { watch: self.room, since: (self.since)() };
        serde_json::to_string(&watch).is_ok_and(|text| line.socket.send_with_str(&text).is_ok())
    }

    fn hear(self: &Rc<Self>, event: &MessageEvent) {
        self.heard_at.set(js_sys::Date::now());
        let Some(text) = event.data().as_string() else { return };
        match serde_json::from_str::<Frame>(&text) {
            Ok(frame) => {
                if matches!(frame, Frame::Watching { .. }) {
                    self.failed.set(0);
                }
                (self.tell)(Signal::Frame(frame));
            }
            // A frame of a newer server: what it says is unknown, so the page is read afresh.
            Err(_) => (self.tell)(Signal::Frame(Frame::Reload { room: self.room })),
        }
    }

    /// Cuts a line that is silent, or does not open.
    fn look(self: &Rc<Self>) {
        let silent = js_sys::Date::now() - self.heard_at.get();
        let dead = self.line.borrow().as_ref().is_some_and(|line| match line.socket.ready_state() {
            WebSocket::OPEN => silent > SILENCE_MS,
            WebSocket::CONNECTING => silent > OPENING_MS,
            _ => true,
        });
        if dead {
            cut(self);
        }
    }

    fn put_away(&self) {
        let Some(line) = self.line.borrow_mut().take() else { return };
        line.socket.set_onopen(None);
        line.socket.set_onmessage(None);
        line.socket.set_onclose(None);
        line.socket.close().ok();
        self.retired.replace(Some(line));
    }
}
