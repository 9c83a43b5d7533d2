//! What a viewer is told, and what is dropped for it.

use bytes::Bytes;
use domain::{Earshot, EventNumber, MessageId};

use super::*;
use crate::{
    batch::{Content, Event, Removed},
    limits::VIEWER_BACKLOG_BYTES_MAX,
};

const ROOM: RoomId = RoomId::MIN;

fn viewer() -> Viewer {
    Viewer::new(UserId::MIN, 1, None, Instant::now())
}

fn batch(numbers: impl IntoIterator<Item = u64>) -> Arc<Batch> {
    let event = |number: u64| event(number, Bytes::from(number.to_string()), false);
    Arc::new(Batch::new(ROOM, &numbers.into_iter().map(event).collect::<Vec<_>>()))
}

fn event(number: u64, json: Bytes, removal: bool) -> Event {
    let content = if removal { Content::Removed(Removed::Through(MessageId::MAX)) } else { Content::None };
    Event { content, ..Event::new(EventNumber(number), json) }
}

fn waiting(viewer: &Viewer) -> String {
    let out = lock(&viewer.out);
    let bytes: Vec<u8> = out.waiting.iter().flat_map(|piece| piece.frames[piece.written..].to_vec()).collect();
    bytes.into_iter().map(|byte| if byte.is_ascii_digit() { byte as char } else { '.' }).collect()
}

#[test]
fn what_was_replayed_is_not_told_again() {
    let viewer = viewer();
    let now = Instant::now();
    viewer.with(|out, _| out.catch_up(ROOM));
    viewer.offer(&batch([3]), now);
    viewer.offer(&batch([4, 5]), now);
    viewer.with(|out, tcp| out.follow(EventNumber(4), Earshot::Everything, tcp, now));
    viewer.offer(&batch([5]), now);
    viewer.offer(&batch([6]), now);
    assert_eq!(waiting(&viewer), "..5..6");
}

#[test]
fn events_of_another_room_are_not_mixed_in() {
    let viewer = viewer();
    viewer.with(|out, _| out.catch_up(RoomId::MAX));
    viewer.with(|out, tcp| out.follow(EventNumber(0), Earshot::Everything, tcp, Instant::now()));
    viewer.offer(&batch([1]), Instant::now());
    assert_eq!(waiting(&viewer), "");
}

#[test]
fn who_is_ended_gets_the_rest_of_a_begun_frame_and_no_more() {
    let viewer = viewer();
    let now = Instant::now();
    viewer.with(|out, _| out.catch_up(ROOM));
    viewer.with(|out, tcp| out.follow(EventNumber(0), Earshot::Everything, tcp, now));
    viewer.offer(&batch([111, 222]), now);
    viewer.offer(&batch([333]), now);
    viewer.with(|out, _| out.written(3));
    viewer.end(ROOM);
    assert_eq!(waiting(&viewer), "11");
    viewer.offer(&batch([444]), now);
    assert_eq!(waiting(&viewer), "11");
    assert_eq!(lock(&viewer.out).signal(), Some(Signal::Ended(ROOM)));
    assert_eq!(lock(&viewer.out).waiting_bytes, 2);
}

#[test]
fn a_backlog_has_a_bound() {
    let viewer = viewer();
    let now = Instant::now();
    let long = Bytes::from(vec![b'1'; VIEWER_BACKLOG_BYTES_MAX / 2]);
    let event = |number| Arc::new(Batch::new(ROOM, &[event(number, long.clone(), false)]));
    for following in [false, true] {
        viewer.with(|out, _| out.catch_up(ROOM));
        if following {
            viewer.with(|out, tcp| out.follow(EventNumber(0), Earshot::Everything, tcp, now));
        }
        viewer.offer(&event(1), now);
        assert_eq!(lock(&viewer.out).signal(), None);
        viewer.offer(&event(2), now);
        assert_eq!(lock(&viewer.out).signal(), Some(Signal::Slow(ROOM)));
        assert_eq!(waiting(&viewer), "", "what it will read afresh is not kept");
    }
}

#[test]
fn what_waits_when_something_is_removed_is_dropped() {
    let now = Instant::now();
    let removal = |number| Arc::new(Batch::new(ROOM, &[event(number, Bytes::from_static(b"9"), true)]));
    for following in [false, true] {
        let viewer = viewer();
        viewer.with(|out, _| out.catch_up(ROOM));
        if following {
            viewer.with(|out, tcp| out.follow(EventNumber(0), Earshot::Everything, tcp, now));
        }
        if following {
            viewer.offer(&removal(1), now);
            assert_eq!(lock(&viewer.out).signal(), None, "nothing waited that it could concern");
        }
        // While it catches up, what it concerns may have been read and not yet handed over.
        viewer.offer(&removal(2), now);
        assert_eq!(lock(&viewer.out).signal(), Some(Signal::Slow(ROOM)));
        assert_eq!(waiting(&viewer), "");
    }
}

#[test]
fn whose_earshot_has_changed_reads_afresh_and_nobody_else() {
    let now = Instant::now();
    let anew = |earshot, everything| {
        let viewer = viewer();
        viewer.with(|out, _| out.catch_up(ROOM));
        viewer.with(|out, tcp| out.follow(EventNumber(0), earshot, tcp, now));
        viewer.hear_anew(ROOM, everything);
        viewer.offer(&batch([1]), now);
        let signal = lock(&viewer.out).signal();
        (signal, waiting(&viewer))
    };
    let own = Earshot::Own(UserId::MIN);
    assert_eq!(anew(Earshot::Everything, false), (Some(Signal::Anew(ROOM)), String::new()));
    assert_eq!(anew(own, true), (Some(Signal::Anew(ROOM)), String::new()));
    assert_eq!(anew(own, false), (None, "..1".to_owned()));
    assert_eq!(anew(Earshot::Everything, true), (None, "..1".to_owned()));
    // Who is still being told what they missed was let in on what was known before.
    let viewer = viewer();
    viewer.with(|out, _| out.catch_up(ROOM));
    viewer.hear_anew(ROOM, true);
    assert_eq!(lock(&viewer.out).signal(), Some(Signal::Anew(ROOM)));
}
