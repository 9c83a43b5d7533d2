//! The live feed's socket: opens it, opens it again when it is cut, and tells the page what comes through. Knows nothing
//! of messages; never gives up before it is closed.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    time::Duration,
};

use domain::{EventNumber, Frame, RoomId, Watch};
use futures::{
    SinkExt, StreamExt,
    channel::mpsc::{self, UnboundedReceiver, UnboundedSender},
    future::{AbortHandle, Either, abortable, poll_fn, select},
};
use gloo_net::websocket::{Message, State, futures::WebSocket};
use leptos::{prelude::*, task::spawn_local};

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
    /// The line works, and nothing has come through it yet.
    Up,
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
    heard_at: Cell<f64>,
    failed: Cell<u32>,
    retry: Cell<Option<TimeoutHandle>>,
    look: Cell<Option<IntervalHandle>>,
    closed: Cell<bool>,
}

/// One socket, and the task that works it: hung up by ending the task.
struct Line {
    open: Rc<Cell<bool>>,
    says: UnboundedSender<String>,
    task: AbortHandle,
}

impl Live {
    /// Opens the feed of a room. `since` says what the page has seen whenever the line opens.
    pub fn open(room: RoomId, since: impl Fn() -> EventNumber + 'static, tell: impl Fn(Signal) + 'static) -> Self {
        let live = Self(Rc::new(Inner {
            room,
            since: Box::new(since),
            tell: Box::new(tell),
            line: RefCell::default(),
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

    /// Tries at once, because something suggests that it may work now. Says whether there is a line then, open or about
    /// to be.
    pub fn hurry(&self) -> bool {
        let inner = &self.0;
        if inner.closed.get() {
            return false;
        }
        inner.look();
        // An attempt that was begun before may hang where it was begun.
        if !inner.line.borrow().as_ref().is_some_and(|line| line.open.get()) {
            connect(inner);
        }
        inner.line.borrow().is_some()
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
    let Ok(socket) = WebSocket::open(&format!("{scheme}://{}/live", location.host().unwrap_or_default())) else {
        cut(inner);
        return;
    };
    let open = Rc::new(Cell::new(false));
    let (says, said) = mpsc::unbounded();
    let (work, task) = abortable(work(Rc::downgrade(inner), socket, said, open.clone()));
    *inner.line.borrow_mut() = Some(Line { open, says, task });
    spawn_local(async move { _ = work.await });
}

/// Works a line from when it opens until it is cut: asks for the feed, hears what comes, says what is to be said.
async fn work(weak: Weak<Inner>, mut socket: WebSocket, mut said: UnboundedReceiver<String>, open: Rc<Cell<bool>>) {
    // Ready is also what will never open.
    let _ = poll_fn(|cx| socket.poll_ready_unpin(cx)).await;
    if matches!(socket.state(), State::Open) {
        open.set(true);
        with(&weak, |inner| {
            (inner.tell)(Signal::Up);
            inner.watch();
        });
    }
    while matches!(socket.state(), State::Open) {
        match select(socket.next(), said.next()).await {
            Either::Left((Some(Ok(Message::Text(text))), _)) => with(&weak, |inner| inner.hear(&text)),
            Either::Left((Some(Ok(Message::Bytes(_))), _)) => {}
            Either::Left((Some(Err(_)) | None, _)) | Either::Right((None, _)) => break,
            Either::Right((Some(text), _)) => {
                if !matches!(socket.state(), State::Open) || socket.send(Message::Text(text)).await.is_err() {
                    break;
                }
            }
        }
    }
    with(&weak, cut);
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
        let Some(line) = line.as_ref().filter(|line| line.open.get()) else {
            return false;
        };
        let watch = Watch { watch: self.room, since: (self.since)() };
        serde_json::to_string(&watch).is_ok_and(|text| line.says.unbounded_send(text).is_ok())
    }

    fn hear(&self, text: &str) {
        self.heard_at.set(js_sys::Date::now());
        match serde_json::from_slice::<Frame>(text.as_bytes()) {
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
        let dead = self
            .line
            .borrow()
            .as_ref()
            .is_some_and(|line| silent > if line.open.get() { SILENCE_MS } else { OPENING_MS });
        if dead {
            cut(self);
        }
    }

    /// Hangs up: the socket is closed when its task is dropped.
    fn put_away(&self) {
        if let Some(line) = self.line.borrow_mut().take() {
            line.task.abort();
        }
    }
}
