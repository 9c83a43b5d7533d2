//! Listening in: what happens in rooms, for sockets that speak another language than the panel's.
//!
//! A [`Tap`] hears the events of the rooms it listens to, decoded and in order. Its queue is bounded: who is too slow
//! is told that something was lost. What waits in it is dropped when it is removed, so that nobody is told a text that
//! has gone in the meantime.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, Mutex, RwLock},
};

use bytes::Bytes;
use domain::{Audience, Event, EventKind, MessageId, RoomId, UserId};
use tokio::sync::{Notify, OnceCell};

use crate::{
    limits::TAP_QUEUE_MAX,
    lock::{lock, read, write},
};

/// An event, with the forms that it was written in: each dialect writes it once for all who listen.
#[derive(Debug)]
pub struct News {
    /// Where.
    pub room: RoomId,
    /// What.
    pub event: Event,
    /// Who of those who listen as members is told.
    pub audience: Audience,
    written: Mutex<Vec<(&'static str, Option<Bytes>)>>,
    /// Likewise, by languages that have to look something up.
    looked_up: Mutex<Vec<(&'static str, Looked)>>,
}

type Looked = Arc<OnceCell<Option<Bytes>>>;

impl News {
    fn new(room: RoomId, event: Event, audience: Audience) -> Self {
        Self { room, event, audience, written: Mutex::default(), looked_up: Mutex::default() }
    }

    /// The event in a language, written now if nobody has needed it before. `None` where the language has no word
    /// for it.
    pub fn written(&self, language: &'static str, write: impl FnOnce(&Event) -> Option<Bytes>) -> Option<Bytes> {
        let mut written = lock(&self.written);
        if let Some((_, known)) = written.iter().find(|(known, _)| *known == language) {
            return known.clone();
        }
        let new = write(&self.event);
        written.push((language, new.clone()));
        new
    }

    /// The event in a language that has to look something up for it: once for all who listen. Whoever comes while it
    /// is looked up waits for it.
    ///
    /// # Errors
    /// What the writing answers with; the next who needs it tries again.
    pub async fn written_once<E>(
        &self,
        language: &'static str,
        write: impl Future<Output = Result<Option<Bytes>, E>>,
    ) -> Result<Option<Bytes>, E> {
        let cell = {
            let mut looked_up = lock(&self.looked_up);
            let known = looked_up.iter().find(|(known, _)| *known == language).map(|(_, cell)| Arc::clone(cell));
            known.unwrap_or_else(|| {
                let cell = Looked::default();
                looked_up.push((language, Arc::clone(&cell)));
                cell
            })
        };
        cell.get_or_try_init(|| write).await.cloned()
    }
}

/// What somebody says to a room that is kept nowhere.
#[derive(Debug, Clone)]
pub struct Word {
    /// Where.
    pub room: RoomId,
    /// To whom. Of two people it reaches nobody else at all; sub-channels are for whoever listens to tell apart.
    pub audience: Audience,
    /// In which language: others do not understand it.
    pub language: &'static str,
    /// The whole text.
    pub text: Bytes,
}

/// What a tap hears.
#[derive(Debug, Clone)]
pub enum Heard {
    /// Something happened.
    News(Arc<News>),
    /// Something was said.
    Word(Word),
    /// Nothing more of this room will be heard: it may no longer be seen, or it is gone.
    Ended(RoomId),
    /// Whoever listens may hear nothing any more.
    SignedOut,
    /// Too much happened at once, and some of it was lost.
    Lost,
}

/// Who listens, in the whole process.
#[derive(Default)]
pub(crate) struct Ears {
    by_room: RwLock<HashMap<RoomId, Vec<Arc<Ear>>>>,
    /// Those that follow somebody into every room they become a member of, and everybody else.
    all: Mutex<Vec<Arc<Ear>>>,
}

struct Ear {
    user: UserId,
    session: u64,
    /// Whether it follows the user's memberships.
    follows: bool,
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Default)]
struct State {
    rooms: HashSet<RoomId>,
    /// Rooms that the user has left since the tap was opened: what was read before that does not bring them back.
    left: HashSet<RoomId>,
    queue: VecDeque<Heard>,
    silent: bool,
}

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
        if !lock(&self.ear.state).left.contains(&room) {
            self.ears.seat(&self.ear, room);
        }
    }

    /// Whether what waits to be heard says that a message has lost its content: what was read of it before must not be
    /// told any more.
    #[must_use]
    pub fn removal_waits(&self, room: RoomId, message: MessageId) -> bool {
        lock(&self.ear.state).queue.iter().any(|heard| match heard {
            Heard::News(news) => news.room == room && news.event.kind.removes(message),
            Heard::Word(_) | Heard::Ended(_) | Heard::SignedOut => false,
            // It may have been among what was lost.
            Heard::Lost => true,
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

impl Ears {
    /// Whether anybody would hear an event.
    pub(crate) fn would_hear(&self, room: RoomId, event: &Event) -> bool {
        let comes = matches!(event.kind, EventKind::RoleChanged { role: Some(_), .. });
        (comes && !lock(&self.all).is_empty()) || read(&self.by_room).contains_key(&room)
    }

    /// Tells everybody who listens.
    pub(crate) fn tell(&self, room: RoomId, event: Event, audience: Audience) {
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
        let news = Arc::new(News::new(room, event, audience));
        for ear in self.listeners(room) {
            ear.hear(Heard::News(Arc::clone(&news)));
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
            let left_out =
                matches!(word.audience, Audience::Between(one, other) if ear.user != one && ear.user != other);
            if !left_out {
                ear.hear(Heard::Word(word.clone()));
            }
        }
    }

    /// Ends what a user hears of one room; of all users for `None`.
    pub(crate) fn end_in_room(&self, room: RoomId, user: Option<UserId>) {
        for ear in self.listeners(room) {
            if user.is_none_or(|user| user == ear.user) {
                lock(&ear.state).left.insert(room);
                self.rise(&ear, room);
                ear.drop_of(room);
                ear.hear(Heard::Ended(room));
            }
        }
    }

    /// Ends all that fits.
    pub(crate) fn end(&self, user: Option<UserId>, session: Option<u64>) {
        let ends = |ear: &Ear| user == Some(ear.user) || session == Some(ear.session);
        let ended: Vec<_> = lock(&self.all).iter().filter(|ear| ends(ear)).map(Arc::clone).collect();
        for ear in ended {
            ear.sign_out();
        }
    }

    fn listeners(&self, room: RoomId) -> Vec<Arc<Ear>> {
        read(&self.by_room).get(&room).cloned().unwrap_or_default()
    }

    fn followers(&self, user: UserId) -> Vec<Arc<Ear>> {
        lock(&self.all).iter().filter(|ear| ear.follows && ear.user == user).map(Arc::clone).collect()
    }

    fn seat(&self, ear: &Arc<Ear>, room: RoomId) {
        if lock(&ear.state).rooms.insert(room) {
            write(&self.by_room).entry(room).or_default().push(Arc::clone(ear));
        }
    }

    fn rise(&self, ear: &Arc<Ear>, room: RoomId) {
        if !lock(&ear.state).rooms.remove(&room) {
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
    fn hear(&self, heard: Heard) {
        let mut state = lock(&self.state);
        if state.silent {
            return;
        }
        if let Heard::News(news) = &heard {
            state.forget_removed(news.room, &news.event.kind);
        }
        if state.queue.len() >= TAP_QUEUE_MAX {
            state.queue = VecDeque::from([Heard::Lost]);
            state.silent = true;
        } else {
            state.queue.push_back(heard);
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
        let mut state = lock(&self.state);
        state.queue = VecDeque::from([Heard::SignedOut]);
        state.silent = true;
        drop(state);
        self.wake.notify_one();
    }
}

impl State {
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

#[cfg(test)]
mod tests {
    use domain::{
        EventNumber, RoomRole, Timestamp,
        view::{Body, MessageView, PersonRef, RemovedBy},
    };

    use super::*;

    const ROOM: RoomId = RoomId::from_raw(1);
    const OTHER: RoomId = RoomId::from_raw(2);
    const USER: UserId = UserId::from_raw(3);

    fn event(number: u64, kind: EventKind) -> Event {
        Event { number: EventNumber(number), at: Timestamp::from_millis(0), kind }
    }

    fn renamed(name: &str) -> EventKind {
        EventKind::Renamed { name: name.to_owned() }
    }

    fn tell(ears: &Ears, room: RoomId, event: Event) {
        ears.tell(room, event, Audience::Everybody);
    }

    fn waiting(tap: &Tap) -> Vec<String> {
        let state = lock(&tap.ear.state);
        let told = state.queue.iter().map(|heard| match heard {
            Heard::News(news) => format!("{}:{}", news.room.raw(), news.event.number.0),
            Heard::Word(word) => format!("{}:word", word.room.raw()),
            Heard::Ended(room) => format!("{}:ended", room.raw()),
            Heard::SignedOut => "signed out".to_owned(),
            Heard::Lost => "lost".to_owned(),
        });
        told.collect()
    }

    #[test]
    fn a_tap_hears_its_rooms_and_no_others() {
        let ears = Arc::new(Ears::default());
        let tap = Tap::open(&ears, USER, 1, false);
        assert!(!ears.would_hear(ROOM, &event(1, renamed("a"))));
        tap.listen(ROOM);
        assert!(ears.would_hear(ROOM, &event(1, renamed("a"))));
        tell(&ears, ROOM, event(1, renamed("a")));
        tell(&ears, OTHER, event(1, renamed("a")));
        assert_eq!(waiting(&tap), ["1:1"]);
        drop(tap);
        assert!(!ears.would_hear(ROOM, &event(2, renamed("b"))), "nobody is left");
    }

    #[test]
    fn a_follower_comes_along_and_is_left_behind() {
        let ears = Arc::new(Ears::default());
        let tap = Tap::open(&ears, USER, 1, true);
        let role = |role| EventKind::RoleChanged { user: USER, role };
        tell(&ears, ROOM, event(1, role(Some(RoomRole::Member))));
        tell(&ears, ROOM, event(2, renamed("a")));
        tell(&ears, ROOM, event(3, role(None)));
        tell(&ears, ROOM, event(4, renamed("b")));
        assert_eq!(waiting(&tap), ["1:1", "1:2", "1:3"]);
        assert!(tap.end_waits(ROOM) && !tap.end_waits(OTHER));
        // What was read before they left does not bring the room back.
        tap.listen(ROOM);
        tell(&ears, ROOM, event(5, renamed("c")));
        assert_eq!(waiting(&tap).len(), 3);
        tell(&ears, ROOM, event(6, role(Some(RoomRole::Member))));
        assert_eq!(waiting(&tap).last().map(String::as_str), Some("1:6"));
    }

    #[test]
    fn what_waits_and_is_removed_is_never_told() {
        let ears = Arc::new(Ears::default());
        let tap = Tap::open(&ears, USER, 1, false);
        tap.listen(ROOM);
        for (number, id) in [(1, 10), (2, 11), (3, 12)] {
            tell(&ears, ROOM, event(number, sent(id)));
        }
        let by = RemovedBy::Moderator;
        tell(&ears, ROOM, event(4, EventKind::Deleted { message: MessageId::from_raw(11), by, reason: None }));
        assert_eq!(waiting(&tap), ["1:1", "1:3", "1:4"]);
        tell(&ears, ROOM, event(5, EventKind::Purged { through: MessageId::from_raw(11), count: 1, reason: None }));
        assert_eq!(waiting(&tap), ["1:3", "1:4", "1:5"]);
        let waits = |id| tap.removal_waits(ROOM, MessageId::from_raw(id));
        assert_eq!([waits(11), waits(10), waits(12)], [true, true, false], "of what was read before, too");
        assert!(!tap.removal_waits(OTHER, MessageId::from_raw(11)));
    }

    #[test]
    fn after_something_was_lost_everything_may_be_removed_and_every_room_left() {
        let ears = Arc::new(Ears::default());
        let tap = Tap::open(&ears, USER, 1, false);
        tap.listen(ROOM);
        let lost = || matches!(lock(&tap.ear.state).queue.front(), Some(Heard::Lost));
        let told = (1..100_000).take_while(|number| {
            tell(&ears, ROOM, event(*number, renamed("a")));
            !lost()
        });
        assert!(told.count() > 0 && lost());
        assert!(tap.removal_waits(ROOM, MessageId::from_raw(11)) && tap.end_waits(ROOM));
    }

    #[test]
    fn a_word_between_two_reaches_nobody_else() {
        let ears = Arc::new(Ears::default());
        let people = [USER, UserId::from_raw(4), UserId::from_raw(5)];
        let taps = people.map(|user| Tap::open(&ears, user, 1, false));
        taps.iter().for_each(|tap| tap.listen(ROOM));
        let audience = Audience::Between(people[0], people[2]);
        ears.say(&Word { room: ROOM, audience, language: "x", text: Bytes::from_static(b"psst") });
        assert_eq!(taps.each_ref().map(|tap| waiting(tap).len()), [1, 0, 1]);
    }

    #[tokio::test]
    async fn what_is_looked_up_is_written_once() {
        let news = News::new(ROOM, event(1, renamed("a")), Audience::Everybody);
        let text = |text: &'static str| async move { Ok::<_, ()>(Some(Bytes::from_static(text.as_bytes()))) };
        assert_eq!(news.written_once("x", async { Err(()) }).await, Err(()), "the next tries again");
        assert_eq!(news.written_once("x", text("one")).await, Ok(Some(Bytes::from_static(b"one"))));
        assert_eq!(news.written_once("x", text("two")).await, Ok(Some(Bytes::from_static(b"one"))));
        assert_eq!(news.written_once("y", text("two")).await, Ok(Some(Bytes::from_static(b"two"))), "another language");
    }

    #[test]
    fn who_is_too_slow_is_told_so_and_nothing_else() {
        let ears = Arc::new(Ears::default());
        let tap = Tap::open(&ears, USER, 1, false);
        tap.listen(ROOM);
        for number in 0..=TAP_QUEUE_MAX as u64 {
            tell(&ears, ROOM, event(number, renamed("a")));
        }
        assert_eq!(waiting(&tap), ["lost"]);
    }

    #[test]
    fn an_end_is_the_last_that_is_heard() {
        let ears = Arc::new(Ears::default());
        let (one, all) = (Tap::open(&ears, USER, 1, false), Tap::open(&ears, USER, 2, false));
        for tap in [&one, &all] {
            tap.listen(ROOM);
            tap.listen(OTHER);
        }
        tell(&ears, ROOM, event(1, renamed("a")));
        ears.end_in_room(ROOM, Some(USER));
        tell(&ears, ROOM, event(2, renamed("b")));
        tell(&ears, OTHER, event(1, renamed("a")));
        assert_eq!(waiting(&one), ["1:ended", "2:1"]);
        ears.end(None, Some(2));
        tell(&ears, OTHER, event(2, renamed("b")));
        assert_eq!((waiting(&one).len(), waiting(&all)), (3, vec!["signed out".to_owned()]));
    }

    fn sent(id: i64) -> EventKind {
        let sender = PersonRef { id: USER, name: "Ada".to_owned() };
        let (id, body) = (MessageId::from_raw(id), Body::Text("hello".to_owned()));
        EventKind::Sent {
            message: MessageView { id, sender, body, reply_to: None, edited_at: None, revision: 1, extra: None },
        }
    }
}
