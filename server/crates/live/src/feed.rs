//! One viewer's end of the hub, as its own task sees it: what happens next, what to say, how to end.
//!
//! Answers pings, asks for signs of life and drops a line that gives none. Never decides what may be seen, and holds
//! no buffer while its client is silent.

use std::{
    future::poll_fn,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use domain::{EventNumber, RoomId, UserId};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep_until, timeout},
};

use crate::{
    frame::{self, Closing, Message, Reader, Skipped, Texts},
    hub::Hub,
    limits::{CLOSE_ANSWER_MAX, PING_EVERY, QUIET_AFTER, READS_PER_TURN, SILENCE_MAX},
    line::Stream,
    viewer::{Signal, Viewer},
};

/// Bytes of one read: the longest message and its header fit.
const READ_BYTES: usize = 2048;

/// One viewer's end of the hub. Dropping it hangs up.
pub struct Feed {
    hub: Hub,
    viewer: Arc<Viewer>,
    /// The connection, where only this task can write it.
    other: Option<Box<dyn Stream>>,
    reader: Reader,
    seat: Option<(RoomId, usize)>,
    /// When the client last gave a sign of life.
    heard_at: Instant,
    pinged_at: Instant,
    /// The socket is full: if it takes something after all, the client reads.
    full: bool,
    timer: Pin<Box<Sleep>>,
}

/// What happened on a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// The client sent this.
    Text(String),
    /// The client sent what is not read; only on a feed that [is patient](Feed::patient).
    Skipped(Skipped),
    /// The viewer was too slow for the room and watches it no more.
    Slow(RoomId),
    /// The user may no longer see the room, and the feed watches it no more.
    Ended(RoomId),
    /// The session has ended, or the user was disabled. The room that was watched, if one was.
    SignedOut(Option<RoomId>),
    /// Nothing was said for [`QUIET_AFTER`].
    Quiet,
    /// The client sent what is not understood: [`Feed::close`] with this.
    Refused(Closing),
    /// The line is closed.
    Closed,
}

/// Something came in between: [`Feed::next`] tells what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

impl Feed {
    pub(crate) fn new(
        hub: Hub,
        viewer: Arc<Viewer>,
        other: Option<Box<dyn Stream>>,
        early: &[u8],
        now: Instant,
    ) -> Self {
        let mut reader = Reader::default();
        reader.push(early);
        let timer = Box::pin(sleep_until(now + PING_EVERY));
        Self { hub, viewer, other, reader, seat: None, heard_at: now, pinged_at: now, full: false, timer }
    }

    /// Texts of the client may be this long, in bytes, and what is longer or no text is skipped and told of.
    #[must_use]
    pub fn patient(mut self, text_bytes_max: usize) -> Self {
        self.reader.be_patient(text_bytes_max);
        self
    }

    /// Whose feed it is.
    #[must_use]
    pub fn user(&self) -> UserId {
        self.viewer.user
    }

    /// Takes a seat in a room and gives up the one before. Events wait from now on, until [`Feed::follow`].
    ///
    /// To be called before the store is asked what the viewer missed, and whether it may know.
    pub fn catch_up(&mut self, room: RoomId) {
        self.leave();
        self.viewer.with(|out, _| out.catch_up(room));
        self.seat = Some((room, self.hub.sit(room, &self.viewer)));
    }

    /// The viewer was told everything up to `seen`: gives it what came meanwhile, without what it has, and follows.
    pub fn follow(&mut self, seen: EventNumber) {
        let now = Instant::now();
        self.viewer.with(|out, tcp| out.follow(seen, tcp, now));
    }

    /// Gives up the seat.
    pub fn leave(&mut self) {
        if let Some((room, seat)) = self.seat.take() {
            self.hub.rise(room, seat);
        }
        self.viewer.with(|out, _| out.leave());
    }

