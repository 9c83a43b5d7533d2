//! What goes out to one viewer.
//!
//! What can be written at once is written by whoever offers it. The rest waits here, within a bound, for the
//! viewer's own task. Whole frames only: whatever happens in between, the client never gets half of one and then
//! another.

use std::{collections::VecDeque, io, sync::Arc, task::Waker};

use bytes::Bytes;
use domain::{Earshot, EventNumber, RoomId};
use tokio::{net::TcpStream, time::Instant};

use crate::{batch::Batch, limits::VIEWER_BACKLOG_BYTES_MAX};

/// What goes out to a viewer.
pub(crate) struct Out {
    place: Place,
    pub(super) waiting: VecDeque<Piece>,
    pub(super) waiting_bytes: usize,
    /// When the last text was given out.
    pub(crate) wrote_at: Instant,
    /// The viewer's task.
    waker: Option<Waker>,
    signed_out: bool,
    gone: bool,
}

/// Where a viewer stands in its room.
enum Place {
    /// It watches none.
    Nowhere,
    /// It is being told what it missed; what happens meanwhile waits.
    CatchingUp { room: RoomId, held: Vec<Arc<Batch>>, bytes: usize },
    /// It has seen everything up to an event, of what is within its earshot.
    Following { room: RoomId, seen: EventNumber, earshot: Earshot },
    /// It was too slow and lost its place; its task does not know yet.
    Slow { room: RoomId },
    /// It hears another part of the room from now on; its task does not know yet.
    Anew { room: RoomId },
    /// It may no longer see the room; its task does not know yet.
    Ended { room: RoomId },
}

/// Whole frames, of which the first bytes may have been written.
pub(super) struct Piece {
    pub(super) frames: Bytes,
    pub(super) written: usize,
}

/// What the viewer's task has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    Slow(RoomId),
    Anew(RoomId),
    Ended(RoomId),
    SignedOut,
    Gone,
}

impl Out {
    /// Nothing yet, for a viewer that watches nothing.
    pub(super) const fn new(now: Instant) -> Self {
        Self {
            place: Place::Nowhere,
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            wrote_at: now,
            waker: None,
            signed_out: false,
            gone: false,
        }
    }

    /// What the viewer's task has to do: whether something waits to be written, and whether it has to know something.
    pub(super) fn work(&self) -> (bool, bool) {
        (!self.waiting.is_empty(), self.signal().is_some())
    }

    /// The viewer's task, to be woken if it has more to do than before.
    pub(super) fn waker_for_more_than(&mut self, (waited, signalled): (bool, bool)) -> Option<Waker> {
        let (waits, signals) = self.work();
        if (!waited && waits) || (!signalled && signals) { self.waker.take() } else { None }
    }

    /// The user may no longer see the room that is watched.
    pub(super) fn end(&mut self, room: RoomId) {
        self.discard();
        self.place = Place::Ended { room };
    }

    /// The user or the session may no longer see anything.
    pub(super) fn sign_out(&mut self) {
        self.discard();
        self.place = Place::Nowhere;
        self.signed_out = true;
    }

    /// What the viewer's task has to know, if anything.
    pub(crate) fn signal(&self) -> Option<Signal> {
        match self.place {
            _ if self.gone => Some(Signal::Gone),
            _ if self.signed_out => Some(Signal::SignedOut),
            Place::Slow { room } => Some(Signal::Slow(room)),
            Place::Anew { room } => Some(Signal::Anew(room)),
            Place::Ended { room } => Some(Signal::Ended(room)),
            Place::Nowhere | Place::CatchingUp { .. } | Place::Following { .. } => None,
        }
    }

    /// Likewise, and what was taken counts as known. A line that is gone stays gone.
    pub(crate) fn take_signal(&mut self) -> Option<Signal> {
        let signal = self.signal()?;
        self.signed_out = false;
        self.place = Place::Nowhere;
        Some(signal)
    }

    /// Remembers whom to wake.
    pub(crate) fn remember(&mut self, waker: &Waker) {
        match &mut self.waker {
            Some(known) => known.clone_from(waker),
            none => *none = Some(waker.clone()),
        }
    }

    /// From now on events of the room wait, until [`Out::follow`].
    pub(crate) fn catch_up(&mut self, room: RoomId) {
        self.place = Place::CatchingUp { room, held: Vec::new(), bytes: 0 };
    }

    /// It watches nothing from now on.
    pub(crate) fn leave(&mut self) {
        self.place = Place::Nowhere;
    }

    /// It has been told everything up to `seen` that is within its earshot: gives it what came meanwhile, and follows.
    pub(crate) fn follow(&mut self, seen: EventNumber, earshot: Earshot, tcp: Option<&TcpStream>, now: Instant) {
        if let Place::CatchingUp { room, held, .. } = &mut self.place {
            let (room, held) = (*room, std::mem::take(held));
            self.place = Place::Following { room, seen, earshot };
            for batch in &held {
                self.offer(batch, tcp, now);
            }
        }
    }

