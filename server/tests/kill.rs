//! SIGKILL at any moment: what was acknowledged stands, once, and the record is whole.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

mod running;

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex},
};

use running::{Browser, Running, roomkeeper, site};
use serde_json::{Value, json};

/// Removals after which the server is killed, round by round: at whatever it does at that moment.
const KILLED_AFTER: [usize; 5] = [3, 150, 40, 90, 17];
/// People who remove at the same time.
const HANDS: usize = 4;
/// Messages that each has to remove in a round: all together more than they manage before any kill.
const EACH: usize = 60;

/// A removal that was asked for.
#[derive(Debug, Clone)]
struct Asked {
    verb: &'static str,
    room: String,
    message: String,
    key: String,
    text: String,
    /// The operation, once it was acknowledged.
    operation: Option<Value>,
}

impl Asked {
    fn send(&self, hand: &Browser) -> Option<Value> {
        let fields = [("room", &*self.room), ("message", &*self.message), ("reason", "Spam"), ("key", &*self.key)];
        let path = format!("/api/messages/{}", self.verb);
        let answer = hand.try_send("POST", &path, &[], running::form(&fields).as_bytes())?;
        assert_eq!(answer.status, 200, "{answer:?}");
        Some(answer.json())
    }
}

/// Writes what will be removed: every text is found nowhere else.
fn write(hand: &Browser, room: &str, round: usize, n: usize) -> Vec<Asked> {
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

/// Has all hands remove at once, and kills the server in the midst of it.
fn remove_until_killed(server: Running, asked: Vec<Vec<Asked>>, hand: &Browser, after: usize) -> Vec<Asked> {
    let done: Arc<Mutex<Vec<Asked>>> = Arc::default();
    let hands: Vec<_> = asked
        .into_iter()
        .map(|asked| {
            let (hand, done) = (hand.clone(), done.clone());
            std::thread::spawn(move || {
                for mut one in asked {
                    one.operation = one.send(&hand);
                    let broke_off = one.operation.is_none();
                    done.lock().unwrap().push(one);
                    if broke_off {
                        return;
                    }
                }
            })
        })
        .collect();
    while done.lock().unwrap().len() < after {
        std::thread::yield_now();
    }
    server.kill();
    hands.into_iter().for_each(|hand| hand.join().unwrap());
    Arc::try_unwrap(done).unwrap().into_inner().unwrap()
}

/// The newest messages of a room by id, as JSON, as far back as `oldest`.
fn messages(hand: &Browser, room: &str, oldest: &str) -> BTreeMap<String, Value> {
    let (mut found, mut anchor) = (BTreeMap::new(), json!("newest"));
    loop {
        let answer = hand.ask("/api/messages/page", &json!({"room": room, "anchor": anchor}));
        assert_eq!(answer.status, 200, "{answer:?}");
        let page = answer.json();
        let rows = page["messages"].as_array().unwrap().clone();
        let first = rows.first().map(|row| row["id"].as_str().unwrap().to_owned());
        found.extend(rows.into_iter().map(|row| (row["id"].as_str().unwrap().to_owned(), row)));
        match first {
            Some(first) if page["older"] == true && *first > *oldest => anchor = json!({"before": first}),
            Some(_) | None => return found,
        }
    }
}

fn record(admin: &Browser) -> Vec<Value> {
    let answer = admin.get("/audit/export.jsonl");
    assert_eq!(answer.status, 200);
    answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn verify(folder: &Path) {
    let site = site();
    let verified = roomkeeper(site.path()).args(["audit", "verify", "--data"]).arg(folder).output().unwrap();
    let said = String::from_utf8_lossy(&verified.stdout).into_owned() + &String::from_utf8_lossy(&verified.stderr);
    assert!(verified.status.success() && said.contains("every one fits"), "{said}");
}

/// Promises 1, 2, 7 and 8 for all that was asked for in one round.
fn check(admin: &Browser, round: &[Asked]) {
    let entries = record(admin);
    let found = messages(admin, &round[0].room, &round.iter().map(|one| one.message.clone()).min().unwrap());
    let page = serde_json::to_string(&found).unwrap();
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
    }
}

/// The same requests again: the same answers, and nothing new on the record.
fn repeat(admin: &Browser, round: &[Asked]) {
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

#[test]
fn what_was_acknowledged_stands_after_sigkill() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Running::demo(folder.path());
    let sample = server.sample.clone();
    let room = sample["rooms"][0]["id"].as_str().unwrap().to_owned();
    let of = |role: &str| {
        let users = sample["users"].as_array().unwrap();
        let user = users.iter().find(|user| user["role"] == role).unwrap();
        (user["email"].as_str().unwrap().to_owned(), user["password"].as_str().unwrap().to_owned())
    };
    let (email, password) = of("owner");
    let (admin_email, admin_password) = of("platform_admin");
    let (mut acknowledged, mut cut) = (0, 0);
    for (round, after) in KILLED_AFTER.into_iter().enumerate() {
        let owner = server.browser(1).sign_in(&email, &password);
        let asked: Vec<Vec<Asked>> = std::thread::scope(|scope| {
            let hands: Vec<_> = (0..HANDS)
                .map(|n| {
                    scope.spawn({
                        let (owner, room) = (&owner, &room);
                        move || write(owner, room, round, n)
                    })
                })
                .collect();
            hands.into_iter().map(|hand| hand.join().unwrap()).collect()
        });
        let done = remove_until_killed(server, asked, &owner, after);
        acknowledged += done.iter().filter(|one| one.operation.is_some()).count();
        cut += done.iter().filter(|one| one.operation.is_none()).count();
        verify(folder.path());
        server = Running::serve(folder.path());
        let admin = server.browser(2).sign_in(&admin_email, &admin_password);
        check(&admin, &done);
        // Keys are a person's own: the owner's session lived through the kill.
        let owner = server.browser(1).repeating(&owner);
        repeat(&owner, &done);
        check(&admin, &done);
    }
    assert!(acknowledged > 0 && cut > 0, "{acknowledged} acknowledged, {cut} cut off: the kill came at no good moment");
    let (well, _) = server.stop();
    assert!(well, "SIGTERM is answered with a clean end");
    verify(folder.path());
}