    /// Waits for what happens next. May be dropped while it waits: nothing is lost.
    pub async fn next(&mut self) -> Happening {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// Says something of one's own, and waits until the socket has taken it all.
    ///
    /// # Errors
    /// When something came in between; [`Feed::next`] tells what.
    pub async fn send(&mut self, texts: Texts) -> Result<(), Stopped> {
        poll_fn(|cx| self.poll_sent(cx)).await?;
        if texts.is_empty() {
            return Ok(());
        }
        let (frames, now) = (texts.into_bytes(), Instant::now());
        self.viewer.with(|out, tcp| {
            out.wrote_at = now;
            out.put(frames, tcp);
        });
        poll_fn(|cx| self.poll_sent(cx)).await
    }

    /// Ends the connection in order: says why, and gives the client a moment to answer.
    pub async fn close(mut self, closing: Closing) {
        self.leave();
        self.control(frame::close(closing));
        // Reads on: to close a socket that has unread bytes would take the close frame back.
        let _ = timeout(CLOSE_ANSWER_MAX, poll_fn(|cx| self.poll_closed(cx))).await;
    }

    fn control(&self, frame: Bytes) {
        self.viewer.with(|out, tcp| out.put_control(frame, tcp));
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Happening> {
        if let Some(happening) = self.take_signal(cx) {
            return Poll::Ready(happening);
        }
        if let Poll::Ready(Err(_)) = self.poll_flush(cx) {
            return Poll::Ready(Happening::Closed);
        }
        for _ in 0..READS_PER_TURN {
            match self.reader.next() {
                Ok(Some(Message::Text(text))) => return Poll::Ready(Happening::Text(text)),
                Ok(Some(Message::Skipped(skipped))) => return Poll::Ready(Happening::Skipped(skipped)),
                Ok(Some(Message::Ping(payload))) => self.control(frame::pong(&payload)),
                Ok(Some(Message::Pong)) => {}
                Ok(Some(Message::Close(code))) => {
                    self.control(frame::close_answer(code));
                    // The answer is a courtesy: who is gone already does without.
                    let _ = self.poll_flush(cx);
                    return Poll::Ready(Happening::Closed);
                }
                Ok(None) => match self.poll_read(cx) {
                    Poll::Ready(Ok(1..)) => self.heard_at = Instant::now(),
                    Poll::Ready(Ok(0) | Err(_)) => return Poll::Ready(Happening::Closed),
                    Poll::Pending => return self.poll_timer(cx),
                },
                Err(closing) => return Poll::Ready(Happening::Refused(closing)),
            }
        }
        // A client that talks without pause waits for its next turn like everybody.
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// What others decided about this feed. Told once: after it a last word can be said.
    fn take_signal(&mut self, cx: &Context<'_>) -> Option<Happening> {
        let signal = self.viewer.with(|out, _| {
            out.remember(cx.waker());
            out.take_signal()
        })?;
        let watched = self.seat.map(|(room, _)| room);
        self.leave();
        Some(match signal {
            Signal::Slow(room) => {
                self.hub.count_slow();
                Happening::Slow(room)
            }
            Signal::Ended(room) => Happening::Ended(room),
            Signal::SignedOut => Happening::SignedOut(watched),
            Signal::Gone => Happening::Closed,
        })
    }

    fn poll_sent(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Stopped>> {
        let stopped = self.viewer.with(|out, _| {
            out.remember(cx.waker());
            out.signal().is_some()
        });
        if stopped {
            return Poll::Ready(Err(Stopped));
        }
        match self.poll_flush(cx) {
            Poll::Ready(Ok(())) => Poll::Ready(Ok(())),
            Poll::Ready(Err(_)) => Poll::Ready(Err(Stopped)),
            Poll::Pending => {
                ready!(self.poll_until(self.heard_at + SILENCE_MAX, cx));
                self.viewer.with(|out, _| out.hang_up());
                Poll::Ready(Err(Stopped))
            }
        }
    }

    /// Flushes, then reads until the client is done too.
    fn poll_closed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if let Poll::Ready(Err(_)) = self.poll_flush(cx) {
            return Poll::Ready(());
        }
        for _ in 0..READS_PER_TURN {
            match self.reader.next() {
                Ok(Some(Message::Close(_))) => return Poll::Ready(()),
                Ok(Some(Message::Text(_) | Message::Skipped(_) | Message::Ping(_) | Message::Pong)) => {}
                // What is not understood is thrown away here.
                Err(_) => self.reader = self.reader.anew(),
                Ok(None) => match ready!(self.poll_read(cx)) {
                    Ok(1..) => {}
                    Ok(0) | Err(_) => return Poll::Ready(()),
                },
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Writes what waits.
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { viewer, other, heard_at, full, .. } = self;
        loop {
            let step = viewer.with(|out, tcp| {
                let Some(bytes) = out.next() else {
                    return Poll::Ready(Ok(None));
                };
                let written = match (tcp, other.as_mut()) {
                    (Some(tcp), _) => match tcp.try_write(bytes) {
                        Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Poll::Pending,
                        written => written,
                    },
                    (None, Some(other)) => ready!(Pin::new(other).poll_write(cx, bytes)),
                    (None, None) => Err(io::ErrorKind::NotConnected.into()),
                };
                Poll::Ready(match written {
                    Ok(0) => Err(io::ErrorKind::WriteZero.into()),
                    Ok(bytes) => {
                        out.written(bytes);
                        Ok(Some(()))
                    }
                    Err(error) => Err(error),
                })
            });
            match step {
                Poll::Ready(Ok(Some(()))) if *full => {
                    *heard_at = Instant::now();
                    *full = false;
                }
                Poll::Ready(Ok(Some(()))) => {}
                Poll::Ready(Ok(None)) => break,
                Poll::Ready(Err(error)) => {
                    viewer.with(|out, _| out.hang_up());
                    return Poll::Ready(Err(error));
                }
                Poll::Pending => {
                    *full = true;
                    match &viewer.tcp {
                        Some(tcp) => ready!(tcp.poll_write_ready(cx))?,
                        None => return Poll::Pending,
                    }
                }
            }
        }
        match other {
            Some(other) => Pin::new(other).poll_flush(cx),
            None => Poll::Ready(Ok(())),
        }
    }

    /// Reads some bytes into the reader; 0 at the end.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        // On the stack: a viewer that is silent holds no buffer.
        let mut room = [0; READ_BYTES];
        let length = match (&self.viewer.tcp, &mut self.other) {
            (Some(tcp), _) => loop {
                match tcp.try_read(&mut room) {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => ready!(tcp.poll_read_ready(cx))?,
                    read => break read?,
                }
            },
            (None, Some(other)) => {
                let mut buffer = ReadBuf::new(&mut room);
                ready!(Pin::new(other).poll_read(cx, &mut buffer))?;
                buffer.filled().len()
            }
            (None, None) => 0,
        };
        self.reader.push(&room[..length]);
        Poll::Ready(Ok(length))
    }

    /// Looks after the line while nothing happens on it.
    fn poll_timer(&mut self, cx: &mut Context<'_>) -> Poll<Happening> {
        loop {
            let now = Instant::now();
            let silent_at = self.heard_at + SILENCE_MAX;
            if now >= silent_at {
                return Poll::Ready(Happening::Closed);
            }
            let (waiting, wrote_at) = self.viewer.with(|out, _| (out.is_waiting(), out.wrote_at));
            let mut next = silent_at;
            // While something waits to be written, more of it would help nobody.
            if !waiting {
                if now >= wrote_at + QUIET_AFTER {
                    // Counts as said, whether or not it is acted upon.
                    self.viewer.with(|out, _| out.wrote_at = now);
                    return Poll::Ready(Happening::Quiet);
                }
                if now >= self.pinged_at + PING_EVERY {
                    self.pinged_at = now;
                    self.control(frame::ping());
                    continue;
                }
                next = next.min(wrote_at + QUIET_AFTER).min(self.pinged_at + PING_EVERY);
            }
            ready!(self.poll_until(next, cx));
        }
    }

    fn poll_until(&mut self, moment: Instant, cx: &mut Context<'_>) -> Poll<()> {
        if self.timer.deadline() != moment || self.timer.is_elapsed() {
            self.timer.as_mut().reset(moment);
        }
        self.timer.as_mut().poll(cx)
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.leave();
        self.viewer.with(|out, _| out.hang_up());
        self.hub.part(&self.viewer);
    }
}
