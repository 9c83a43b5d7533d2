//! Who watches what: finds the room of an event, and the feeds of a user.
//!
//! Publishing looks up one key and pushes to one queue; for a room that nobody watches it only looks up the key.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{
        Arc, Mutex, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use domain::{Audience, Batch, Event as RoomEvent, RoomId, UserId};
use tokio::{sync::watch, time::Instant};

use crate::{
    batch::Event,
    feed::Feed,
    line::{Line, Socket},
    lock::{lock, read, write},
    room::Room,
    tap::{Ears, Tap, Word},
    viewer::Viewer,
};

/// The fan-out of a process. Cheap to clone: a handle.
#[derive(Clone, Default)]
pub struct Hub {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    rooms: RwLock<HashMap<RoomId, Arc<Room>>>,
    /// Those who listen in.
    ears: Arc<Ears>,
    /// Open feeds by session.
    feeds: Mutex<HashMap<u64, Vec<Arc<Viewer>>>>,
    /// How many feeds are open.
    open: watch::Sender<usize>,
    /// How often a viewer was too slow.
    slow: AtomicU64,
}

/// How much is going on, for the metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Open feeds.
    pub feeds: usize,
    /// Rooms that somebody watches.
    pub rooms: usize,
    /// How often a viewer was told to read afresh because it was too slow.
    pub slow: u64,
}

impl Hub {
    /// A hub without viewers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives every viewer of the room an event. Never blocks, never awaits.
    ///
    /// To be called after commit and in the order of the numbers: a number that is not above the last is taken for
    /// one that the viewer has seen.
    ///
    /// When it takes content away, what is not yet handed out of that content never is. What still waits for a slow viewer
    /// may hold it too, so that is dropped and the viewer told to read afresh. Who keeps up notices no difference.
    pub fn publish(&self, room: RoomId, event: Event) {
        let watched = read(&self.shared.rooms).get(&room).map(Arc::clone);
        if let Some(room) = watched {
            room.publish(event);
        }
    }

    /// A user's role in a room has changed: from now on they may hear what is between others there, or may not. Their
    /// feeds for which that is news are told to read afresh.
    ///
    /// To be called after commit and in the order of the numbers, as [`Hub::publish`].
    pub fn hear_anew(&self, room: RoomId, user: UserId, everything: bool) {
        let found = read(&self.shared.rooms).get(&room).map(Arc::clone);
        for viewer in found.iter().flat_map(|found| found.viewers_of(user)) {
            viewer.hear_anew(room, everything);
        }
    }

    /// Whether anybody watches: lets the service skip building a frame that nobody gets.
    ///
    /// To be asked after commit. Who comes to watch after that finds the event in the store.
    #[must_use]
    pub fn watched(&self, room: RoomId) -> bool {
        read(&self.shared.rooms).contains_key(&room)
    }

    /// Listens in, as a user with a session or key. With `follows` into every room that the user becomes a member of.
    #[must_use]
    pub fn listen(&self, user: UserId, session: u64, follows: bool) -> Tap {
        Tap::open(&self.shared.ears, user, session, follows)
    }

    /// Whether anybody who listens in would hear this event: lets the service skip copying what nobody hears.
    #[must_use]
    pub fn would_hear(&self, room: RoomId, event: &RoomEvent) -> bool {
        self.shared.ears.would_hear(room, event)
    }

    /// Tells those who listen in what happened; to be called after commit and in the order of the numbers.
    pub fn tell(&self, room: RoomId, event: RoomEvent, audience: Audience, batch: Batch) {
        self.shared.ears.tell(room, event, audience, batch);
    }

    /// Says something to those who listen in that is kept nowhere.
    pub fn say(&self, word: &Word) {
        self.shared.ears.say(word);
    }

    /// Something happened that could not be told: everybody who watches reads afresh, and who listens in has lost something.
    pub fn read_afresh(&self) {
        let rooms: Vec<_> = read(&self.shared.rooms).values().map(Arc::clone).collect();
        rooms.iter().for_each(|room| room.overflow());
        self.shared.ears.lose();
    }

    /// Ends the feeds of everybody in one room: it is gone.
    pub fn end_room(&self, room: RoomId) {
        self.shared.ears.end_in_room(room, None);
        let found = read(&self.shared.rooms).get(&room).map(Arc::clone);
        for viewer in found.iter().flat_map(|found| found.viewers()) {
            viewer.end(room);
        }
    }

    /// Ends the feeds of a user in one room.
    pub fn end_in_room(&self, room: RoomId, user: UserId) {
        self.shared.ears.end_in_room(room, Some(user));
        self.end_viewers(room, user);
    }

