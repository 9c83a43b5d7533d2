//! What a viewer who comes back is told of a room.

use serde_json::{Value, json};

use crate::running::{Browser, Running, feed::Feed};

/// The number of a room's newest event.
pub fn newest(hand: &Browser, room: &str) -> u64 {
    let answer = hand.ask("/api/messages/page", &json!({"room": room, "anchor": "newest"}));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["head"].as_u64().unwrap()
}

/// The removals after an event, by verb and message. There must be nothing else, and no gap.
pub fn removals(server: &Running, hand: &Browser, room: &str, since: u64) -> Vec<(String, String)> {
    let mut feed = Feed::open(server, hand.cookie.as_deref(), None).unwrap();
    feed.watch(room, since);
    let mut frames = feed.until("watching");
    let events = frames.iter_mut().filter_map(|frame| frame.get_mut("event")).map(|event| event["event"].take());
    let told: Vec<Value> = events.collect();
    let numbers = told.iter().map(|event| event["n"].as_u64().unwrap());
    assert!(numbers.eq(since + 1..=since + told.len() as u64), "without gaps: {told:?}");
    let removal = |event: &Value| {
        let verb = [("redacted", "redact"), ("deleted", "delete")];
        let (kind, verb) = verb.into_iter().find(|(kind, _)| event["kind"].get(kind).is_some())?;
        Some((verb.to_owned(), event["kind"][kind]["message"].as_str()?.to_owned()))
    };
    told.iter().map(|event| removal(event).unwrap_or_else(|| panic!("no removal: {event}"))).collect()
}
