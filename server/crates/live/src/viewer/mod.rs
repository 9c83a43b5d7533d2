//! One viewer, as everybody else sees it: offers events, ends it, and never waits for it.

mod out;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex};

use domain::{RoomId, UserId};
use tokio::{net::TcpStream, time::Instant};

pub(crate) use self::out::{Out, Signal};
use crate::{batch::Batch, lock::lock};

/// One viewer.
pub(crate) struct Viewer {
    pub(crate) user: UserId,
    pub(crate) session: u64,
    /// The socket, if others than the viewer's task can write it.
    pub(crate) tcp: Option<TcpStream>,
    out: Mutex<Out>,
}

impl Viewer {
    /// A viewer that watches nothing yet.
    pub(crate) fn new(user: UserId, session: u64, tcp: Option<TcpStream>, now: Instant) -> Self {
        Self { user, session, tcp, out: Mutex::new(Out::new(now)) }
    }

    /// Changes what goes out, and wakes the viewer's task if it has to do something about it.
    pub(crate) fn with<T>(&self, change: impl FnOnce(&mut Out, Option<&TcpStream>) -> T) -> T {
        let mut out = lock(&self.out);
        let before = out.work();
        let result = change(&mut out, self.tcp.as_ref());
        let waker = out.waker_for_more_than(before);
        drop(out);
        if let Some(waker) = waker {
            waker.wake();
        }
        result
    }

    /// Gives events to the viewer, if it is there for them.
    pub(crate) fn offer(&self, batch: &Arc<Batch>, now: Instant) {
        self.with(|out, tcp| out.offer(batch, tcp, now));
    }

    /// It lost its place: too much happened in the room at once.
    pub(crate) fn lag(&self, room: RoomId) {
        self.with(|out, _| {
            if out.is_in(room) {
                out.lag(room);
            }
        });
    }

    /// The user's role in the room has changed: whoever hears another part of it from now on reads afresh.
    pub(crate) fn hear_anew(&self, room: RoomId, everything: bool) {
        self.with(|out, _| out.hear_anew(room, everything));
    }

    /// The user may no longer see the room.
    pub(crate) fn end(&self, room: RoomId) {
        self.with(|out, _| {
            if out.is_in(room) {
                out.end(room);
            }
        });
    }

    /// The user or the session may no longer see anything.
    pub(crate) fn sign_out(&self) {
        self.with(|out, _| out.sign_out());
    }
}
