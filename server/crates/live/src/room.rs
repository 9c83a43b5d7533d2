//! One watched room: a queue of what was published, the seats of its viewers, and the task that gives one to the other.
//!
//! Whoever publishes only pushes to the queue. A seat keeps its number for as long as its viewer stays, so that a
//! fan-out that is interrupted between two turns neither skips nor repeats anybody.

use std::{
    collections::VecDeque,
    future::poll_fn,
    mem,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    thread,
};

use domain::{RoomId, UserId};
use tokio::{
    task::yield_now,
    time::{Instant, sleep},
};

use crate::{
    batch::{Batch, Event, Removed},
    limits::{BATCH_BYTES_MAX, CROWD_MIN, FAN_OUT_TURN_SOCKETS, HEAD_START, ROOM_QUEUE_BYTES_MAX},
    lock::lock,
    viewer::Viewer,
};

/// A room that somebody watches.
pub(crate) struct Room {
    id: RoomId,
    queue: Mutex<Queue>,
    seats: Mutex<Seats>,
}

/// What was published and not yet given to anybody.
#[derive(Default)]
struct Queue {
    events: VecDeque<Event>,
    bytes: usize,
    /// Something is being handed out.
    giving: bool,
    /// What was removed since that began.
    removed: Vec<Removed>,
    /// More was published than fits: everybody has to read afresh.
    overflowed: bool,
    /// Nobody watches any more.
    abandoned: bool,
    waker: Option<Waker>,
}

/// What the room's task does next.
enum Work {
    Give(Vec<Event>),
    TellAllToReload,
    GoHome,
}

#[derive(Default)]
struct Seats {
    seats: Vec<Option<Seat>>,
    free: Vec<usize>,
}

struct Seat {
    /// Beside the viewer, so that looking for somebody does not touch everybody.
    user: UserId,
    viewer: Arc<Viewer>,
}

impl Room {
    /// A room with nobody in it.
    pub(crate) fn new(id: RoomId) -> Self {
        Self { id, queue: Mutex::default(), seats: Mutex::default() }
    }

    /// Takes an event to be given to all. Never waits for any of them.
    pub(crate) fn publish(&self, event: Event) {
        self.tell(|queue| {
            if let Some(removed) = event.removed() {
                queue.take_back(removed);
            }
            queue.bytes += event.json.len();
            if queue.bytes > ROOM_QUEUE_BYTES_MAX {
                queue.overflow();
            } else {
                queue.events.push_back(event);
            }
        });
    }

    /// Drops what waits and has everybody read afresh.
    pub(crate) fn overflow(&self) {
        self.tell(Queue::overflow);
    }

    /// Seats a viewer; answers with the number of the seat.
    pub(crate) fn sit(&self, viewer: Arc<Viewer>) -> usize {
        let seat = Some(Seat { user: viewer.user, viewer });
        let mut seats = lock(&self.seats);
        match seats.free.pop() {
            Some(number) => {
                seats.seats[number] = seat;
                number
            }
            None => {
                seats.seats.push(seat);
                seats.seats.len() - 1
            }
        }
    }

    /// Frees a seat; answers whether the room is empty now.
    pub(crate) fn rise(&self, number: usize) -> bool {
        let mut seats = lock(&self.seats);
        if seats.seats.get_mut(number).and_then(Option::take).is_some() {
            seats.free.push(number);
        }
        seats.free.len() == seats.seats.len()
    }

    /// Lets the room's task go home.
    pub(crate) fn abandon(&self) {
        self.tell(|queue| queue.abandoned = true);
    }

    /// Everybody who watches.
    pub(crate) fn viewers(&self) -> Vec<Arc<Viewer>> {
        lock(&self.seats).seats.iter().flatten().map(|seat| Arc::clone(&seat.viewer)).collect()
    }

    /// The viewers that are this user.
    pub(crate) fn viewers_of(&self, user: UserId) -> Vec<Arc<Viewer>> {
        let seats = lock(&self.seats);
        seats.seats.iter().flatten().filter(|seat| seat.user == user).map(|seat| Arc::clone(&seat.viewer)).collect()
    }

    /// Gives what is published to the viewers, until nobody is left.
    pub(crate) async fn serve(self: Arc<Self>) {
        loop {
            let work = poll_fn(|cx| self.next_work(cx)).await;
            self.let_others_go_first().await;
            match work {
                Work::Give(events) => self.give(events).await,
                Work::TellAllToReload => self.for_each(|| |viewer: &Viewer| viewer.lag(self.id)).await,
                Work::GoHome => return,
            }
        }
    }

