//! What else is under way as the server is killed: somebody writes, somebody is refused again and again, and the room that is
//! written in is purged. Afterwards: what was acknowledged stands, once; what was not is there whole or not at all.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::Scope,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{messages, record};
use crate::running::{self, Browser};

/// How long an erasing that was broken off may take to come to its end.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often somebody is refused in a round at the most.
const REFUSALS_OF_A_ROUND: usize = 15;
/// Long enough that the server is killed in the midst of them now and then.
const BETWEEN_REFUSALS: Duration = Duration::from_millis(20);

/// A message that was sent.
#[derive(Debug, Clone)]
struct Sent {
    text: String,
    key: String,
    /// Its id, once it was acknowledged.
    id: Option<String>,
}

/// A purge that was asked for.
#[derive(Debug, Clone)]
struct Purge {
    through: String,
    key: String,
    /// The operation, once it was acknowledged.
    operation: Option<Value>,
}

/// Who does what, and what came of it until the server was gone.
pub struct Others {
    /// Moderates every room.
    pub admin: Browser,
    /// Writes.
    pub writer: Browser,
    /// Asks for what they may not do.
    pub member: Browser,
    /// The room that is written in and purged, by id and name.
    pub room: (String, String),
    /// A message of another room that the member would like to redact, and its room.
    pub target: (String, String),
    /// Tells this round's texts and keys from those of the others.
    pub round: String,
    /// After so many messages the room is purged.
    pub purge_after: usize,
    sent: Mutex<Vec<Sent>>,
    refusals: AtomicUsize,
    purge: Mutex<Option<Purge>>,
    /// The purge is on its way.
    pub purging: AtomicBool,
    /// The server was killed.
    pub over: AtomicBool,
    /// Refusals and purges on the record before.
    before: (usize, usize),
}

impl Others {
    pub fn new(
        people: [&Browser; 3],
        room: &(String, String),
        target: &(String, String),
        round: String,
        purge_after: usize,
    ) -> Self {
        let [admin, writer, member] = people.map(Clone::clone);
        let mut others = Self {
            admin,
            writer,
            member,
            room: room.clone(),
            target: target.clone(),
            round,
            purge_after,
            sent: Mutex::default(),
            refusals: AtomicUsize::new(0),
            purge: Mutex::default(),
            purging: AtomicBool::new(false),
            over: AtomicBool::new(false),
            before: (0, 0),
        };
        others.before = others.recorded(&others.admin);
        others
    }

    /// Refusals of the member and purges of the room, as the record has them.
    fn recorded(&self, admin: &Browser) -> (usize, usize) {
        let entries = record(admin);
        let refused = |entry: &&Value| entry["message"] == *self.target.1 && entry["outcome"]["refused"].is_string();
        let purged = |entry: &&Value| entry["action"] == "purge" && entry["room"]["id"] == *self.room.0;
        (entries.iter().filter(refused).count(), entries.iter().filter(purged).count())
    }

