//! Logs of elsewhere, brought in.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use domain::{
    AccountId, DisplayName, ElasticChannel, MessageId, RoomId, RoomName, channel::ChannelSettings, view::AuditQuery,
};
use serde_json::Value;
use service::{CreateChannel, CreatePerson, NewChannel};
use sha2::{Digest, Sha256};
use storage::{StorageError, Write, WriteTx};
use tempfile::TempDir;
use testkit::{House, Person, removal};

use super::{Said, command, create, typing};
use crate::running::{Running, roomkeeper};

const DAY: &str = "[09:00] <ana> good morning\n=== ben joined\n[09:01] <ben> hello\nnonsense\n[09:01] <ana> \u{fffd}\n";

#[tokio::test]
async fn no_log_is_brought_into_an_elastic_channel() {
    let house = House::new().await;
    let ours = house.account("ours").await;
    let olga = house.person("olga").of(ours).await;
    let elastic = ElasticChannel { sub_channels_max: 2, members_target: 2, members_min_percent: 40 };
    let settings = ChannelSettings { elastic: Some(elastic), ..ChannelSettings::default() };
    let new = NewChannel { account: Some(ours), name: RoomName::new("Hall").unwrap(), given: None, settings };
    let channel = CreateChannel { new, people: vec![], tags: (Default::default(), |room| room.to_string()), key: None };
    house.service().create_channel(&olga, channel).await.unwrap();
    let folder = house.close().await;
    let day = folder.path().join("2008-04-27.txt");
    fs::write(&day, DAY).unwrap();
    let day = day.to_str().unwrap();
    command(folder.path(), &["import", "irc-log", "--account", "ours", "--room", "Hall", day])
        .refused("elastic channel");
    command(folder.path(), &["import", "irc-log", "--account", "ours", "--room", "Harbour", day]).well();
}

#[test]
fn a_log_is_brought_in_once() {
    let folder = tempfile::tempdir().unwrap();
    let (data, logs) = (folder.path().join("data"), folder.path().join("logs"));
    fs::create_dir(&logs).unwrap();
    let day = logs.join("2008-04-27.txt");
    fs::write(&day, DAY).unwrap();
    let import = |files: &[&Path]| {
        let mut arguments = vec!["import", "irc-log", "--account", "old", "--room", "Harbour"];
        arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
        command(&data, &arguments)
    };
    let first = import(&[&day]);
    assert!(first.err.contains("2008-04-27.txt:4: "), "the bad line is named: {first:?}");
    let said = first.well();
    assert!(said.starts_with("3 messages put in, 0 were there already or stay gone, 1 notices"), "{said}");
    assert!(said.contains("1 bad lines; 1 files in"), "{said}");
    let again = import(&[&day]).well();
    assert!(again.starts_with("0 messages put in, 3 were there already"), "{again}");

    fs::write(&day, format!("{DAY}[09:02] <cleo> late\n")).unwrap();
    let more = import(&[&day]).well();
    assert!(more.starts_with("1 messages put in, 3 were there already"), "{more}");
    let told = command(&data, &["audit", "export"]).well();
    for (act, times) in [("account.create", 1), ("room.create", 1), ("room.import", 2)] {
        assert_eq!(told.matches(act).count(), times, "{act}: {told}");
    }
    // A name that is wrong is told before anything is read.
    let next = logs.join("2008-04-29.txt");
    fs::write(&next, "[09:00] <ana> too early\n").unwrap();
    import(&[&next, &logs.join("no-day.txt")]).refused("must begin with its day");
    let done = import(&[&next]).well();
    assert!(done.starts_with("1 messages put in, 0 were there"), "{done}");
    import(&[&logs.join("2008-04-28.txt")]).refused("cannot be read");
    let tomorrow = logs.join("2999-01-01.txt");
    fs::write(&tomorrow, DAY).unwrap();
    import(&[&tomorrow]).refused("none between 1970 and today");
    // What cannot be read after all is told, with what was put in before it.
    let (last, folder) = (logs.join("2008-04-30.txt"), logs.join("2008-05-01.txt"));
    fs::write(&last, "[09:00] <ana> good bye\n").unwrap();
    fs::create_dir(&folder).unwrap();
    let broken = import(&[&last, &folder]);
    assert!(broken.out.starts_with("1 messages put in") && broken.out.contains("1 files in"), "{broken:?}");
    assert!(broken.code == Some(1) && broken.err.contains("cannot be read"), "{broken:?}");

    typing(&data, &[&create("root@example.org", "Root")[..], &["--admin"]].concat(), "a long password\n").well();
    let server = Running::serve(&data);
    let root = server.browser(1).sign_in("root@example.org", "a long password");
    let query = serde_json::json!({"query": {"search": "Harbour", "sort": "name", "kind": null, "archived": false, "after": null}});
    let rooms = root.ask("/api/rooms/list", &query).json();
    assert_eq!((&rooms["rooms"][0]["messages"], &rooms["rooms"][0]["members"]), (&6.into(), &3.into()), "{rooms}");
    assert_eq!(rooms["rooms"].as_array().unwrap().len(), 1, "one room, however often");
}