    /// Hands events out. Who has had no turn yet when something of them is removed is given the rest.
    async fn give(&self, mut events: Vec<Event>) {
        let now = Instant::now();
        let mut batch = Arc::new(Batch::new(self.id, &events));
        self.for_each(|| {
            if self.take_back(&mut events) {
                batch = Arc::new(Batch::new(self.id, &events));
            }
            let batch = Arc::clone(&batch);
            move |viewer: &Viewer| viewer.offer(&batch, now)
        })
        .await;
        let mut queue = lock(&self.queue);
        queue.giving = false;
        queue.removed = Vec::new();
    }

    /// Takes back what was removed of events that are being handed out. Answers whether there was any.
    fn take_back(&self, events: &mut [Event]) -> bool {
        let removed = mem::take(&mut lock(&self.queue).removed);
        let mut any = false;
        for removed in removed {
            for event in &mut *events {
                any |= event.take_back(removed);
            }
        }
        any
    }

    /// Whoever published goes first: a moderator has the answer before the viewers have the event. Giving to a crowd
    /// keeps every core busy, theirs included, so the answer gets a head start that nobody in a crowd notices.
    async fn let_others_go_first(&self) {
        if self.viewers_len() >= CROWD_MIN {
            sleep(HEAD_START).await;
        } else {
            yield_now().await;
            thread::yield_now();
        }
    }

    /// How many watch.
    fn viewers_len(&self) -> usize {
        let seats = lock(&self.seats);
        seats.seats.len() - seats.free.len()
    }

    /// Does something for each viewer, in turns; what it is, is asked before each of them.
    async fn for_each<A: Fn(&Viewer)>(&self, mut acts: impl FnMut() -> A) {
        let mut turn = Vec::new();
        let mut from = 0;
        while self.turn(from, &mut turn) {
            let act = acts();
            for viewer in turn.drain(..) {
                act(&viewer);
            }
            from += FAN_OUT_TURN_SOCKETS;
            yield_now().await;
        }
    }

    /// The viewers of the next turn; `false` after the last.
    fn turn(&self, from: usize, turn: &mut Vec<Arc<Viewer>>) -> bool {
        let seats = lock(&self.seats);
        let Some(rest) = seats.seats.get(from..).filter(|rest| !rest.is_empty()) else {
            return false;
        };
        turn.extend(rest.iter().take(FAN_OUT_TURN_SOCKETS).flatten().map(|seat| Arc::clone(&seat.viewer)));
        true
    }

    fn next_work(&self, cx: &Context<'_>) -> Poll<Work> {
        let mut queue = lock(&self.queue);
        if queue.abandoned {
            Poll::Ready(Work::GoHome)
        } else if mem::take(&mut queue.overflowed) {
            // What came after the overflow stays: nobody misses it who sits down again meanwhile.
            Poll::Ready(Work::TellAllToReload)
        } else if queue.events.is_empty() {
            queue.waker = Some(cx.waker().clone());
            Poll::Pending
        } else {
            queue.giving = true;
            Poll::Ready(Work::Give(queue.take_some()))
        }
    }

