//! Who listens, to which rooms, and what waits for them.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, Mutex, RwLock},
};

use domain::{Audience, Batch, Event, EventKind, RoomId, UserId};
use tokio::sync::Notify;

use super::{Heard, News, Word};
use crate::{
    limits::TAP_QUEUE_MAX,
    lock::{lock, read, write},
};

/// Who listens, in the whole process.
#[derive(Default)]
pub(crate) struct Ears {
    by_room: RwLock<HashMap<RoomId, Vec<Arc<Ear>>>>,
    /// Those that follow somebody into every room they become a member of, and everybody else.
    pub(super) all: Mutex<Vec<Arc<Ear>>>,
}

pub(super) struct Ear {
    pub(super) user: UserId,
    pub(super) session: u64,
    /// Whether it follows the user's memberships.
    pub(super) follows: bool,
    pub(super) state: Mutex<State>,
    pub(super) wake: Notify,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) rooms: HashSet<RoomId>,
    /// Rooms that the user has left since the tap was opened: what was read before that does not bring them back.
    pub(super) left: HashSet<RoomId>,
    pub(super) queue: VecDeque<Heard>,
    silent: bool,
}

impl Ears {
    /// Whether anybody would hear an event.
    pub(crate) fn would_hear(&self, room: RoomId, event: &Event) -> bool {
        let comes = matches!(event.kind, EventKind::RoleChanged { role: Some(_), .. });
        (comes && !lock(&self.all).is_empty()) || read(&self.by_room).contains_key(&room)
    }

    /// Tells everybody who listens. Of a message between two nobody else hears at all.
    pub(crate) fn tell(&self, room: RoomId, event: Event, audience: Audience, batch: Batch) {
        let changed = match event.kind {
            EventKind::RoleChanged { user, role } => Some((user, role.is_some())),
            _ => None,
        };
        if let Some((user, true)) = changed {
            for ear in self.followers(user) {
                lock(&ear.state).left.remove(&room);
                self.seat(&ear, room);
            }
        }
        let between = event.kind.message().is_some();
        let news = Arc::new(News::new(room, event, audience, batch));
        for ear in self.listeners(room) {
            if !(between && ear.is_left_out(audience)) {
                ear.hear(Heard::News(Arc::clone(&news)));
            }
        }
        if let Some((user, false)) = changed {
            for ear in self.followers(user) {
                lock(&ear.state).left.insert(room);
                self.rise(&ear, room);
            }
        }
    }

    /// Says something to everybody who listens to the room.
    pub(crate) fn say(&self, word: &Word) {
        for ear in self.listeners(word.room) {
            if !ear.is_left_out(word.audience) {
                ear.hear(Heard::Word(word.clone()));
            }
        }
    }

    /// Ends what a user hears of one room; of all users for `None`.
    pub(crate) fn end_in_room(&self, room: RoomId, user: Option<UserId>) {
        for ear in self.listeners(room) {
            if user.is_none_or(|user| user == ear.user) {
                self.end_for(&ear, room, None);
            }
        }
    }

    /// Says something to everybody who listens to the room, which is the last that one of them hears of it.
    pub(crate) fn say_last_to(&self, user: UserId, word: &Word) {
        for ear in self.listeners(word.room) {
            if ear.user == user {
                self.end_for(&ear, word.room, Some(word));
            } else if !ear.is_left_out(word.audience) {
                ear.hear(Heard::Word(word.clone()));
            }
        }
    }

    /// Ends what one hears of a room. Nothing of it that waits is heard any more, only the last word.
    fn end_for(&self, ear: &Arc<Ear>, room: RoomId, last: Option<&Word>) {
        lock(&ear.state).left.insert(room);
        self.rise(ear, room);
        ear.drop_of(room);
        last.into_iter().for_each(|word| ear.hear(Heard::Word(word.clone())));
        ear.hear(Heard::Ended(room));
    }

