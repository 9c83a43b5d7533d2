//! SIGKILL at random moments, while people remove, write, are refused and purge: what was acknowledged stands, once, and
//! the record is whole.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

#[path = "kill/asked.rs"]
mod asked;
#[path = "kill/chance.rs"]
mod chance;
#[path = "kill/others.rs"]
mod others;
mod running;
#[path = "kill/told.rs"]
mod told;

use std::{
    collections::BTreeMap,
    ops::Range,
    path::Path,
    sync::{Arc, Mutex, atomic::Ordering},
    time::{Duration, Instant},
};

use asked::Asked;
use chance::Chance;
use others::Others;
use running::{Browser, Running, roomkeeper, site};
use serde_json::{Value, json};

/// How often the server is killed.
const ROUNDS: usize = 6;
/// Removals after which it is killed at the least and at the most, and microseconds after that: at whatever it does then.
const REMOVALS: Range<u64> = 1..180;
const LATER_MICROS: Range<u64> = 0..6_000;
/// Messages after which a room is purged.
const PURGED_AFTER: Range<u64> = 1..8;
/// How long the moment may take to come.
const PATIENCE: Duration = Duration::from_secs(60);
/// People who remove at the same time.
const HANDS: usize = 4;

/// When the server is killed.
enum Moment {
    /// So many removals are done.
    Removed(usize),
    /// A purge is on its way.
    Purging,
}

/// Has all hands remove at once while the others do what they do, and kills the server in the midst of it.
fn remove_until_killed(
    server: Running,
    asked: Vec<Vec<Asked>>,
    hand: &Browser,
    others: &Others,
    moment: &Moment,
    later: Duration,
) -> Vec<Asked> {
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
    std::thread::scope(|scope| {
        others.begin(scope);
        let is_now = || match moment {
            Moment::Removed(after) => done.lock().unwrap().len() >= *after,
            Moment::Purging => others.purging.load(Ordering::SeqCst),
        };
        let until = Instant::now() + PATIENCE;
        while !is_now() {
            assert!(Instant::now() < until, "the moment did not come");
            std::thread::yield_now();
        }
        let then = Instant::now() + later;
        while Instant::now() < then {
            std::hint::spin_loop();
        }
        server.kill();
        others.over.store(true, Ordering::SeqCst);
    });
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

/// A room beside the first that somebody can write in, with its name.
fn written_in(writer: &Browser, sample: &Value) -> (String, String) {
    let rooms = sample["rooms"].as_array().unwrap().iter().skip(1);
    let mut writable = rooms.filter(|room| {
        let fields = [("room", room["id"].as_str().unwrap()), ("content", "may I?")];
        room["kind"] == "room" && writer.post("/api/messages/send", &fields).status == 200
    });
    let room = writable.next().unwrap();
    (room["id"].as_str().unwrap().to_owned(), room["name"].as_str().unwrap().to_owned())
}

#[test]
fn what_was_acknowledged_stands_after_sigkill() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Running::demo(folder.path());
    let sample = server.sample.clone();
    let room = sample["rooms"][0]["id"].as_str().unwrap().to_owned();
    let target = (room.clone(), sample["rooms"][0]["messages"][0].as_str().unwrap().to_owned());
    let mut chance = Chance::told();
    let of = |role: &str| {
        let users = sample["users"].as_array().unwrap();
        let user = users.iter().find(|user| user["role"] == role).unwrap();
        (user["email"].as_str().unwrap().to_owned(), user["password"].as_str().unwrap().to_owned())
    };
    let (email, password) = of("owner");
    let (admin_email, admin_password) = of("platform_admin");
    let (member_email, member_password) = of("member");
    let purged_room = written_in(&server.browser(1).sign_in(&email, &password), &sample);
    let (mut acknowledged, mut cut, mut purges) = (0, 0, 0);
    for round in 0..ROUNDS {
        let owner = server.browser(1).sign_in(&email, &password);
        let member = server.browser(3).sign_in(&member_email, &member_password);
        let admin = server.browser(2).sign_in(&admin_email, &admin_password);
        let purge_after = chance.within(&PURGED_AFTER) as usize;
        let name = format!("{:x}-{round}", chance.0);
        let others = Others::new([&admin, &owner, &member], &purged_room, &target, name, purge_after);
        let removed = chance.within(&REMOVALS) as usize;
        let moment = if round % 2 == 0 { Moment::Removed(removed) } else { Moment::Purging };
        let later = Duration::from_micros(chance.within(&LATER_MICROS));
        let asked: Vec<Vec<Asked>> = std::thread::scope(|scope| {
            let hands: Vec<_> = (0..HANDS)
                .map(|n| {
                    scope.spawn({
                        let (owner, room) = (&owner, &room);
                        move || asked::write(owner, room, round, n)
                    })
                })
                .collect();
            hands.into_iter().map(|hand| hand.join().unwrap()).collect()
        });
        let since = told::newest(&owner, &room);
        let done = remove_until_killed(server, asked, &owner, &others, &moment, later);
        acknowledged += done.iter().filter(|one| one.operation.is_some()).count();
        cut += done.iter().filter(|one| one.operation.is_none()).count();
        verify(folder.path());
        server = Running::serve(folder.path());
        let admin = server.browser(2).sign_in(&admin_email, &admin_password);
        asked::check(&server, &admin, &done, since);
        purges += usize::from(others.check(&admin));
        // Keys are a person's own: the owner's session lived through the kill.
        let owner = server.browser(1).repeating(&owner);
        asked::repeat(&owner, &done);
        others.repeat(&admin, &owner);
        asked::check(&server, &admin, &done, since);
        others.check(&admin);
    }
    assert!(acknowledged > 0 && cut > 0, "{acknowledged} acknowledged, {cut} cut off: the kill came at no good moment");
    assert!(purges >= ROUNDS / 2, "{purges} purges were asked for");
    let (well, _) = server.stop();
    assert!(well, "SIGTERM is answered with a clean end");
    verify(folder.path());
}