    /// Changes the queue and wakes the room's task.
    fn tell(&self, change: impl FnOnce(&mut Queue)) {
        let mut queue = lock(&self.queue);
        change(&mut queue);
        let waker = queue.waker.take();
        drop(queue);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Queue {
    /// Takes back what was removed of what waits, and has the same done with what is being handed out.
    fn take_back(&mut self, removed: Removed) {
        for event in &mut self.events {
            let before = event.json.len();
            if event.take_back(removed) {
                self.bytes = self.bytes.saturating_sub(before) + event.json.len();
            }
        }
        if self.giving {
            self.removed.push(removed);
        }
    }

    fn overflow(&mut self) {
        self.events = VecDeque::new();
        self.bytes = 0;
        self.overflowed = true;
    }

    /// The oldest events, as many as go into one write: what is between two goes alone.
    fn take_some(&mut self) -> Vec<Event> {
        let (mut some, mut bytes) = (Vec::new(), 0);
        while bytes < BATCH_BYTES_MAX
            && let Some(event) = self.events.pop_front_if(|next| some.is_empty() || next.aside.is_none())
        {
            bytes += event.json.len();
            let alone = event.aside.is_some();
            some.push(event);
            if alone {
                break;
            }
        }
        self.bytes = self.bytes.saturating_sub(bytes);
        if self.events.is_empty() {
            // A burst is no reason to keep its memory.
            self.events = VecDeque::new();
        }
        some
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use domain::{EventNumber, MessageId};

    use super::*;
    use crate::batch::{Content, Quoted};

    fn event(number: u64, json: &Bytes) -> Event {
        Event::new(EventNumber(number), json.clone())
    }

    fn viewer(user: i64) -> Arc<Viewer> {
        Arc::new(Viewer::new(UserId::from_raw(user), 1, None, Instant::now()))
    }

    #[test]
    fn a_seat_keeps_its_number_and_is_given_again() {
        let room = Room::new(RoomId::MIN);
        assert_eq!([room.sit(viewer(1)), room.sit(viewer(2)), room.sit(viewer(1))], [0, 1, 2]);
        assert!(!room.rise(1));
        assert!(!room.rise(1), "rising twice frees one seat");
        assert_eq!(room.viewers_of(UserId::from_raw(1)).len(), 2);
        assert_eq!(room.sit(viewer(3)), 1);
        assert!(!room.rise(0));
        assert!(!room.rise(1));
        assert!(room.rise(2));
    }

    #[test]
    fn what_waits_goes_out_together_within_a_bound() {
        let room = Room::new(RoomId::MIN);
        let json = Bytes::from(vec![b'a'; BATCH_BYTES_MAX / 2]);
        for number in 1..=5 {
            room.publish(event(number, &json));
        }
        let cx = Context::from_waker(Waker::noop());
        let mut lasts = Vec::new();
        while let Poll::Ready(Work::Give(events)) = room.next_work(&cx) {
            lasts.push(events.last().unwrap().number.0);
        }
        assert_eq!(lasts, [2, 4, 5]);
        assert_eq!(lock(&room.queue).bytes, 0);
    }

    #[test]
    fn what_is_removed_while_it_is_handed_out_goes_to_nobody_else() {
        let room = Room::new(RoomId::MIN);
        let of = |number, content| Event { content, ..event(number, &Bytes::from_static(b"text")) };
        let text = |number, message| {
            let instead = Bytes::from_static(b"gone");
            of(number, Content::Of { message: MessageId::from_raw(message), instead, quoted: None })
        };
        room.publish(text(1, 7));
        room.publish(text(2, 8));
        let cx = Context::from_waker(Waker::noop());
        let Poll::Ready(Work::Give(mut events)) = room.next_work(&cx) else { panic!("nothing to give") };
        assert!(!room.take_back(&mut events));
        room.publish(text(3, 8));
        room.publish(of(4, Content::Removed(Removed::One(MessageId::from_raw(8)))));
        assert!(room.take_back(&mut events));
        assert!(!room.take_back(&mut events), "once");
        assert_eq!(events.iter().map(|event| &*event.json).collect::<Vec<_>>(), [&b"text"[..], b"gone"]);
        let Poll::Ready(Work::Give(next)) = room.next_work(&cx) else { panic!("nothing more to give") };
        assert_eq!(&*next[0].json, b"gone");
    }

    #[test]
    fn what_is_quoted_is_taken_back_out_of_the_reply_wherever_that_is() {
        let room = Room::new(RoomId::MIN);
        let reply = |number, message, to| {
            let quoted = Quoted { message: MessageId::from_raw(to), without: Bytes::from_static(b"reply") };
            let instead = Bytes::from_static(b"gone");
            let content = Content::Of { message: MessageId::from_raw(message), instead, quoted: Some(quoted) };
            Event { content, ..event(number, &Bytes::from_static(b"reply to a secret")) }
        };
        let removes = |number, message| {
            let content = Content::Removed(Removed::One(MessageId::from_raw(message)));
            Event { content, ..event(number, &Bytes::from_static(b"removed")) }
        };
        room.publish(reply(1, 8, 7));
        room.publish(reply(2, 9, 6));
        let cx = Context::from_waker(Waker::noop());
        let Poll::Ready(Work::Give(mut events)) = room.next_work(&cx) else { panic!("nothing to give") };
        room.publish(reply(3, 10, 7));
        room.publish(removes(4, 7));
        assert!(room.take_back(&mut events), "what is being handed out");
        assert_eq!(events.iter().map(|event| &*event.json).collect::<Vec<_>>(), [&b"reply"[..], b"reply to a secret"]);
        let Poll::Ready(Work::Give(next)) = room.next_work(&cx) else { panic!("nothing more to give") };
        assert_eq!(&*next[0].json, b"reply", "what waits");
        room.publish(removes(5, 8));
        events[0].take_back(Removed::One(MessageId::from_raw(8)));
        assert_eq!(&*events[0].json, b"gone", "the reply itself may go after that");
    }

    #[test]
    fn a_queue_has_a_bound() {
        let room = Room::new(RoomId::MIN);
        let json = Bytes::from(vec![b'a'; ROOM_QUEUE_BYTES_MAX / 2]);
        for number in 1..=4 {
            room.publish(event(number, &json));
        }
        let cx = Context::from_waker(Waker::noop());
        assert!(matches!(room.next_work(&cx), Poll::Ready(Work::TellAllToReload)));
        assert!(matches!(room.next_work(&cx), Poll::Ready(Work::Give(events)) if events[0].number.0 == 4));
    }
}
