//! What all chats of a process share: how many messages each room takes, names that were looked up, who is connected
//! and what they were told. Kept in memory: a restart forgives.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{EventNumber, RoomId, Timestamp, UserId, channel::Somebody};

use super::seats::{Line, Seat, Seats};

const SECOND_MICROS: i64 = 1_000_000;
/// Rooms that are remembered at the most; beyond it those at rest are forgotten.
const ROOMS_MAX: usize = 10_000;
/// People whose names are remembered at the most; beyond it all are looked up again.
const NAMES_MAX: usize = 10_000;

/// When it has used up what it took, in microseconds: one number instead of a count. A second's worth may come at once.
#[derive(Debug, Default)]
pub(super) struct Pace {
    used_up_at: i64,
}

impl Pace {
    /// Takes one of so many a second; answers whether there was one.
    pub(super) fn take(&mut self, now: Timestamp, per_second: u32) -> bool {
        let now = now.millis().saturating_mul(1000);
        // Never ahead by more than a second, also when the clock was turned back.
        let at = self.used_up_at.clamp(now, now + SECOND_MICROS);
        let used_up_at = at + SECOND_MICROS / i64::from(per_second.max(1));
        let there = used_up_at <= now + SECOND_MICROS;
        if there {
            self.used_up_at = used_up_at;
        }
        there
    }

    /// Gives back what was taken for nothing.
    fn give_back(&mut self, per_second: u32) {
        self.used_up_at -= SECOND_MICROS / i64::from(per_second.max(1));
    }
}

/// What all chats of a process share.
#[derive(Debug, Default)]
pub(crate) struct Chats {
    rooms: Mutex<HashMap<RoomId, Pace>>,
    names: Mutex<HashMap<UserId, Somebody>>,
    seats: Mutex<Seats>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Chats {
    /// Takes one of the messages of a room; answers whether there was one.
    pub(super) fn take(&self, room: RoomId, now: Timestamp, per_second: u32) -> bool {
        let mut rooms = lock(&self.rooms);
        if rooms.len() >= ROOMS_MAX {
            let now = now.millis().saturating_mul(1000);
            rooms.retain(|_, pace| pace.used_up_at > now);
        }
        rooms.entry(room).or_default().take(now, per_second)
    }

    /// Gives it back: the message was not written.
    pub(super) fn give_back(&self, room: RoomId, per_second: u32) {
        if let Some(pace) = lock(&self.rooms).get_mut(&room) {
            pace.give_back(per_second);
        }
    }

    /// Somebody's names, if they were looked up before. A name is given once and stays.
    pub(super) fn known(&self, user: UserId) -> Option<Somebody> {
        lock(&self.names).get(&user).cloned()
    }

    /// Remembers them.
    pub(super) fn remember(&self, somebody: Somebody) {
        let mut names = lock(&self.names);
        if names.len() >= NAMES_MAX {
            names.clear();
        }
        names.insert(somebody.id, somebody);
    }

    /// A place for one more socket of a token, for what comes after `head`; `None` when it has enough.
    pub(super) fn seat(
        self: &Arc<Self>,
        line: Line,
        token: [u8; 32],
        head: EventNumber,
        now: Timestamp,
    ) -> Option<Seat> {
        let takes_over = self.seats().take(line, token, head, now)?;
        Some(Seat::new(Arc::clone(self), line, token, takes_over, now))
    }

    /// Who is connected, and what they were told.
    pub(super) fn seats(&self) -> MutexGuard<'_, Seats> {
        lock(&self.seats)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + millis)
    }

    #[test]
    fn a_seconds_worth_passes_and_then_so_many_a_second() {
        for per_second in [1, 3, 10, 100] {
            let mut pace = Pace::default();
            let taken = (0..200).filter(|_| pace.take(at(0), per_second)).count();
            assert_eq!(taken, per_second as usize);
            assert!(!pace.take(at(i64::from(900 / per_second)), per_second));
            assert!(pace.take(at(i64::from(1000 / per_second) + 1), per_second));
        }
    }

    #[test]
    fn rooms_are_counted_apart_and_what_was_not_written_is_not_counted() {
        let (chats, room, other) = (Chats::default(), RoomId::from_raw(1), RoomId::from_raw(2));
        assert!(chats.take(room, at(0), 1) && !chats.take(room, at(0), 1) && chats.take(other, at(0), 1));
        chats.give_back(room, 1);
        assert!(chats.take(room, at(0), 1));
    }
}