#[test]
fn a_log_that_comes_in_while_a_purge_is_looked_at_stops_the_purge() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let day = folder.path().join("2008-04-27.txt");
    let import = |text: &str| {
        fs::write(&day, text).unwrap();
        let file = day.to_str().unwrap();
        command(&data, &["import", "irc-log", "--account", "old", "--room", "Harbour", file]).well();
    };
    import(DAY);
    typing(&data, &[&create("root@example.org", "Root")[..], &["--admin"]].concat(), "a long password\n").well();
    let server = Running::serve(&data);
    let root = server.browser(1).sign_in("root@example.org", "a long password");
    let query = serde_json::json!({"query": {"search": "Harbour", "sort": "name", "kind": null, "archived": false, "after": null}});
    let room = root.ask("/api/rooms/list", &query).json()["rooms"][0]["id"].as_str().unwrap().to_owned();
    let look = || root.post("/api/removals/preview", &[("room", &*room), ("verb", "purge")]).json();
    let purge = |shown: &Value| {
        let (through, seen, key) = (&shown["through"], shown["seen"].to_string(), &shown["key"]);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let (through, key) = (text(through), text(key));
        let fields =
            [("room", &*room), ("through", &*through), ("seen", &*seen), ("confirmation", "Harbour"), ("key", &*key)];
        root.post("/api/rooms/purge", &fields)
    };
    let shown = look();
    assert_eq!(shown["count"], 3);
    import(&format!("{DAY}[08:00] <cleo> before all of them\n"));
    let refused = purge(&shown);
    assert_eq!((refused.status, refused.json()), (409, serde_json::json!({"refused": {"conflict": "room_changed"}})));
    let again = look();
    assert_eq!(again["count"], 4, "nothing of it was done");
    assert_eq!(purge(&again).json()["count"], 4);
}

/// Finds the room that an import has made, by its name.
struct Harbour(AccountId);

impl Write for Harbour {
    type Done = Option<RoomId>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        Ok(tx.room_by_name(Some(self.0), "Harbour").await?.map(|room| room.id))
    }
}

#[tokio::test]
async fn an_import_into_a_room_that_is_deleted_meanwhile_ends_and_leaves_nothing() {
    let house = House::new().await;
    let ours = house.account("ours").await;
    let root = house.person("root").platform_admin().await;
    let (day, pipe) = (house.folder().join("2008-04-27.txt"), house.folder().join("2008-04-28.txt"));
    fs::write(&day, "[09:00] <ana> zanzibar\n".repeat(10_000)).unwrap();
    // What comes after the first ten thousand comes when the test lets it.
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let import = roomkeeper(house.folder())
        .args(["import", "irc-log", "--account", "ours", "--room", "Harbour"])
        .args([&day, &pipe])
        .arg("--data")
        .arg(house.folder())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It is looked at whether the file can be opened, before any is read.
    drop(fs::OpenOptions::new().write(true).open(&pipe).unwrap());
    let put_in = async || house.service().overview(&root).await.unwrap().messages;
    while put_in().await < 10_000 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let room = house.service().store().write(Harbour(ours)).await.unwrap().unwrap();
    house.service().delete_room(&root, room).await.unwrap();
    fs::write(&pipe, "[09:00] <ben> zanzibar\n").unwrap();
    let said = Said::of(import.wait_with_output().unwrap());
    assert!(said.code == Some(1) && said.out.starts_with("10000 messages put in"), "{said:?}");
    let sentence = "The room was deleted meanwhile; 10000 messages were put in before and are erased with it.";
    assert!(said.err.contains(sentence), "{said:?}");
    let imports = AuditQuery { action: "room.import".into(), ..AuditQuery::default() };
    assert_eq!(house.service().audit(&root, imports).await.unwrap().entries.len(), 1);
    house.run_jobs().await;
    for log in [&day, &pipe] {
        fs::remove_file(log).unwrap();
    }
    assert_eq!(left(house.service().store().file()), (0, 0));
    assert!(!house.close_and_find("zanzibar").await);
}

