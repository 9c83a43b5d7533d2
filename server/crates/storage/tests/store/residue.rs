//! Promise 5: after a receipt says erased, the bytes are in no file of the data folder. Nor is any part of them.

use std::{fs, path::Path, time::Duration};

use domain::{Content, RoomId, view::Extra};
use sha2::{Digest, Sha256};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use testkit::{House, Person, purge, removal, write};

/// How long the store may take to blank its log: much longer than it gives itself, since the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// Long enough to fill pages of its own and overflow them; every part of it can be told from every other text.
fn secret(name: &str, parts: usize) -> String {
    (0..parts).map(|part| format!("{name}~{part:04}~")).collect()
}

/// Which files of the folder hold any part of the secret with this name, and how often.
fn traces(folder: &Path, name: &str) -> Vec<(String, usize)> {
    let needle = format!("{name}~").into_bytes();
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let count = bytes.windows(needle.len()).filter(|window| *window == needle).count();
        if count > 0 {
            found.push((path.file_name().unwrap().to_string_lossy().into_owned(), count));
        }
    }
    found
}

struct Scene {
    house: House,
    room: RoomId,
    olga: Person,
}

impl Scene {
    async fn set() -> Self {
        let house = House::new().await;
        let room = house.room("lobby").await;
        let olga = house.person("olga").owner_of(room).await;
        Self { house, room, olga }
    }

    async fn says(&self, text: &str) -> domain::MessageId {
        self.olga.says(self.house.service(), self.room, text).await.id
    }

    fn traces(&self, name: &str) -> Vec<(String, usize)> {
        traces(self.house.folder(), name)
    }

    /// Waits for the store, which measures half a second of true time, and not for the clock.
    async fn is_gone(&self, name: &str) {
        let gone = async {
            while !self.traces(name).is_empty() {
                self.house.service().room(&self.olga, self.room).await.unwrap();
            }
        };
        tokio::time::timeout(PATIENCE, gone).await.unwrap();
    }

    async fn checkpoint(&self) {
        self.house.service().store().checkpoint().await.unwrap();
    }
}

/// By a hash that stays, somebody who guesses a removed text could find that they guessed right.
#[tokio::test]
async fn no_hash_of_a_message_stays_under_its_idempotency_key() {
    let scene = Scene::set().await;
    let mut command = testkit::write(scene.room, "a text that can be guessed");
    command.key = domain::IdempotencyKey::optional("key-of-the-message").unwrap();
    let sent = scene.house.service().send(&scene.olga, command.clone()).await.unwrap().id;
    scene.house.service().delete(&scene.olga, removal(scene.room, sent)).await.unwrap();
    scene.checkpoint().await;
    let file = fs::read(scene.house.service().store().file()).unwrap();
    let holds = |bytes: &[u8]| file.windows(bytes.len()).any(|window| window == bytes);
    assert!(holds(b"key-of-the-message"), "the key is remembered");
    let (room, none) = (scene.room.raw().to_be_bytes(), 0i64.to_be_bytes());
    let text = command.content.as_str().as_bytes();
    for known in [&[text][..], &[b"send", &room, &none, text], &[&room, text], &[b"send", text]] {
        assert!(!holds(&Sha256::digest(known.concat())), "{known:?}");
    }
}

#[tokio::test]
async fn the_search_finds_what_is_there() {
    let scene = Scene::set().await;
    scene.says(&secret("amber", 3)).await;
    assert_ne!(scene.traces("amber"), [], "in the log, at least");
    scene.checkpoint().await;
    assert_eq!(scene.traces("amber"), [("roomkeeper.sqlite".to_owned(), 3)]);
}

#[tokio::test]
async fn nothing_of_a_redacted_message_is_left() {
    for parts in [1, 60, 370] {
        let scene = Scene::set().await;
        scene.says("before").await;
        let id = scene.says(&secret("amber", parts)).await;
        scene.says("after").await;
        scene.checkpoint().await;
        assert_ne!(scene.traces("amber"), []);
        scene.house.service().redact(&scene.olga, removal(scene.room, id)).await.unwrap();
        scene.checkpoint().await;
        assert_eq!(scene.traces("amber"), [], "{parts} parts");
    }
}

