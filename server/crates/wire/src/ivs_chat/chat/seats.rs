//! Who is connected to the chat of which room, and which messages they were told there. That belongs to the person, not
//! to the socket: a client changes sockets with its tokens and goes on showing what the one before has told.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
};

use domain::{EventNumber, MessageId, RoomId, Timestamp, UserId};

use super::{Chats, MISSED_WITHIN_MS};

/// Sockets that one token may have open at once. Its client opens the next before it closes the one before.
pub(crate) const SOCKETS_OF_A_TOKEN_MAX: u32 = 4;
/// Messages that a person was told last: those of them that a purge takes are told to be deleted one by one.
const TOLD_MAX: usize = 200;
/// People without a socket of whom it is remembered what they were told, at the most; beyond it whoever left first is
/// forgotten.
const LEFT_MAX: usize = 10_000;

/// Whose sockets they are: one person's, in one room.
pub(super) type Line = (RoomId, UserId);

/// Who is connected, and whoever was until a moment ago.
#[derive(Debug, Default)]
pub(super) struct Seats {
    people: HashMap<Line, Person>,
    /// Who has left, in the order in which they did.
    left: BTreeMap<u64, (Timestamp, Line)>,
    leaves: u64,
}

#[derive(Debug, Default)]
struct Person {
    /// Open sockets of each token.
    open: HashMap<[u8; 32], u32>,
    /// The newest event of the room when the first of these came.
    came: EventNumber,
    told: Told,
    /// Where they stand among those who have left.
    left: Option<u64>,
}

/// What a person was told, by the order of the ids.
#[derive(Debug, Default)]
struct Told {
    messages: VecDeque<MessageId>,
    /// The last purge that was told, and when it was.
    purged: Option<(MessageId, Timestamp)>,
}

impl Seats {
    /// Takes a place for one more socket of a token. When the person has another one already, answers from which event on
    /// they have heard what there was. `None` when the token has enough.
    pub(super) fn take(
        &mut self,
        line: Line,
        token: [u8; 32],
        head: EventNumber,
        now: Timestamp,
    ) -> Option<Option<EventNumber>> {
        self.forget(now);
        let person = self.people.entry(line).or_default();
        let takes_over = (!person.open.is_empty()).then_some(person.came);
        let open = person.open.entry(token).or_default();
        if *open >= SOCKETS_OF_A_TOKEN_MAX {
            return None;
        }
        *open += 1;
        person.came = takes_over.unwrap_or(head);
        person.told.forget(now);
        let left = person.left.take();
        left.map(|place| self.left.remove(&place));
        Some(takes_over)
    }

    /// Gives a place back.
    fn leave(&mut self, line: Line, token: [u8; 32], now: Timestamp) {
        let Some(person) = self.people.get_mut(&line) else { return };
        if let Some(open) = person.open.get_mut(&token) {
            *open -= 1;
        }
        person.open.retain(|_, open| *open > 0);
        if person.open.is_empty() {
            self.leaves += 1;
            person.left = Some(self.leaves);
            self.left.insert(self.leaves, (now, line));
        }
        self.forget(now);
    }

    /// Forgets whoever has been away for so long that nothing of it is told any more when they come back.
    fn forget(&mut self, now: Timestamp) {
        while let Some(first) = self.left.first_entry()
            && (first.get().0.plus_millis(MISSED_WITHIN_MS) < now || self.left.len() > LEFT_MAX)
        {
            if let Some((_, (_, line))) = self.left.pop_first() {
                self.people.remove(&line);
            }
        }
    }

    fn told(&mut self, line: Line) -> Option<&mut Told> {
        self.people.get_mut(&line).map(|person| &mut person.told)
    }
}

impl Told {
    fn remember(&mut self, message: MessageId) {
        if let Err(place) = self.messages.binary_search(&message) {
            self.messages.insert(place, message);
        }
        if self.messages.len() > TOLD_MAX {
            self.messages.pop_front();
        }
    }

    fn remove(&mut self, message: MessageId) {
        if let Ok(place) = self.messages.binary_search(&message) {
            self.messages.remove(place);
        }
    }