/// How many messages and memberships there are in a store.
fn left(file: &Path) -> (i64, i64) {
    let raw = rusqlite::Connection::open(file).unwrap();
    let count = "SELECT (SELECT count(*) FROM messages), (SELECT count(*) FROM memberships)";
    raw.query_row(count, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

#[tokio::test]
async fn whom_a_program_has_named_is_not_taken_for_somebody_out_of_a_log() {
    let house = House::new().await;
    let ours = house.account("ours").await;
    let root = house.person("root").platform_admin().await;
    let name = DisplayName::new("ana").unwrap();
    let person = CreatePerson { account: Some(ours), given: "u-1".into(), name, key: None };
    let named = house.service().create_person(&root, person).await.unwrap();
    let now = house.service().store().now();
    let folder = house.close().await;
    let day = folder.path().join("2008-04-27.txt");
    fs::write(&day, DAY).unwrap();
    let day = day.to_str().unwrap();
    let import =
        || command(folder.path(), &["import", "irc-log", "--account", "ours", "--room", "Harbour", day]).well();
    assert!(import().starts_with("3 messages put in"));
    let people = async |root: &Person| {
        let house = House::beside(folder.clone(), now).await;
        let root = root.elsewhere(house.service()).await;
        let room = house.service().store().write(Harbour(ours)).await.unwrap().unwrap();
        let members = house.service().members(&root, room, "").await.unwrap().members;
        let people: Vec<_> = members.into_iter().map(|member| (member.person.name, member.person.id)).collect();
        let users = house.service().overview(&root).await.unwrap().people;
        house.close().await;
        (people, users)
    };
    let (members, users) = people(&root).await;
    let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["ana", "ben"]);
    assert!(members.iter().all(|(_, id)| *id != named), "{members:?}");
    assert!(import().starts_with("0 messages put in, 3 were there already"));
    assert_eq!(people(&root).await, (members, users), "nobody was made or added again");
}

/// A room that logs are brought into, and somebody who removes what is in it.
struct Harbours {
    folder: Arc<TempDir>,
    account: AccountId,
    root: Person,
    day: PathBuf,
}

impl Harbours {
    async fn new() -> Self {
        let house = House::new().await;
        let account = house.account("ours").await;
        let root = house.person("root").platform_admin().await;
        let folder = house.close().await;
        let day = folder.path().join("2008-04-27.txt");
        Self { folder, account, root, day }
    }

    fn try_import(&self, room: &str, log: &str) -> Said {
        fs::write(&self.day, log).unwrap();
        let day = self.day.to_str().unwrap();
        command(self.folder.path(), &["import", "irc-log", "--account", "ours", "--room", room, day])
    }

    /// Brings a log in. Answers how many messages were put in, and how many were not.
    fn import(&self, log: &str) -> (u32, u32) {
        let said = self.try_import("Harbour", log).well();
        let numbers: Vec<u32> = said.split(' ').filter_map(|word| word.parse().ok()).collect();
        (numbers[0], numbers[1])
    }

    fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("roomkeeper.sqlite")).unwrap()
    }

    /// What is in the room: ids and texts, in order.
    fn talk(&self) -> Vec<(i64, String)> {
        let raw = self.raw();
        let mut rows = raw.prepare("SELECT id, content FROM messages ORDER BY room_id, id").unwrap();
        rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    }

    fn texts(&self) -> Vec<String> {
        self.talk().into_iter().map(|(_, text)| text).collect()
    }

    /// Deletes the messages with these texts.
    async fn delete(&self, texts: &[&str]) {
        let talk = self.talk();
        let house = House::beside(self.folder.clone(), domain::Timestamp::from_millis(1_740_830_400_000)).await;
        let root = self.root.elsewhere(house.service()).await;
        let room = house.service().store().write(Harbour(self.account)).await.unwrap().unwrap();
        for (id, _) in talk.iter().filter(|(_, text)| texts.contains(&text.as_str())) {
            house.service().delete(&root, removal(room, MessageId::from_raw(*id))).await.unwrap();
        }
        house.close().await;
    }
}

