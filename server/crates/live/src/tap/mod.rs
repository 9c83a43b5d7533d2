//! Listening in: what happens in rooms, for sockets that speak another language than the panel's.
//!
//! A [`Tap`] hears the events of the rooms it listens to, decoded and in order. Its queue is bounded: who is too slow
//! is told that something was lost. What waits in it is dropped when it is removed, so that nobody is told a text that
//! has gone in the meantime.

mod ears;
mod news;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex};

use domain::{EventKind, MessageId, RoomId, UserId};
use tokio::sync::Notify;

use self::ears::Ear;
pub(crate) use self::ears::Ears;
pub use self::news::{Heard, News, Word};
use crate::lock::lock;

/// Hears what happens. Hears nothing more when it is dropped.
pub struct Tap {
    ears: Arc<Ears>,
    ear: Arc<Ear>,
}

impl std::fmt::Debug for Tap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tap").field("user", &self.ear.user).finish_non_exhaustive()
    }
}

impl Tap {
    pub(crate) fn open(ears: &Arc<Ears>, user: UserId, session: u64, follows: bool) -> Self {
        let ear = Arc::new(Ear { user, session, follows, state: Mutex::default(), wake: Notify::new() });
        lock(&ears.all).push(Arc::clone(&ear));
        Self { ears: Arc::clone(ears), ear }
    }

    /// Listens to a room too. To be called before the store is read: what comes twice can be told by its number.
    pub fn listen(&self, room: RoomId) {
        self.ears.seat(&self.ear, room);
    }

    /// Whether what waits to be heard says that a message has lost its content: what was read of it before must not be
    /// told any more.
    #[must_use]
    pub fn removal_waits(&self, room: RoomId, message: MessageId) -> bool {
        lock(&self.ear.state).queue.iter().any(|heard| match heard {
            Heard::News(news) => news.room == room && news.event.kind.removes(message),
            Heard::Word(_) => false,
            // Nothing of the room was heard since: it may have been removed as well.
            Heard::Ended(ended) => *ended == room,
            Heard::SignedOut | Heard::Lost => true,
        })
    }

    /// Whether what waits to be heard ends what may be heard of a room.
    #[must_use]
    pub fn end_waits(&self, room: RoomId) -> bool {
        let left = EventKind::RoleChanged { user: self.ear.user, role: None };
        lock(&self.ear.state).queue.iter().any(|heard| match heard {
            Heard::News(news) => news.room == room && news.event.kind == left,
            Heard::Ended(ended) => *ended == room,
            Heard::SignedOut | Heard::Lost => true,
            Heard::Word(_) => false,
        })
    }

    /// Waits for the next. May be dropped while it waits: nothing is lost.
    pub async fn next(&mut self) -> Heard {
        loop {
            let woken = self.ear.wake.notified();
            if let Some(heard) = lock(&self.ear.state).queue.pop_front() {
                return heard;
            }
            woken.await;
        }
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        let rooms: Vec<RoomId> = lock(&self.ear.state).rooms.iter().copied().collect();
        rooms.into_iter().for_each(|room| self.ears.rise(&self.ear, room));
        lock(&self.ears.all).retain(|ear| !Arc::ptr_eq(ear, &self.ear));
    }
}