    /// Those that a purge takes. They stay for a while: whoever was told so may leave their socket before it came.
    fn purge(&mut self, through: MessageId, at: Timestamp) -> impl Iterator<Item = MessageId> {
        self.forget(at);
        if self.purged.is_none_or(|(before, _)| before < through) {
            self.purged = Some((through, at));
        }
        self.messages.iter().copied().take_while(move |message| *message <= through)
    }

    /// Forgets what was purged so long ago that nobody is told of it any more.
    fn forget(&mut self, now: Timestamp) {
        if let Some((through, at)) = self.purged
            && at.plus_millis(MISSED_WITHIN_MS) < now
        {
            self.messages.drain(..self.messages.partition_point(|message| *message <= through));
            self.purged = None;
        }
    }
}

/// The place of a socket. Free again when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    chats: Arc<Chats>,
    line: Line,
    token: [u8; 32],
    /// When another socket of the same person was open as this one came: the newest event when the first of them did.
    pub(super) takes_over: Option<EventNumber>,
    /// Up to where this socket has told purges.
    purged: MessageId,
    /// When it ends, as far as that is known.
    pub(super) ends_at: Timestamp,
}

impl Seat {
    pub(super) const fn new(
        chats: Arc<Chats>,
        line: Line,
        token: [u8; 32],
        takes_over: Option<EventNumber>,
        ends_at: Timestamp,
    ) -> Self {
        Self { chats, line, token, takes_over, purged: MessageId::MIN, ends_at }
    }

    /// The person was told a message.
    pub(super) fn remember(&self, message: MessageId) {
        self.chats.seats().told(self.line).into_iter().for_each(|told| told.remember(message));
    }

    /// The person is told that a message is gone.
    pub(super) fn remove(&self, message: MessageId) {
        self.chats.seats().told(self.line).into_iter().for_each(|told| told.remove(message));
    }

    /// Those of the messages that the person was told that a purge takes, and that this socket has not told to be gone.
    pub(super) fn purge(&mut self, through: MessageId, at: Timestamp) -> Vec<MessageId> {
        let mut seats = self.chats.seats();
        let told = seats.told(self.line);
        let gone = told.into_iter().flat_map(|told| told.purge(through, at));
        let gone = gone.filter(|message| *message > self.purged).collect();
        self.purged = self.purged.max(through);
        gone
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.chats.seats().leave(self.line, self.token, self.ends_at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: Line = (RoomId::MIN, UserId::MIN);

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + millis)
    }

    fn ids(raw: impl IntoIterator<Item = i64>) -> Vec<MessageId> {
        raw.into_iter().map(MessageId::from_raw).collect()
    }

    fn seat(chats: &Arc<Chats>, line: Line, token: u8, now: Timestamp) -> Seat {
        chats.seat(line, [token; 32], EventNumber(u64::from(token)), now).unwrap()
    }

    fn told(chats: &Arc<Chats>, messages: impl IntoIterator<Item = i64>, now: Timestamp) -> Seat {
        let seat = seat(chats, LINE, 1, now);
        ids(messages).into_iter().for_each(|message| seat.remember(message));
        seat
    }

    #[test]
    fn a_token_has_so_many_seats_and_gets_them_back() {
        let chats = Arc::new(Chats::default());
        let mut seats: Vec<_> = (0..SOCKETS_OF_A_TOKEN_MAX).map(|_| seat(&chats, LINE, 1, at(0))).collect();
        let more = |token| chats.seat(LINE, [token; 32], EventNumber(0), at(0));
        assert!(more(1).is_none() && more(2).is_some());
        seats.pop();
        seats.push(seat(&chats, LINE, 1, at(0)));
        seats.clear();
        assert!(chats.seats().people.values().all(|person| person.open.is_empty()));
    }