/// The end of an id, which says nothing of its time.
fn mark(id: i64) -> i64 {
    id & ((1 << 21) - 1)
}

/// The mark that earlier versions gave a line.
fn older_mark(nick: &str, text: &str) -> i64 {
    let digest = Sha256::digest([nick.as_bytes(), &[0], text.as_bytes()].concat());
    mark(i64::from(u32::from_be_bytes(digest[..4].try_into().unwrap())))
}

const THREE: &str = "[10:01] <ana> one\n[10:01] <ben> two\n[10:01] <ana> three\n[10:02] <ana> three\n";

/// The id stays in the record for ever: by it nobody shall find out that they have guessed what a deleted line said.
#[tokio::test]
async fn an_id_tells_nothing_of_what_its_line_said_to_whoever_has_not_the_key_file() {
    let (one, other) = (Harbours::new().await, Harbours::new().await);
    assert_eq!((one.import(THREE), other.import(THREE)), ((4, 0), (4, 0)));
    for ((here, text), (there, _)) in one.talk().into_iter().zip(other.talk()) {
        assert_ne!(mark(here), mark(there), "in another store the same line has another id: {text}");
        let nick = if text == "two" { "ben" } else { "ana" };
        assert_ne!(mark(here), older_mark(nick, &text));
    }
    let marks: Vec<i64> = one.talk().into_iter().map(|(id, _)| mark(id)).collect();
    assert_ne!(marks[2], marks[3], "nor that the same was said twice");
}

#[tokio::test]
async fn without_the_key_file_nothing_is_brought_in_where_something_was() {
    let harbours = Harbours::new().await;
    let file = harbours.folder.path().join("roomkeeper.key");
    assert!(!file.exists());
    assert_eq!(harbours.import(THREE), (4, 0));
    let key = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    harbours.try_import("Harbour", THREE).refused("is missing from the data folder");
    harbours.try_import("Elsewhere", THREE).refused("is missing from the data folder");
    assert!(!file.exists(), "a missing file is never replaced");
    fs::write(&file, [7; 32]).unwrap();
    harbours.try_import("Harbour", THREE).refused("is not the one of this store");
    assert_eq!(harbours.texts().len(), 4);
    fs::write(&file, key).unwrap();
    assert_eq!(harbours.import(THREE), (0, 4));
}

#[tokio::test]
async fn what_was_deleted_stays_gone_though_its_log_has_lost_lines_since() {
    let harbours = Harbours::new().await;
    assert_eq!(harbours.import(THREE), (4, 0));
    harbours.delete(&["one", "two"]).await;
    let struck = THREE.split_once('\n').unwrap().1;
    assert_eq!(harbours.import(struck), (0, 3));
    assert_eq!(harbours.texts(), ["three", "three"]);
    // What has come since comes in, in its order, and the same line again counts as many times as it stands there.
    let more = format!("{struck}[10:02] <ana> three\n[10:02] <ben> four\n");
    assert_eq!((harbours.import(&more), harbours.import(&more)), ((2, 3), (0, 5)));
    assert_eq!(harbours.texts(), ["three", "three", "three", "four"]);
}

#[tokio::test]
async fn what_an_earlier_version_has_brought_in_is_known_again() {
    let harbours = Harbours::new().await;
    assert_eq!(harbours.import(THREE), (4, 0));
    // As it left them: marked by their text alone, and without a key.
    let raw = harbours.raw();
    for (id, text) in harbours.talk() {
        let older = id - mark(id) + older_mark(if text == "two" { "ben" } else { "ana" }, &text);
        raw.execute("UPDATE messages SET id = $1 WHERE id = $2", [older, id]).unwrap();
    }
    let newest = "UPDATE rooms SET imported_with = NULL, last_message_id = (SELECT max(id) FROM messages)";
    raw.execute(newest, []).unwrap();
    drop(raw);
    fs::remove_file(harbours.folder.path().join("roomkeeper.key")).unwrap();
    harbours.delete(&["one"]).await;
    assert_eq!(harbours.import(THREE), (0, 4));
    let struck = THREE.split_once('\n').unwrap().1;
    assert_eq!(harbours.import(struck), (0, 3));
    let more = format!("{struck}[10:02] <ana> three\n");
    assert_eq!((harbours.import(&more), harbours.import(&more)), ((1, 3), (0, 4)));
    assert_eq!(harbours.texts(), ["two", "three", "three", "three"]);
}
