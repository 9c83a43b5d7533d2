//! The hub and its feeds on real sockets: order, bounds, endings, and what strangers may send.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

mod house;

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use bytes::Bytes;
use domain::{EventNumber, MessageId};
use house::{Got, House, PATIENCE, masked, room, texts, user};
use live::{Counts, Event, Heard, Removed, limits};
use tokio::{
    task::yield_now,
    time::{Instant, sleep, timeout},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_viewer_gets_every_event_in_order() {
    let house = House::new().await;
    let mut viewers = Vec::new();
    for who in 0..300 {
        viewers.push(house.viewer(who, who as u64, 1).await);
    }
    let mut other = house.other_viewer(900, 900, 1).await;
    let publisher = tokio::spawn({
        let hub = house.hub.clone();
        async move {
            for number in 1..=500 {
                hub.publish(room(1), Event::new(EventNumber(number), Bytes::from(number.to_string())));
                if number % 50 == 0 {
                    sleep(Duration::from_millis(2)).await;
                }
            }
        }
    });
    for number in 1..=500 {
        assert_eq!(other.text().await, number.to_string());
        for viewer in &mut viewers {
            assert_eq!(viewer.text().await, number.to_string());
        }
    }
    publisher.await.unwrap();
}

#[tokio::test]
async fn rooms_do_not_mix() {
    let house = House::new().await;
    let mut ana = house.viewer(1, 1, 1).await;
    let mut ben = house.viewer(2, 2, 2).await;
    house.publish(1, 1, "for ana");
    house.publish(2, 1, "for ben");
    assert_eq!((ana.text().await, ben.text().await), ("for ana".into(), "for ben".into()));
}

#[tokio::test]
async fn another_watch_replaces_the_room() {
    let house = House::new().await;
    let mut ana = house.viewer(1, 1, 1).await;
    ana.watch(2).await;
    assert!(!house.hub.watched(room(1)));
    house.publish(1, 1, "left");
    house.publish(2, 1, "here");
    assert_eq!(ana.text().await, "here");
}

#[tokio::test]
async fn a_room_that_nobody_watches_costs_nothing() {
    let house = House::new().await;
    for number in 1..=1000 {
        house.publish(9, number, "nobody");
    }
    assert!(!house.hub.watched(room(9)));
    assert_eq!(house.hub.counts(), Counts { feeds: 0, rooms: 0, slow: 0 });
}

#[tokio::test]
async fn who_leaves_leaves_nothing_behind() {
    let house = House::new().await;
    let ana = house.viewer(1, 1, 1).await;
    let mut ben = house.viewer(2, 2, 1).await;
    assert_eq!(house.hub.counts(), Counts { feeds: 2, rooms: 1, slow: 0 });
    assert_eq!((house.hub.feeds_of(1), house.hub.feeds_of(3)), (1, 0));
    drop(ana);
    ben.send(&masked(0x88, &1000u16.to_be_bytes())).await;
    assert_eq!(ben.next().await, Got::Close(1000, String::new()));
    assert_eq!(ben.next().await, Got::End);
    house.hub.emptied().await;
    assert_eq!(house.hub.counts(), Counts { feeds: 0, rooms: 0, slow: 0 });
    assert_eq!(house.hub.feeds_of(1), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_viewer_is_told_to_reload_and_slows_nobody() {
    let house = House::new().await;
    let mut slow = house.narrow_viewer(1, 1, 1).await;
    let mut quick = house.viewer(2, 2, 1).await;
    let long = "x".repeat(10_000);
    let mut number = 0;
    while house.hub.counts().slow == 0 {
        number += 1;
        assert!(number < 5_000, "the slow viewer is never noticed");
        house.publish(1, number, long.clone());
        // Comes although nobody reads for the slow one until all of it is over.
        assert_eq!(quick.text().await.len(), long.len());
    }
    // What was on its way comes whole, then the word to read afresh, then nothing of the room.
    let mut events = 0;
    loop {
        let text = slow.text().await;
        if text == "reload" {
            break;
        }
        assert_eq!(text, long);
        events += 1;
    }
    assert!(events < number, "it missed something");
    house.publish(1, number + 1, "later");
    assert_eq!(quick.text().await, "later");
    slow.watch(1).await;
    house.publish(1, number + 2, "again");
    assert_eq!(slow.text().await, "again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_viewer_on_another_kind_of_line_is_told_too() {
    let house = House::new().await;
    let mut slow = house.other_viewer(1, 1, 1).await;
    let long = "x".repeat(10_000);
    for number in 1..=100 {
        house.publish(1, number, long.clone());
    }
    // Whoever reads while it is still being given may keep up with it.
    let given = async {
        while house.hub.counts().slow == 0 {
            sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(PATIENCE, given).await.expect("the slow viewer is noticed");
    loop {
        let text = slow.text().await;
        if text == "reload" {
            break;
        }
        assert_eq!(text, long);
    }
    assert_eq!(house.hub.counts().slow, 1);
}

#[tokio::test]
async fn when_something_could_not_be_told_everybody_reads_afresh() {
    let house = House::new().await;
    let mut viewers = [house.viewer(1, 1, 1).await, house.viewer(2, 2, 2).await];
    let mut tap = house.hub.listen(user(3), 3, true);
    house.hub.read_afresh();
    for viewer in &mut viewers {
        assert_eq!(viewer.text().await, "reload");
    }
    assert!(matches!(tap.next().await, Heard::Lost));
    viewers[0].watch(1).await;
    house.publish(1, 1, "and on we go");
    assert_eq!(viewers[0].text().await, "and on we go");
}

#[tokio::test]
async fn a_lost_role_ends_the_room_for_that_user_only() {
    let house = House::new().await;
    let mut ana = house.viewer(1, 1, 1).await;
    let mut ana_elsewhere = house.viewer(1, 1, 2).await;
    let mut ben = house.viewer(2, 2, 1).await;
    house.hub.end_in_room(room(1), user(1));
    house.publish(1, 1, "secret");
    house.publish(2, 1, "elsewhere");
    assert_eq!(ana.text().await, "ended");
    assert_eq!(ben.text().await, "secret");
    assert_eq!(ana_elsewhere.text().await, "elsewhere");
    ana.watch(2).await;
    house.publish(2, 2, "still here");
    assert_eq!(ana.text().await, "still here");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_for_somebody_who_lost_the_role_is_dropped() {
    let house = House::new().await;
    let mut ana = house.other_viewer(1, 1, 1).await;
    let mut ben = house.viewer(2, 2, 1).await;
    house.publish(1, 1, "x".repeat(100_000));
    house.publish(1, 2, "secret");
    // The line takes 4 KiB, so most of the first event waits, and all of the second, which who sits behind has already.
    ana.begun().await;
    assert_eq!((ben.text().await.len(), ben.text().await), (100_000, "secret".into()));
    house.hub.end_in_room(room(1), user(1));
    assert_eq!(ana.text().await.len(), 100_000, "what was begun comes whole");
    assert_eq!(ana.text().await, "ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_for_a_slow_viewer_goes_when_something_is_removed() {
    let house = House::new().await;
    let mut slow = house.other_viewer(1, 1, 1).await;
    let mut quick = house.viewer(2, 2, 1).await;
    house.publish(1, 1, "x".repeat(100_000));
    house.publish(1, 2, "removed in a moment");
    // The line takes 4 KiB, so most of the first event waits, and all of the second, which who sits behind has already.
    slow.begun().await;
    assert_eq!((quick.text().await.len(), quick.text().await), (100_000, "removed in a moment".into()));
    house.removes(1, 3, Removed::One(MessageId::MIN));
    assert_eq!(quick.text().await, "removed");
    assert_eq!(slow.text().await.len(), 100_000, "what was begun comes whole");
    assert_eq!(slow.text().await, "reload");
}

#[tokio::test]
async fn what_is_gone_before_the_line_takes_any_of_it_is_not_said() {
    // A frame of up to 64 KiB has four bytes before its text.
    const LINE_BYTES: usize = 4096;
    let fills = "x".repeat(LINE_BYTES - 4);
    for (begun, gone_meanwhile) in [(false, true), (false, false), (true, true)] {
        let house = House::new().await;
        let (mut feed, mut client) = house.feed(LINE_BYTES + if begun { 5 } else { 0 });
        feed.send(texts(&fills)).await.unwrap();
        let gone = AtomicBool::new(false);
        let saying = feed.send_unless(|| gone.load(Ordering::Relaxed), texts("told"));
        let read = async {
            // Now the other one waits for the line.
            yield_now().await;
            gone.store(gone_meanwhile, Ordering::Relaxed);
            assert_eq!(client.text().await, fills);
        };
        let said = tokio::join!(saying, read).0.unwrap();
        assert_eq!(said, begun || !gone_meanwhile, "{begun} {gone_meanwhile}");
        feed.send(texts("after")).await.unwrap();
        let expected: &[&str] = if said { &["told", "after"] } else { &["after"] };
        for text in expected {
            assert_eq!(client.text().await, *text);
        }
    }
}

#[tokio::test]
async fn what_is_removed_before_it_was_handed_out_is_handed_to_nobody() {
    let house = House::new().await;
    let mut viewers = Vec::new();
    for who in 0..5 {
        viewers.push(house.viewer(who, 1, 1).await);
    }
    let one = |message| Removed::One(MessageId::from_raw(message));
    for (first, removed, told) in [
        (1, one(7), ["gone", "other"]),
        (4, one(8), ["secret", "gone"]),
        (7, one(9), ["secret", "other"]),
        (10, Removed::Through(MessageId::from_raw(7)), ["gone", "other"]),
        (13, Removed::Through(MessageId::from_raw(8)), ["gone", "gone"]),
    ] {
        // Nobody is handed anything before this task waits.
        house.says(1, first, 7, "secret");
        house.says(1, first + 1, 8, "other");
        house.removes(1, first + 2, removed);
        for viewer in &mut viewers {
            for text in told.into_iter().chain(["removed"]) {
                assert_eq!(viewer.text().await, text, "{removed:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_session_or_a_user_that_ends_takes_its_feeds_along() {
    let house = House::new().await;
    let mut first = house.viewer(1, 10, 1).await;
    let mut second = house.viewer(1, 11, 1).await;
    let mut unwatching = house.open(1, 11).await;
    let mut ben = house.viewer(2, 20, 1).await;
    house.hub.end_session(10);
    assert_eq!(first.text().await, "ended");
    assert_eq!(first.next().await, Got::Close(1008, "signed out".into()));
    house.publish(1, 1, "one");
    assert_eq!((second.text().await, ben.text().await), ("one".into(), "one".into()));
    house.hub.end_user(user(1));
    for feed in [&mut second, &mut unwatching] {
        assert_eq!(feed.text().await, "ended");
        assert_eq!(feed.next().await, Got::Close(1008, "signed out".into()));
    }
    house.publish(1, 2, "two");
    assert_eq!(ben.text().await, "two");
}

#[tokio::test]
async fn a_client_that_breaks_the_rules_is_told_which() {
    let cases: &[(&str, Vec<u8>, u16)] = &[
        ("unmasked", vec![0x81, 1, b'1'], 1002),
        ("binary", masked(0x82, b"1"), 1003),
        ("in pieces", masked(0x01, b"1"), 1003),
        ("not UTF-8", masked(0x81, &[0xC3, 0x28]), 1007),
        ("too long", masked(0x81, &[b'1'; 1025]), 1009),
        ("far too long", masked(0x81, &[b'1'; 60_000]), 1009),
    ];
    for (case, bytes, code) in cases {
        let house = House::new().await;
        let mut client = house.viewer(1, 1, 1).await;
        client.send(bytes).await;
        let Got::Close(closed, reason) = client.next().await else { panic!("{case}") };
        assert_eq!(closed, *code, "{case}");
        assert!(reason.ends_with('.'), "{case}: {reason}");
        client.send(&masked(0x88, &code.to_be_bytes())).await;
        assert_eq!(client.next().await, Got::End, "{case}");
        house.hub.emptied().await;
    }
}

#[tokio::test]
async fn pings_are_answered_between_whole_frames() {
    let house = House::new().await;
    let mut ana = house.viewer(1, 1, 1).await;
    house.publish(1, 1, "one");
    assert_eq!(ana.text().await, "one");
    ana.send(&masked(0x89, b"there?")).await;
    assert_eq!(ana.next().await, Got::Pong(b"there?".to_vec()));
    let mut piecemeal = masked(0x89, b"and now?");
    let rest = piecemeal.split_off(3);
    ana.send(&piecemeal).await;
    sleep(Duration::from_millis(20)).await;
    ana.send(&rest).await;
    assert_eq!(ana.next().await, Got::Pong(b"and now?".to_vec()));
}

#[tokio::test]
async fn a_client_that_asks_without_reading_is_dropped() {
    let house = House::new().await;
    let mut client = house.other_viewer(1, 1, 1).await;
    let pings = masked(0x89, &[b'?'; 125]).repeat(64);
    for _ in 0..10_000 {
        if house.hub.counts().feeds == 0 {
            return;
        }
        // A write that is refused is the end that the test waits for.
        let _ = timeout(Duration::from_millis(50), client.try_send(&pings)).await;
    }
    panic!("it is still there");
}

#[tokio::test(start_paused = true)]
async fn a_quiet_line_has_beats_and_a_silent_client_is_dropped() {
    let house = House::new().await;
    let mut ana = house.other_viewer(1, 1, 1).await;
    let start = Instant::now();
    let mut got = Vec::new();
    loop {
        match ana.read_frame().await {
            Got::End => break,
            frame => got.push((start.elapsed().as_secs(), frame)),
        }
    }
    assert!(start.elapsed() >= limits::SILENCE_MAX && start.elapsed() < limits::SILENCE_MAX + Duration::from_secs(2));
    let beats: Vec<_> = got.iter().filter(|(_, frame)| *frame == Got::Text("beat".into())).map(|(at, _)| *at).collect();
    let pings = got.iter().filter(|(_, frame)| *frame == Got::Ping).count();
    assert_eq!((beats, pings), (vec![20, 40], 2), "{got:?}");
    assert_eq!(house.hub.counts().feeds, 0);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_answers_pings_stays() {
    let house = House::new().await;
    let mut ana = house.other_viewer(1, 1, 1).await;
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(600) {
        match ana.read_frame().await {
            Got::Ping => ana.send(&masked(0x8A, b"")).await,
            Got::Text(text) => assert_eq!(text, "beat"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(house.hub.counts().feeds, 1);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_nothing_is_dropped_although_it_watches_a_busy_room() {
    let house = House::new().await;
    let ana = house.other_viewer(1, 1, 1).await;
    for number in 1..=61 {
        house.publish(1, number, "x".repeat(1000));
        sleep(Duration::from_secs(1)).await;
    }
    house.hub.emptied().await;
    drop(ana);
}
