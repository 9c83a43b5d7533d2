//! Promise 5 where SQLite moves texts about: when it splits a page it leaves old bytes behind, which outlive the text.

use std::{collections::HashSet, fs, path::Path, sync::Arc, time::Duration};

use domain::{MessageId, RoomId, RoomRole, UserId};
use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use storage::{BulkMessage, StorageError, Write, WriteTx};
use testkit::{House, Person, purge, removal, write};

/// How long the store may take to tidy up: much longer than it gives itself, since the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes of the name of a text.
const NAME_BYTES: usize = 6;

/// Numbers that look drawn and are always the same.
struct Drawn(u32);

impl Drawn {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) as usize % bound
    }
}

/// A text of which every part bears its name.
fn text(number: usize, drawn: &mut Drawn) -> (String, String) {
    let name = format!("m{number:05}");
    let parts = 1 + drawn.below(if number.is_multiple_of(9) { 80 } else { 12 });
    let text = (0..parts).map(|part| format!("{name}~{part:04}~")).collect();
    (name, text)
}

/// Which of the names stand in any file of the folder.
fn left<'n>(folder: &Path, names: &'n [String]) -> Vec<&'n str> {
    let bytes: Vec<u8> =
        fs::read_dir(folder).unwrap().flat_map(|file| fs::read(file.unwrap().path()).unwrap()).collect();
    let held: HashSet<&[u8]> = bytes.windows(NAME_BYTES).filter(|part| part[0] == b'm').collect();
    names.iter().map(String::as_str).filter(|name| held.contains(name.as_bytes())).collect()
}

async fn all_go(folder: &Path, names: &[String]) {
    let gone = async {
        while !left(folder, names).is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, gone).await;
    assert!(waited.is_ok(), "{:?}", left(folder, names));
}

struct Scene {
    house: House,
    olga: Person,
    rooms: Vec<RoomId>,
    sent: Vec<(RoomId, MessageId, String)>,
}

impl Scene {
    /// Messages of many lengths in many rooms, turn by turn.
    async fn set(count: usize, in_rooms: usize) -> Self {
        let house = House::new().await;
        let first = house.room("room 0").await;
        let olga = house.person("olga").owner_of(first).await;
        let mut rooms = vec![first];
        for number in 1..in_rooms {
            rooms.push(house.room(&format!("room {number}")).with(&olga, RoomRole::Owner).await);
        }
        let (mut sent, mut drawn) = (Vec::new(), Drawn(4711));
        for number in 0..count {
            let room = rooms[drawn.below(in_rooms)];
            let (name, text) = text(number, &mut drawn);
            let id = house.service().send(&olga, write(room, &text)).await.unwrap().id;
            sent.push((room, id, name));
        }
        Self { house, olga, rooms, sent }
    }

    /// The names of those in some of the rooms.
    fn names(&self, rooms: &[RoomId]) -> Vec<String> {
        self.sent.iter().filter(|(room, ..)| rooms.contains(room)).map(|(.., name)| name.clone()).collect()
    }
}

#[tokio::test]
async fn nothing_is_left_of_messages_that_were_removed_one_by_one() {
    let scene = Scene::set(3_000, 8).await;
    let service = scene.house.service();
    let mut gone = Vec::new();
    for (number, (room, id, name)) in scene.sent.iter().enumerate() {
        match number % 3 {
            0 => continue,
            1 => service.redact(&scene.olga, removal(*room, *id)).await.map(drop).unwrap(),
            _ => service.delete(&scene.olga, removal(*room, *id)).await.map(drop).unwrap(),
        }
        gone.push(name.clone());
    }
    all_go(scene.house.folder(), &gone).await;
    let kept: Vec<String> = scene.sent.iter().step_by(3).map(|(.., name)| name.clone()).collect();
    assert_eq!(left(scene.house.folder(), &kept).len(), kept.len(), "the others stay");
}

#[tokio::test]
async fn nothing_is_left_of_purged_rooms_once_their_receipts_say_so() {
    let scene = Scene::set(4_000, 40).await;
    let service = scene.house.service();
    let (mut purged, mut kept, mut jobs) = (Vec::new(), Vec::new(), Vec::new());
    for (number, room) in scene.rooms.iter().enumerate() {
        if number.is_multiple_of(2) {
            let name = format!("room {number}");
            jobs.extend(service.purge(&scene.olga, purge(*room, &name)).await.unwrap().job);
            purged.push(*room);
        } else {
            kept.push(*room);
        }
    }
    scene.house.run_jobs().await;
    for job in jobs {
        let receipt = service.job(&scene.olga, job).await.unwrap().receipt.unwrap();
        assert!(receipt.erased(), "{receipt:?}");
    }
    let none: [&str; 0] = [];
    assert_eq!(left(scene.house.folder(), &scene.names(&purged)), none);
    let kept = scene.names(&kept);
    assert_eq!(left(scene.house.folder(), &kept).len(), kept.len(), "the other rooms' stay");
}