    /// Likewise, with a word that all who listen in are told: whoever is sent out learns why before it ends.
    pub fn send_out(&self, user: UserId, word: &Word) {
        self.shared.ears.say_last_to(user, word);
        self.end_viewers(word.room, user);
    }

    fn end_viewers(&self, room: RoomId, user: UserId) {
        let found = read(&self.shared.rooms).get(&room).map(Arc::clone);
        for viewer in found.iter().flat_map(|found| found.viewers_of(user)) {
            viewer.end(room);
        }
    }

    /// Ends all feeds of a user.
    pub fn end_user(&self, user: UserId) {
        self.shared.ears.end(Some(user), None);
        let feeds = lock(&self.shared.feeds);
        let theirs: Vec<_> = feeds.values().flatten().filter(|viewer| viewer.user == user).map(Arc::clone).collect();
        drop(feeds);
        theirs.iter().for_each(|viewer| viewer.sign_out());
    }

    /// Ends all feeds of a session.
    pub fn end_session(&self, session: u64) {
        self.shared.ears.end(None, Some(session));
        let theirs = lock(&self.shared.feeds).get(&session).cloned().unwrap_or_default();
        theirs.iter().for_each(|viewer| viewer.sign_out());
    }

    /// Opens a feed on a line. It watches nothing yet.
    #[must_use]
    pub fn join(&self, line: Line, user: UserId, session: u64) -> Feed {
        let (tcp, other) = match line.socket {
            Socket::Tcp(tcp) => (Some(tcp), None),
            Socket::Other(other) => (None, Some(other)),
        };
        let now = Instant::now();
        let viewer = Arc::new(Viewer::new(user, session, tcp, now));
        lock(&self.shared.feeds).entry(session).or_default().push(Arc::clone(&viewer));
        self.shared.open.send_modify(|open| *open += 1);
        Feed::new(self.clone(), viewer, other, &line.early, now)
    }

    /// How many feeds a session has open.
    #[must_use]
    pub fn feeds_of(&self, session: u64) -> usize {
        lock(&self.shared.feeds).get(&session).map_or(0, Vec::len)
    }

    /// How many feeds a user has open with a session or key.
    #[must_use]
    pub fn feeds_of_user(&self, session: u64, user: UserId) -> usize {
        let feeds = lock(&self.shared.feeds);
        feeds.get(&session).map_or(0, |theirs| theirs.iter().filter(|feed| feed.user == user).count())
    }

    /// How much is going on.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts {
            feeds: *self.shared.open.borrow(),
            rooms: read(&self.shared.rooms).len(),
            slow: self.shared.slow.load(Ordering::Relaxed),
        }
    }

    /// Waits until no feed is open: for a server that stops.
    pub async fn emptied(&self) {
        // The sender lives as long as this handle, so waiting cannot fail.
        let _ = self.shared.open.subscribe().wait_for(|open| *open == 0).await;
    }

    /// Seats a viewer in a room, and wakes the room if it is the first.
    pub(crate) fn sit(&self, id: RoomId, viewer: &Arc<Viewer>) -> usize {
        let mut rooms = write(&self.shared.rooms);
        match rooms.entry(id) {
            Entry::Occupied(room) => room.get().sit(Arc::clone(viewer)),
            Entry::Vacant(place) => {
                let room = place.insert(Arc::new(Room::new(id)));
                tokio::spawn(Arc::clone(room).serve());
                room.sit(Arc::clone(viewer))
            }
        }
    }

    /// Frees a seat, and forgets the room if it was the last.
    pub(crate) fn rise(&self, id: RoomId, seat: usize) {
        let mut rooms = write(&self.shared.rooms);
        if let Entry::Occupied(room) = rooms.entry(id)
            && room.get().rise(seat)
        {
            room.remove().abandon();
        }
    }

    /// Counts a viewer that was too slow.
    pub(crate) fn count_slow(&self) {
        self.shared.slow.fetch_add(1, Ordering::Relaxed);
    }

    /// Closes a feed.
    pub(crate) fn part(&self, viewer: &Arc<Viewer>) {
        let mut feeds = lock(&self.shared.feeds);
        if let Entry::Occupied(mut theirs) = feeds.entry(viewer.session) {
            theirs.get_mut().retain(|feed| !Arc::ptr_eq(feed, viewer));
            if theirs.get().is_empty() {
                theirs.remove();
            }
        }
        drop(feeds);
        self.shared.open.send_modify(|open| *open = open.saturating_sub(1));
    }
}