    /// Begins; everybody goes on until the server does not answer.
    pub fn begin<'s>(&'s self, scope: &'s Scope<'s, '_>) {
        scope.spawn(move || self.write());
        scope.spawn(move || self.be_refused());
        scope.spawn(move || self.purge());
    }

    fn send(&self, writer: &Browser, sent: &Sent) -> Option<running::Answer> {
        let fields = [("room", &*self.room.0), ("content", &*sent.text), ("key", &*sent.key)];
        writer.try_send("POST", "/api/messages/send", &[], running::form(&fields).as_bytes())
    }

    fn write(&self) {
        for n in 0.. {
            let (text, key) = (format!("others-{}-{n}-end", self.round), format!("s-{}-{n}", self.round));
            let mut sent = Sent { text, key, id: None };
            let answer = self.send(&self.writer, &sent);
            sent.id = answer.as_ref().map(|answer| {
                assert_eq!(answer.status, 200, "{answer:?}");
                answer.json()["id"].as_str().unwrap().to_owned()
            });
            self.sent.lock().unwrap().push(sent);
            if answer.is_none() {
                return;
            }
        }
    }

    /// Not so often that the record would let one refusal stand for others, over all rounds.
    fn be_refused(&self) {
        let fields = [("room", &*self.target.0), ("message", &*self.target.1)];
        let form = running::form(&fields);
        for _ in 0..REFUSALS_OF_A_ROUND {
            let Some(answer) = self.member.try_send("POST", "/api/messages/redact", &[], form.as_bytes()) else {
                return;
            };
            assert!([403, 404].contains(&answer.status), "{answer:?}");
            self.refusals.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(BETWEEN_REFUSALS);
        }
    }

    fn ask_for(&self, admin: &Browser, purge: &Purge) -> Option<Value> {
        let (room, name) = &self.room;
        let mut fields = vec![("room", &**room), ("confirmation", &**name), ("reason", "Spam")];
        fields.extend([("through", &*purge.through), ("key", &*purge.key)]);
        let answer = admin.try_send("POST", "/api/rooms/purge", &[], running::form(&fields).as_bytes())?;
        assert_eq!(answer.status, 200, "{answer:?}");
        Some(answer.json())
    }

    fn purge(&self) {
        let through = loop {
            if self.over.load(Ordering::SeqCst) {
                return;
            }
            let sent = self.sent.lock().unwrap();
            if let Some(last) = sent.get(self.purge_after).and_then(|sent| sent.id.clone()) {
                break last;
            }
            drop(sent);
            std::thread::yield_now();
        };
        let mut purge = Purge { through, key: format!("p-{}", self.round), operation: None };
        self.purging.store(true, Ordering::SeqCst);
        purge.operation = self.ask_for(&self.admin, &purge);
        *self.purge.lock().unwrap() = Some(purge);
    }

    /// Holds what is there now against what was acknowledged. Answers whether a purge was asked for.
    pub fn check(&self, admin: &Browser) -> bool {
        let (refused, purged) = self.recorded(admin);
        let (refused, purged) = (refused - self.before.0, purged - self.before.1);
        let told = self.refusals.load(Ordering::SeqCst);
        assert!((told..=told + 1).contains(&refused), "{refused} refusals on the record, {told} answered");
        let purge = self.purge.lock().unwrap().clone();
        let answered = purge.as_ref().is_some_and(|purge| purge.operation.is_some());
        assert!(purged <= usize::from(purge.is_some()) && purged >= usize::from(answered), "{purged} of {purge:?}");

        let sent = self.sent.lock().unwrap().clone();
        let oldest = sent.iter().filter_map(|sent| sent.id.clone()).min();
        let found = messages(admin, &self.room.0, &oldest.unwrap_or_else(|| "zzzzzzzzzzzz".to_owned()));
        let page = serde_json::to_string(&found).unwrap();
        for sent in &sent {
            let times = page.matches(&sent.text).count();
            match (&sent.id, &purge) {
                (Some(id), Some(purge)) if purged == 1 && *id <= purge.through => {
                    assert_eq!(times, 0, "still readable: {sent:?}");
                }
                (Some(_), _) => assert_eq!(times, 1, "acknowledged: {sent:?}"),
                (None, _) => assert!(times <= 1, "{sent:?}"),
            }
        }
        purge.is_some()
    }

    /// The same requests again: the same answers, and nothing twice. The erasing comes to its end.
    pub fn repeat(&self, admin: &Browser, writer: &Browser) {
        for sent in self.sent.lock().unwrap().iter_mut() {
            let again = self.send(writer, sent).unwrap();
            match (&sent.id, again.status) {
                (Some(id), 200) => assert_eq!(again.json()["id"], **id, "{sent:?}"),
                (None, 200) => sent.id = Some(again.json()["id"].as_str().unwrap().to_owned()),
                // It was purged since, and a retry brings nothing back.
                (_, status) => assert!(status == 409 && again.body.contains("removed_since"), "{again:?}"),
            }
        }
        let mut purge = self.purge.lock().unwrap();
        let Some(purge) = purge.as_mut() else { return };
        let again = self.ask_for(admin, purge).unwrap();
        if let Some(operation) = &purge.operation {
            assert_eq!(again, *operation);
        }
        purge.operation = Some(again.clone());
        assert_eq!(self.recorded(admin).1, self.before.1 + 1, "one purge, one entry");
        let until = Instant::now() + PATIENCE;
        loop {
            let answer = admin.post("/api/jobs/one", &[("job", again["job"].as_str().unwrap())]);
            let job = answer.json();
            if job["state"] == "done" {
                assert_eq!((&job["done"], &job["total"]), (&again["count"], &again["count"]), "{job}");
                return;
            }
            assert!(Instant::now() < until && job["state"] != json!("partial"), "{job}");
        }
    }
}