#[tokio::test]
async fn nothing_of_a_deleted_message_is_left_though_it_was_still_in_the_log() {
    for parts in [1, 60, 370] {
        let scene = Scene::set().await;
        scene.says("before").await;
        let id = scene.says(&secret("amber", parts)).await;
        scene.house.service().delete(&scene.olga, removal(scene.room, id)).await.unwrap();
        scene.checkpoint().await;
        assert_eq!(scene.traces("amber"), [], "{parts} parts");
    }
}

#[tokio::test]
async fn nothing_of_a_text_before_its_edit_is_left() {
    let scene = Scene::set().await;
    let id = scene.says(&secret("amber", 300)).await;
    scene.checkpoint().await;
    for next in [secret("birch", 300), secret("cedar", 2), "fine".to_owned()] {
        let content = Content::new(&next).unwrap();
        scene.house.service().edit(&scene.olga, scene.room, id, content).await.unwrap();
    }
    scene.checkpoint().await;
    for name in ["amber", "birch", "cedar"] {
        assert_eq!(scene.traces(name), [], "{name}");
    }
}

#[tokio::test]
async fn nothing_of_what_a_program_sent_along_is_left() {
    let scene = Scene::set().await;
    let service = scene.house.service();
    for name in ["amber", "birch"] {
        let extra = Extra { metadata: Some(secret(name, 60)), more: Some(format!("[\"{}\"]", secret(name, 60))) };
        let mut command = write(scene.room, "hello");
        command.extra = extra;
        let id = service.send(&scene.olga, command).await.unwrap().id;
        scene.checkpoint().await;
        assert_ne!(scene.traces(name), []);
        match name {
            "amber" => service.redact(&scene.olga, removal(scene.room, id)).await.map(drop).unwrap(),
            _ => service.delete(&scene.olga, removal(scene.room, id)).await.map(drop).unwrap(),
        }
        scene.checkpoint().await;
        assert_eq!(scene.traces(name), []);
    }
}

#[tokio::test]
async fn nothing_of_a_purged_room_is_left_once_the_receipt_says_so() {
    let scene = Scene::set().await;
    let service = scene.house.service();
    let neighbour = scene.house.room("neighbour").await;
    scene.house.fill(scene.room, scene.olga.id, "amber~", 2_500).await;
    scene.house.fill(neighbour, scene.olga.id, "birch~", 500).await;
    for _ in 0..5 {
        scene.says(&secret("amber", 370)).await;
    }
    scene.checkpoint().await;
    assert_ne!(scene.traces("amber"), []);
    let job = service.purge(&scene.olga, purge(scene.room, "lobby")).await.unwrap().job.unwrap();
    scene.house.run_jobs().await;
    let receipt = service.job(&scene.olga, job).await.unwrap().receipt.unwrap();
    assert!(receipt.erased(), "{receipt:?}");
    assert_eq!(scene.traces("amber"), []);
    assert_eq!(scene.traces("birch").iter().map(|(_, count)| count).sum::<usize>(), 500, "the neighbour's stay");
}

#[tokio::test]
async fn nothing_is_left_when_a_job_went_on_after_a_restart() {
    let scene = Scene::set().await;
    scene.house.fill(scene.room, scene.olga.id, "amber~", 4_500).await;
    scene.house.service().purge(&scene.olga, purge(scene.room, "lobby")).await.unwrap();
    let open = scene.house.service().store().open_jobs().await.unwrap();
    scene.house.service().store().erase_batch(open[0]).await.unwrap();
    let house = scene.house.reopen().await;
    assert_ne!(traces(house.folder(), "amber"), [], "half of it is still there");
    house.run_jobs().await;
    assert_eq!(traces(house.folder(), "amber"), []);
}

