//! The removals that are asked for, and what must be true of them after the kill.

use serde_json::Value;

use super::{messages, record, told};
use crate::running::{self, Browser, Running};

/// Messages that each has to remove in a round: all together more than they manage before any kill.
const EACH: usize = 60;

/// A removal that was asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    verb: &'static str,
    room: String,
    message: String,
    key: String,
    text: String,
    /// The operation, once it was acknowledged.
    pub operation: Option<Value>,
}

impl Asked {
    /// Asks for it; answers with the operation, unless the server is gone.
    pub fn send(&self, hand: &Browser) -> Option<Value> {
        let fields = [("room", &*self.room), ("message", &*self.message), ("reason", "Spam"), ("key", &*self.key)];
        let path = format!("/api/messages/{}", self.verb);
        let answer = hand.try_send("POST", &path, &[], running::form(&fields).as_bytes())?;
        assert_eq!(answer.status, 200, "{answer:?}");
        Some(answer.json())
    }
}

/// Writes what will be removed: every text is found nowhere else.
pub fn write(hand: &Browser, room: &str, round: usize, n: usize) -> Vec<Asked> {
    (0..EACH)
        .map(|m| {
            let text = format!("killtest-{round}-{n}-{m}-end");
            let fields = [("room", room), ("content", &*text)];
            let answer = hand.post("/api/messages/send", &fields);
            assert_eq!(answer.status, 200, "{answer:?}");
            Asked {
                verb: if m % 2 == 0 { "redact" } else { "delete" },
                room: room.to_owned(),
                message: answer.json()["id"].as_str().unwrap().to_owned(),
                key: format!("k-{round}-{n}-{m}"),
                text,
                operation: None,
            }
        })
        .collect()
}

/// Promises 1, 2, 3, 7 and 8 for all that was asked for in one round, which began after the event `since` of its room.
pub fn check(server: &Running, admin: &Browser, round: &[Asked], since: u64) {
    let entries = record(admin);
    let found = messages(admin, &round[0].room, &round.iter().map(|one| one.message.clone()).min().unwrap());
    let page = serde_json::to_string(&found).unwrap();
    let mut stands = Vec::new();
    for one in round {
        let of_it: Vec<_> = entries.iter().filter(|entry| entry["message"] == *one.message).collect();
        assert!(of_it.len() <= 1, "recorded twice: {one:?} {of_it:?}");
        match &one.operation {
            Some(operation) => {
                assert_eq!(of_it.len(), 1, "acknowledged and not on the record: {one:?}");
                assert_eq!(of_it[0]["operation"], operation["id"]);
            }
            // Nobody was told: both are true, but only together.
            None if of_it.is_empty() => {
                assert!(page.contains(&one.text), "gone without a record: {one:?}");
                continue;
            }
            None => {}
        }
        assert!(!page.contains(&one.text), "still readable: {one:?}");
        match (one.verb, found.get(&one.message)) {
            ("redact", Some(row)) => assert!(row["body"]["redacted"].is_object(), "{row}"),
            ("delete", None) => {}
            (verb, row) => panic!("{verb} left {row:?}"),
        }
        stands.push((one.verb.to_owned(), one.message.clone()));
    }
    let mut told = told::removals(server, admin, &round[0].room, since);
    stands.sort();
    told.sort();
    assert_eq!(told, stands, "whoever comes back is told of each that stands, once, and of nothing else");
}

/// The same requests again: the same answers, and nothing new on the record.
pub fn repeat(admin: &Browser, round: &[Asked]) {
    let before = record(admin).len();
    let mut late = 0;
    for one in round {
        let again = one.send(admin).unwrap();
        match &one.operation {
            Some(operation) => assert_eq!(again, *operation, "{one:?}"),
            None => late += 1,
        }
        assert_eq!(one.send(admin).unwrap(), again);
    }
    let after = record(admin).len();
    assert!(after - before <= late, "{} entries for {late} removals that nobody had been told of", after - before);
}