    /// Ends all that fits.
    pub(crate) fn end(&self, user: Option<UserId>, session: Option<u64>) {
        let ends = |ear: &Ear| user == Some(ear.user) || session == Some(ear.session);
        let ended: Vec<_> = lock(&self.all).iter().filter(|ear| ends(ear)).map(Arc::clone).collect();
        for ear in ended {
            ear.sign_out();
        }
    }

    /// Everybody who listens has lost something.
    pub(crate) fn lose(&self) {
        let all = lock(&self.all).clone();
        all.iter().for_each(|ear| ear.lose());
    }

    fn listeners(&self, room: RoomId) -> Vec<Arc<Ear>> {
        read(&self.by_room).get(&room).cloned().unwrap_or_default()
    }

    fn followers(&self, user: UserId) -> Vec<Arc<Ear>> {
        lock(&self.all).iter().filter(|ear| ear.follows && ear.user == user).map(Arc::clone).collect()
    }

    /// Seats an ear in a room that its user has not left. What it knows of that stays as it is until it sits: whoever
    /// leaves at the same moment does so before or after. (Its state is locked before the rooms, here as everywhere.)
    pub(super) fn seat(&self, ear: &Arc<Ear>, room: RoomId) {
        let mut state = lock(&ear.state);
        if !state.left.contains(&room) && state.rooms.insert(room) {
            write(&self.by_room).entry(room).or_default().push(Arc::clone(ear));
        }
    }

    pub(super) fn rise(&self, ear: &Arc<Ear>, room: RoomId) {
        let mut state = lock(&ear.state);
        if !state.rooms.remove(&room) {
            return;
        }
        let mut by_room = write(&self.by_room);
        if let Some(ears) = by_room.get_mut(&room) {
            ears.retain(|known| !Arc::ptr_eq(known, ear));
            if ears.is_empty() {
                by_room.remove(&room);
            }
        }
    }
}

impl Ear {
    /// Whether something is between two others.
    fn is_left_out(&self, audience: Audience) -> bool {
        matches!(audience, Audience::Between(one, other, _) if self.user != one && self.user != other)
    }

    fn hear(&self, heard: Heard) {
        let mut state = lock(&self.state);
        if state.silent {
            return;
        }
        if let Heard::News(news) = &heard {
            state.forget_removed(news.room, &news.event.kind);
        }
        if state.queue.len() >= TAP_QUEUE_MAX {
            state.end_with(Heard::Lost);
        } else {
            state.queue.push_back(heard);
        }
        drop(state);
        self.wake.notify_one();
    }

    fn lose(&self) {
        let mut state = lock(&self.state);
        if !state.silent {
            state.end_with(Heard::Lost);
        }
        drop(state);
        self.wake.notify_one();
    }

    fn drop_of(&self, gone: RoomId) {
        lock(&self.state).queue.retain(|heard| match heard {
            Heard::News(news) => news.room != gone,
            Heard::Word(word) => word.room != gone,
            Heard::Ended(_) | Heard::SignedOut | Heard::Lost => true,
        });
    }

    fn sign_out(&self) {
        lock(&self.state).end_with(Heard::SignedOut);
        self.wake.notify_one();
    }
}

impl State {
    /// Nothing is heard after this, and nothing of what waits.
    fn end_with(&mut self, last: Heard) {
        self.queue = VecDeque::from([last]);
        self.silent = true;
    }

    /// Drops what waits and has just been removed.
    fn forget_removed(&mut self, room: RoomId, kind: &EventKind) {
        if !matches!(kind, EventKind::Redacted { .. } | EventKind::Deleted { .. } | EventKind::Purged { .. }) {
            return;
        }
        self.queue.retain(|heard| match heard {
            Heard::News(news) if news.room == room => match &news.event.kind {
                EventKind::Sent { message } | EventKind::Edited { message } => !kind.removes(message.id),
                _ => true,
            },
            _ => true,
        });
    }
}
