//! What a tap hears, and what it never does.

use bytes::Bytes;
use domain::{
    Audience, Batch, Event, EventNumber, RoomRole, Timestamp,
    view::{Body, MessageView, PersonRef, RemovedBy},
};

use super::*;
use crate::limits::TAP_QUEUE_MAX;

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
    ears.tell(room, event, Audience::Everybody, Batch::Single);
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
    tell(&ears, ROOM, event(5, EventKind::Purged { through: MessageId::from_raw(11), count: 1, by, reason: None }));
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
    let audience = Audience::Between(people[0], people[2], None);
    ears.say(&Word { room: ROOM, audience, language: "x", text: Bytes::from_static(b"psst") });
    assert_eq!(taps.each_ref().map(|tap| waiting(tap).len()), [1, 0, 1]);
    let by = RemovedBy::Moderator;
    let deleted = EventKind::Deleted { message: MessageId::from_raw(11), by, reason: None };
    for (number, kind) in [(1, sent(11)), (2, EventKind::Edited { message: message(11) }), (3, deleted)] {
        ears.tell(ROOM, event(number, kind), audience, Batch::Single);
    }
    let told = taps.each_ref().map(waiting);
    assert_eq!((told[0].len(), told[1].len(), told[2].len()), (2, 0, 2), "{told:?}");
}

#[tokio::test]
async fn what_is_looked_up_is_written_once() {
    let news = News::new(ROOM, event(1, renamed("a")), Audience::Everybody, Batch::Single);
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
    let waits = |tap: &Tap| [ROOM, OTHER].map(|room| tap.removal_waits(room, MessageId::from_raw(11)));
    assert_eq!(waits(&one), [true, false], "what is not heard of any more may be removed");
    ears.end(None, Some(2));
    assert_eq!(waits(&all), [true, true]);
    tell(&ears, OTHER, event(2, renamed("b")));
    assert_eq!((waiting(&one).len(), waiting(&all)), (3, vec!["signed out".to_owned()]));
}

#[test]
fn whoever_is_sent_out_hears_the_word_and_then_the_end() {
    let ears = Arc::new(Ears::default());
    let other = UserId::from_raw(4);
    let (gone, stays) = (Tap::open(&ears, USER, 1, false), Tap::open(&ears, other, 2, false));
    for tap in [&gone, &stays] {
        tap.listen(ROOM);
    }
    tell(&ears, ROOM, event(1, renamed("a")));
    let text = Bytes::from_static(b"sent out");
    ears.say_last_to(USER, &Word { room: ROOM, audience: Audience::Everybody, language: "test", text });
    tell(&ears, ROOM, event(2, renamed("b")));
    assert_eq!(waiting(&gone), ["1:word", "1:ended"], "and nothing of what waited");
    assert_eq!(waiting(&stays), ["1:1", "1:word", "1:2"]);
}

fn sent(id: i64) -> EventKind {
    EventKind::Sent { message: message(id) }
}

fn message(id: i64) -> MessageView {
    let sender = PersonRef { id: USER, name: "Ada".to_owned() };
    let (id, body) = (MessageId::from_raw(id), Body::Text("hello".to_owned()));
    MessageView { id, sender, target: None, body, reply_to: None, edited_at: None, revision: 1, extra: None }
}
