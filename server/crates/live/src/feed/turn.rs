//! One turn of a feed's task: what it has to know, what can be written, what was read, and what time it is.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::Instant,
};

use super::{Feed, Happening, Stopped};
use crate::{
    frame::{self, Message},
    limits::{PING_EVERY, QUIET_AFTER, READS_PER_TURN, SILENCE_MAX},
    line::Stream,
    viewer::Signal,
};

/// Bytes of one read: the longest message and its header fit.
const READ_BYTES: usize = 2048;

impl Feed {
    pub(super) fn control(&self, frame: Bytes) {
        self.viewer.with(|out, tcp| out.put_control(frame, tcp));
    }

    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Happening> {
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
            Signal::Anew(room) => Happening::Anew(room),
            Signal::Ended(room) => Happening::Ended(room),
            Signal::SignedOut => Happening::SignedOut(watched),
            Signal::Gone => Happening::Closed,
        })
    }

    pub(super) fn poll_sent(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Stopped>> {
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
            Poll::Pending => self.poll_silent(cx).map(Err),
        }
    }

    /// Has the socket begin to take these frames, once it has taken all that was said before. Answers whether it did:
    /// what is `gone` by then stays here.
    pub(super) fn poll_begun(
        &mut self,
        frames: &Bytes,
        gone: &impl Fn() -> bool,
        cx: &mut Context<'_>,
    ) -> Poll<Result<bool, Stopped>> {
        ready!(self.poll_sent(cx))?;
        if gone() {
            return Poll::Ready(Ok(false));
        }
        let now = Instant::now();
        let Self { viewer, other, .. } = self;
        let begun = viewer.with(|out, tcp| {
            // An event of the room has come first: then after it.
            if out.is_waiting() {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            let written = ready!(poll_write(tcp, other.as_deref_mut(), frames, cx));
            Poll::Ready(written.map(|written| {
                out.wrote_at = now;
                out.put_rest(frames.clone(), written);
            }))
        });
        match begun {
            Poll::Ready(Ok(())) => {
                self.took_some();
                Poll::Ready(Ok(true))
            }
            Poll::Ready(Err(_)) => {
                self.viewer.with(|out, _| out.hang_up());
                Poll::Ready(Err(Stopped))
            }
            Poll::Pending => {
                self.full = true;
                self.poll_silent(cx).map(Err)
            }
        }
    }

    /// Waits for the end of a client that neither answers nor reads.
    fn poll_silent(&mut self, cx: &mut Context<'_>) -> Poll<Stopped> {
        ready!(self.poll_until(self.heard_at + SILENCE_MAX, cx));
        self.viewer.with(|out, _| out.hang_up());
        Poll::Ready(Stopped)
    }

    /// The socket has taken something: if it was full, the client reads.
    fn took_some(&mut self) {
        if self.full {
            self.heard_at = Instant::now();
            self.full = false;
        }
    }

    /// Flushes, then reads until the client is done too.
    pub(super) fn poll_closed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
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
        loop {
            let Self { viewer, other, .. } = self;
            let step = viewer.with(|out, tcp| {
                let Some(bytes) = out.next() else { return Poll::Ready(Ok(false)) };
                let written = ready!(poll_write(tcp, other.as_deref_mut(), bytes, cx));
                Poll::Ready(written.map(|written| {
                    out.written(written);
                    true
                }))
            });
            match step {
                Poll::Ready(Ok(true)) => self.took_some(),
                Poll::Ready(Ok(false)) => break,
                Poll::Ready(Err(error)) => {
                    self.viewer.with(|out, _| out.hang_up());
                    return Poll::Ready(Err(error));
                }
                Poll::Pending => {
                    self.full = true;
                    return Poll::Pending;
                }
            }
        }
        match &mut self.other {
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

/// Writes as much as the socket takes, which is something.
fn poll_write(
    tcp: Option<&TcpStream>,
    other: Option<&mut (dyn Stream + 'static)>,
    bytes: &[u8],
    cx: &mut Context<'_>,
) -> Poll<io::Result<usize>> {
    let written = match (tcp, other) {
        (Some(tcp), _) => loop {
            match tcp.try_write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => ready!(tcp.poll_write_ready(cx))?,
                written => break written?,
            }
        },
        (None, Some(other)) => ready!(Pin::new(other).poll_write(cx, bytes))?,
        (None, None) => return Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
    };
    Poll::Ready(if written == 0 { Err(io::ErrorKind::WriteZero.into()) } else { Ok(written) })
}