    /// Gives events, or lets them wait. What waits when something is removed may be what was removed: it is dropped,
    /// and the viewer reads afresh.
    pub(super) fn offer(&mut self, batch: &Arc<Batch>, tcp: Option<&TcpStream>, now: Instant) {
        match &mut self.place {
            Place::CatchingUp { room, held, bytes } if *room == batch.room => {
                *bytes += batch.len();
                // What was removed may stand in what has been read for the viewer and not yet been given to it.
                if *bytes > VIEWER_BACKLOG_BYTES_MAX || batch.removal {
                    let room = *room;
                    self.lag(room);
                } else {
                    held.push(Arc::clone(batch));
                }
            }
            Place::Following { room, seen, earshot } if *room == batch.room => {
                let room = *room;
                if let Some(frames) = batch.after(*seen, *earshot) {
                    *seen = batch.last();
                    let waits = !self.waiting.is_empty();
                    let too_much = self.waiting_bytes + frames.len() > VIEWER_BACKLOG_BYTES_MAX;
                    if waits && (too_much || batch.removal) {
                        self.lag(room);
                    } else {
                        self.wrote_at = now;
                        self.put(frames, tcp);
                    }
                }
            }
            // Also what was on its way from a room that the viewer has left since.
            Place::CatchingUp { .. }
            | Place::Following { .. }
            | Place::Nowhere
            | Place::Slow { .. }
            | Place::Anew { .. }
            | Place::Ended { .. } => {}
        }
    }

    /// Writes whole frames, or as much of them as the socket takes; the rest waits.
    pub(crate) fn put(&mut self, frames: Bytes, tcp: Option<&TcpStream>) {
        let mut written = 0;
        if let (true, Some(tcp)) = (self.waiting.is_empty(), tcp) {
            match tcp.try_write(&frames) {
                Ok(some) => written = some,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => {
                    self.gone = true;
                    return;
                }
            }
        }
        self.put_rest(frames, written);
    }

    /// What the socket has not taken of whole frames waits.
    pub(crate) fn put_rest(&mut self, frames: Bytes, written: usize) {
        if written < frames.len() {
            self.waiting_bytes += frames.len() - written;
            self.waiting.push_back(Piece { frames, written });
        }
    }

    /// A pong or the like: never refused, unless the client asks for them without reading them.
    pub(crate) fn put_control(&mut self, frame: Bytes, tcp: Option<&TcpStream>) {
        if self.waiting_bytes > 2 * VIEWER_BACKLOG_BYTES_MAX {
            self.gone = true;
        } else {
            self.put(frame, tcp);
        }
    }

    /// Nothing can be written any more.
    pub(crate) fn hang_up(&mut self) {
        self.gone = true;
        self.waiting = VecDeque::new();
        self.waiting_bytes = 0;
    }

    /// What is to be written next.
    pub(crate) fn next(&self) -> Option<&[u8]> {
        self.waiting.front().map(|piece| &piece.frames[piece.written..])
    }

    /// That many bytes of it were written.
    pub(crate) fn written(&mut self, bytes: usize) {
        self.waiting_bytes = self.waiting_bytes.saturating_sub(bytes);
        if let Some(piece) = self.waiting.front_mut() {
            piece.written += bytes;
            if piece.written >= piece.frames.len() {
                self.waiting.pop_front();
            }
        }
        if self.waiting.is_empty() {
            // Most viewers are never slow again.
            self.waiting = VecDeque::new();
        }
    }

    /// Whether something waits.
    pub(crate) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    pub(super) fn is_in(&self, place: RoomId) -> bool {
        match self.place {
            Place::CatchingUp { room, .. }
            | Place::Following { room, .. }
            | Place::Slow { room }
            | Place::Anew { room } => room == place,
            Place::Nowhere | Place::Ended { .. } => false,
        }
    }

    pub(super) fn lag(&mut self, room: RoomId) {
        self.discard();
        self.place = Place::Slow { room };
    }

    /// It may hear all of the room from now on, or only its own part; whether that is another one is not known of who is
    /// still being told what it missed.
    pub(super) fn hear_anew(&mut self, place: RoomId, everything: bool) {
        let another = match self.place {
            Place::CatchingUp { room, .. } => room == place,
            Place::Following { room, earshot, .. } => room == place && (earshot == Earshot::Everything) != everything,
            Place::Nowhere | Place::Slow { .. } | Place::Anew { .. } | Place::Ended { .. } => false,
        };
        if another {
            self.discard();
            self.place = Place::Anew { room: place };
        }
    }

    /// Drops what waits, up to the end of a frame that was begun.
    fn discard(&mut self) {
        let begun = self.waiting.pop_front().filter(|piece| piece.written > 0).and_then(Piece::rest_of_frame);
        self.waiting_bytes = begun.as_ref().map_or(0, |piece| piece.frames.len() - piece.written);
        self.waiting = begun.into_iter().collect();
    }
}

impl Piece {
    /// Only the frame that was begun, if one was.
    fn rest_of_frame(self) -> Option<Self> {
        let end = crate::frame::end_of_frame_at(&self.frames, self.written);
        (end > self.written).then(|| Self { frames: self.frames.slice(..end), written: self.written })
    }
}