    #[test]
    fn a_socket_takes_over_from_one_of_the_same_person_in_the_same_room() {
        let (chats, room) = (Arc::new(Chats::default()), RoomId::from_raw(1));
        let first = seat(&chats, (room, UserId::MIN), 1, at(0));
        let second = seat(&chats, (room, UserId::MIN), 2, at(0));
        let takes_over = |line, token| seat(&chats, line, token, at(0)).takes_over;
        assert_eq!((first.takes_over, second.takes_over), (None, Some(EventNumber(1))));
        assert_eq!(
            takes_over((room, UserId::MIN), 3),
            Some(EventNumber(1)),
            "they have heard all since the first came"
        );
        assert_eq!(takes_over((RoomId::from_raw(2), UserId::MIN), 3), None);
        assert_eq!(takes_over((room, UserId::from_raw(7)), 4), None);
        drop((first, second));
        assert_eq!(takes_over((room, UserId::MIN), 5), None);
    }

    #[test]
    fn each_socket_of_a_person_tells_a_purge_of_what_any_of_them_has_told_once() {
        let chats = Arc::new(Chats::default());
        let mut before = told(&chats, [3, 1, 2, 2, 9], at(0));
        let mut after = seat(&chats, LINE, 2, at(0));
        assert_eq!(before.purge(MessageId::from_raw(3), at(1)), ids(1..=3));
        assert_eq!(after.purge(MessageId::from_raw(3), at(1)), ids(1..=3), "whoever was before it may not have come");
        assert_eq!(after.purge(MessageId::from_raw(3), at(1)), ids([]));
        before.remember(MessageId::from_raw(5));
        before.remove(MessageId::from_raw(9));
        assert_eq!(before.purge(MessageId::from_raw(10), at(2)), ids([5]), "not what was told to be deleted");
        let mut other = seat(&chats, (RoomId::from_raw(7), UserId::MIN), 3, at(0));
        assert_eq!(other.purge(MessageId::from_raw(10), at(2)), ids([]));
    }

    #[test]
    fn what_a_person_was_told_is_kept_for_a_while_after_they_left() {
        let chats = Arc::new(Chats::default());
        let through = MessageId::from_raw(9);
        for (away, kept) in [(MISSED_WITHIN_MS, ids([1, 2])), (MISSED_WITHIN_MS + 1, ids([]))] {
            let mut seat_before = told(&chats, [1, 2], at(0));
            seat_before.ends_at = at(1000);
            drop(seat_before);
            assert_eq!(seat(&chats, LINE, 1, at(1000 + away)).purge(through, at(1000 + away)), kept, "{away}");
        }
        drop(told(&chats, [1, 2], at(0)));
        drop(seat(&chats, (RoomId::from_raw(7), UserId::MIN), 1, at(2 * MISSED_WITHIN_MS)));
        assert!(!chats.seats().people.contains_key(&LINE), "and not for ever");
    }

    #[test]
    fn what_was_purged_long_ago_is_told_no_more() {
        let chats = Arc::new(Chats::default());
        let mut open = told(&chats, [1, 2], at(0));
        assert_eq!(open.purge(MessageId::from_raw(2), at(0)), ids([1, 2]));
        open.remember(MessageId::from_raw(3));
        let mut soon = seat(&chats, LINE, 2, at(MISSED_WITHIN_MS));
        assert_eq!(soon.purge(MessageId::from_raw(2), at(0)), ids([1, 2]));
        let mut late = seat(&chats, LINE, 3, at(MISSED_WITHIN_MS + 1));
        assert_eq!(late.purge(MessageId::from_raw(3), at(MISSED_WITHIN_MS + 1)), ids([3]));
    }

    #[test]
    fn neither_messages_nor_people_are_remembered_without_bound() {
        let chats = Arc::new(Chats::default());
        let max = TOLD_MAX as i64;
        let mut full = told(&chats, 1..=max + 1, at(0));
        assert_eq!(full.purge(MessageId::from_raw(max + 1), at(0)), ids(2..=max + 1));
        drop(full);
        for user in 0..=LEFT_MAX as i64 {
            drop(seat(&chats, (RoomId::MIN, UserId::from_raw(1000 + user)), 1, at(0)));
        }
        let seats = chats.seats();
        assert_eq!((seats.people.len(), seats.left.len()), (LEFT_MAX, LEFT_MAX));
    }
}