/// Messages of a page each, now.
struct Pages {
    room: RoomId,
    sender: UserId,
}

impl Pages {
    /// More with one write than are gone over at a time.
    const COUNT: usize = 300;
}

impl Write for Pages {
    type Done = ();

    async fn run(&self, tx: &mut WriteTx) -> Result<(), StorageError> {
        let content: Arc<str> = "x".repeat(4_000).into();
        let message =
            |id| BulkMessage { id, sender: self.sender, content: Arc::clone(&content), reply_to: None, edited: false };
        let messages: Vec<_> = (0..Self::COUNT).map(|_| message(tx.new_id())).collect();
        let put = tx.put_messages(self.room, &messages, None).await?;
        assert_eq!(put, Self::COUNT as u64);
        Ok(())
    }
}

#[tokio::test]
async fn going_over_what_was_written_ends_though_more_is_written_all_the_time() {
    let scene = Scene::set(8, 1).await;
    let store = scene.house.service().store();
    let writes = async |times| {
        for _ in 0..times {
            store.write(Pages { room: scene.rooms[0], sender: scene.olga.id }).await.unwrap();
        }
    };
    writes(20).await;
    // Two in turns: one of them waits whenever the other is done.
    let written = async { tokio::join!(writes(50), writes(50)) };
    tokio::select! {
        gone_over = store.checkpoint() => gone_over.unwrap(),
        _ = written => panic!("all was written before"),
    }
}

/// Writes and takes away what others than the store did: in the file, which overwrites what it frees.
async fn another_writes(file: &Path, from: usize) -> (SqliteConnection, Vec<String>) {
    let other = SqliteConnectOptions::new().filename(file).busy_timeout(PATIENCE).pragma("secure_delete", "ON");
    let mut other = other.connect().await.unwrap();
    let (mut names, mut drawn) = (Vec::new(), Drawn(1234));
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    for number in from..from + 3_000 {
        let (name, text) = text(number, &mut drawn);
        let statement = sqlx::query("INSERT INTO tags (resource, key, value) VALUES ($1, $2, $3)");
        let resource = drawn.below(50).to_string();
        statement.bind(resource).bind(number.to_string()).bind(text).execute(&mut other).await.unwrap();
        names.push(name);
    }
    sqlx::raw_sql("COMMIT; DELETE FROM tags WHERE key % 7 <> 0").execute(&mut other).await.unwrap();
    let names =
        names.into_iter().enumerate().filter(|(at, _)| !(from + at).is_multiple_of(7)).map(|(_, name)| name).collect();
    (other, names)
}

#[tokio::test]
async fn what_was_left_in_a_file_before_goes_at_the_next_start() {
    let house = House::new().await;
    let (file, now) = (house.service().store().file().to_owned(), house.service().store().now());
    let folder = house.close().await;
    let (other, gone) = another_writes(&file, 0).await;
    other.close().await.unwrap();
    assert!(!left(folder.path(), &gone).is_empty(), "or nothing is shown by this");
    let house = House::beside(folder, now).await;
    all_go(house.folder(), &gone).await;
}

#[tokio::test]
async fn what_another_process_wrote_is_gone_over_though_it_began_the_log_anew() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let file = house.service().store().file().to_owned();
    for (number, mode) in ["PASSIVE", "RESTART", "TRUNCATE"].into_iter().enumerate() {
        let (mut other, gone) = another_writes(&file, number * 3_000).await;
        // Whoever reads at that moment is waited for.
        let mut checkpoint = async || -> i64 {
            let pragma = sqlx::AssertSqlSafe(format!("PRAGMA wal_checkpoint({mode})"));
            sqlx::query_scalar(pragma).fetch_one(&mut other).await.unwrap()
        };
        while checkpoint().await != 0 {}
        other.close().await.unwrap();
        let id = olga.says(house.service(), room, "hello").await.id;
        house.service().delete(&olga, removal(room, id)).await.unwrap();
        all_go(house.folder(), &gone).await;
    }
}