#[tokio::test]
async fn the_log_is_blanked_soon_after_a_removal_without_being_asked_and_keeps_its_length() {
    let scene = Scene::set().await;
    let id = scene.says(&secret("amber", 60)).await;
    scene.says("the newest").await;
    let length = || scene.house.service().store().size().log_bytes;
    let before = length();
    scene.house.service().delete(&scene.olga, removal(scene.room, id)).await.unwrap();
    scene.is_gone("amber").await;
    assert!(length() >= before, "a log that grows again is flushed slowly: {} after {before}", length());
}

#[tokio::test]
async fn what_a_killed_server_left_in_the_log_is_blanked_at_the_next_start() {
    let scene = Scene::set().await;
    let id = scene.says(&secret("amber", 60)).await;
    // Somebody reads what stands in the log, so that it is not blanked before it is looked at.
    let mut reader =
        SqliteConnectOptions::new().filename(scene.house.service().store().file()).connect().await.unwrap();
    sqlx::raw_sql("BEGIN; SELECT count(*) FROM messages").execute(&mut reader).await.unwrap();
    scene.house.service().delete(&scene.olga, removal(scene.room, id)).await.unwrap();
    // Its files as they are on the disk at this moment: so a kill would leave them.
    let killed = tempfile::tempdir().unwrap();
    for name in ["roomkeeper.sqlite", "roomkeeper.sqlite-wal"] {
        fs::copy(scene.house.folder().join(name), killed.path().join(name)).unwrap();
    }
    reader.close().await.unwrap();
    assert_ne!(traces(killed.path(), "amber"), []);
    let clock = std::sync::Arc::new(testkit::TestClock::default());
    let options =
        storage::Options { folder: killed.path().to_owned(), clock, on_commit: Box::new(|_| ()), pages_max: None };
    let store = storage::Store::open(options).await.unwrap();
    let gone = async {
        while !traces(killed.path(), "amber").is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn what_another_process_writes_while_the_log_is_blanked_stays() {
    let scene = Scene::set().await;
    let file = scene.house.service().store().file().to_owned();
    let other = SqliteConnectOptions::new().filename(&file).busy_timeout(PATIENCE);
    let mut other = other.connect().await.unwrap();
    let mut written = 0i64;
    for name in ["amber", "birch", "cedar"] {
        let id = scene.says(&secret(name, 370)).await;
        scene.house.service().delete(&scene.olga, removal(scene.room, id)).await.unwrap();
        let until_gone = async {
            // Once at least, also where the log is blanked before anybody looks.
            loop {
                let statement = sqlx::query("INSERT INTO tags (resource, key, value) VALUES ('other', $1, 'written')");
                statement.bind(written.to_string()).execute(&mut other).await.unwrap();
                written += 1;
                if scene.traces(name).is_empty() {
                    break;
                }
            }
        };
        tokio::time::timeout(PATIENCE, until_gone).await.unwrap();
    }
    let newest = scene.says("the newest").await;
    let house = scene.house.reopen().await;
    let whole: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut other).await.unwrap();
    assert_eq!(whole, "ok");
    let found: i64 = sqlx::query_scalar("SELECT count(*) FROM tags").fetch_one(&mut other).await.unwrap();
    assert_eq!(found, written);
    let last: i64 = sqlx::query_scalar("SELECT max(id) FROM messages").fetch_one(&mut other).await.unwrap();
    assert_eq!(last, newest.raw());
    drop(house);
}

#[tokio::test]
async fn a_backup_made_after_a_removal_holds_nothing_of_it() {
    let scene = Scene::set().await;
    let gone = scene.says(&secret("amber", 60)).await;
    scene.says(&secret("birch", 60)).await;
    scene.house.service().delete(&scene.olga, removal(scene.room, gone)).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    scene.house.service().store().backup(folder.path()).await.unwrap();
    assert_eq!(traces(folder.path(), "amber"), []);
    assert_eq!(traces(folder.path(), "birch"), [("roomkeeper.sqlite".to_owned(), 60)]);
}
