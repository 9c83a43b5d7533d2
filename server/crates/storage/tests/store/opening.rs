//! Opening: what is no store, or a newer one, is refused with its name and left as it was.

use std::{fs, path::Path, sync::Arc};

use domain::{
    Day, Earshot, EventKind, EventNumber, JobId, MessageId, OperationId, RoomId, UserId,
    view::{AuditQuery, Body},
};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};
use storage::{OpenJob, Options, Sight, StorageError, Store};
use testkit::{House, TestClock};

const FILE: &str = "roomkeeper.sqlite";

async fn open(folder: &Path) -> Result<Store, StorageError> {
    let clock = Arc::new(TestClock::default());
    Store::open(Options { folder: folder.to_owned(), clock, on_commit: Box::new(|_| ()), pages_max: None }).await
}

#[tokio::test]
async fn a_store_of_a_newer_version_is_named_and_left_unchanged() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    house.person("olga").owner_of(room).await;
    let folder = house.close().await;
    let file = folder.path().join(FILE);
    let mut raw = SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (99, 'from the future', 1, x'00', 0)",
    )
    .execute(&mut raw)
    .await
    .unwrap();
    raw.close().await.unwrap();
    let before = fs::read(&file).unwrap();

    let refused = open(folder.path()).await;
    assert!(matches!(refused, Err(StorageError::Newer(99))), "{refused:?}");
    assert!(refused.unwrap_err().to_string().contains("newer version"));
    assert!(fs::read(&file).unwrap() == before, "the file was changed");
}

/// Schema and rows of a store, as text.
async fn told(raw: &mut SqliteConnection) -> Vec<String> {
    let mut told: Vec<String> = sqlx::query_scalar("SELECT coalesce(sql, name) FROM sqlite_master ORDER BY name")
        .fetch_all(&mut *raw)
        .await
        .unwrap();
    let versions = "SELECT version || ' ' || success FROM _sqlx_migrations ORDER BY version";
    told.extend(sqlx::query_scalar::<_, String>(versions).fetch_all(&mut *raw).await.unwrap());
    told.extend(sqlx::query_scalar::<_, String>("SELECT id || ' ' || name FROM rooms").fetch_all(raw).await.unwrap());
    told
}

#[tokio::test]
async fn a_store_whose_migration_fails_is_left_as_it_was() {
    let house = House::new().await;
    house.room("lobby").await;
    let folder = house.close().await;
    let connect = SqliteConnectOptions::new().filename(folder.path().join(FILE));
    // As if the newest versions had never come to this store, and something else stood in the way of the first of them.
    let mut raw = connect.connect().await.unwrap();
    let newest = "DELETE FROM _sqlx_migrations WHERE version > 12";
    assert_ne!(sqlx::query(newest).execute(&mut raw).await.unwrap().rows_affected(), 0);
    let before = told(&mut raw).await;
    raw.close().await.unwrap();

    let refused = open(folder.path()).await;
    assert!(matches!(refused, Err(StorageError::Open { .. })), "{refused:?}");
    let mut raw = connect.connect().await.unwrap();
    assert_eq!(told(&mut raw).await, before);
    assert!(before.iter().any(|line| line.ends_with(" lobby")));
}

#[tokio::test]
async fn a_file_that_is_no_store_is_left_unchanged() {
    for bytes in [b"Dear diary, ".repeat(500), b"SQLite format 3\0 but then nothing of the kind".repeat(200)] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        fs::write(&file, &bytes).unwrap();
        let refused = open(folder.path()).await;
        assert!(matches!(refused, Err(StorageError::Open { .. })), "{refused:?}");
        assert!(fs::read(&file).unwrap() == bytes, "the file was changed");
    }
}

#[tokio::test]
async fn the_database_of_another_program_is_left_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE);
    let mut raw = SqliteConnectOptions::new().filename(&file).create_if_missing(true).connect().await.unwrap();
    sqlx::query("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')")
        .execute(&mut raw)
        .await
        .unwrap();
    raw.close().await.unwrap();
    let before = fs::read(&file).unwrap();
    let refused = open(folder.path()).await;
    assert!(matches!(refused, Err(StorageError::Open { .. })), "{refused:?}");
    assert!(fs::read(&file).unwrap() == before, "the file was changed");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("in the way");
    fs::write(&file, "a file").unwrap();
    let refused = open(&file).await.unwrap_err();
    assert!(matches!(&refused, StorageError::Open { path, .. } if path.contains("in the way")), "{refused:?}");
}

#[tokio::test]
async fn a_store_opened_again_is_as_it_was_left() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).platform_admin().await;
    let said = olga.says(house.service(), room, "hello").await.id;
    let before = testkit::everything(house.service(), &olga, room, &[said]).await;
    let house = house.reopen().await;
    assert_eq!(testkit::everything(house.service(), &olga, room, &[said]).await, before);
}

/// A store as it was when this was the newest of its steps.
async fn old_store(folder: &Path, newest: &str) -> SqliteConnection {
    let steps = tempfile::tempdir().unwrap();
    for step in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations")).unwrap() {
        let step = step.unwrap();
        if step.file_name().to_string_lossy().as_ref() <= newest {
            fs::copy(step.path(), steps.path().join(step.file_name())).unwrap();
        }
    }
    let file = SqliteConnectOptions::new().filename(folder.join(FILE)).create_if_missing(true);
    let mut raw = file.journal_mode(SqliteJournalMode::Wal).connect().await.unwrap();
    sqlx::migrate::Migrator::new(steps.path()).await.unwrap().run(&mut raw).await.unwrap();
    raw
}

#[tokio::test]
async fn those_who_open_an_old_store_at_once_bring_it_up_to_date_once() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        old_store(folder.path(), "0001_house.sql").await.close().await.unwrap();
        let open = || open(folder.path());
        let (one, two, three) = tokio::join!(open(), open(), open());
        for store in [one, two, three] {
            store.unwrap().close().await;
        }
    }
}

#[tokio::test]
async fn a_store_of_the_first_step_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let mut raw = old_store(folder.path(), "0001_house.sql").await;
    sqlx::query("INSERT INTO accounts (id, name) VALUES (7, 'old')").execute(&mut raw).await.unwrap();
    raw.close().await.unwrap();

    let store = open(folder.path()).await.unwrap();
    assert_eq!(store.keys(None, None, "").await.unwrap().keys, []);
    store.close().await;
    let mut raw = SqliteConnectOptions::new().filename(folder.path().join(FILE)).connect().await.unwrap();
    let name: String = sqlx::query_scalar("SELECT name FROM accounts WHERE id = 7").fetch_one(&mut raw).await.unwrap();
    assert_eq!(name, "old");
}

#[tokio::test]
async fn of_two_steps_of_an_update_none_is_kept_when_the_second_fails() {
    let folder = tempfile::tempdir().unwrap();
    let mut raw = old_store(folder.path(), "0010_elastic.sql").await;
    // The step after the next one makes a table of this name.
    sqlx::query("CREATE TABLE idempotency_by_day (day INTEGER)").execute(&mut raw).await.unwrap();
    let before = told(&mut raw).await;
    raw.close().await.unwrap();

    let refused = open(folder.path()).await;
    assert!(matches!(refused, Err(StorageError::Open { .. })), "{refused:?}");
    let mut raw = SqliteConnectOptions::new().filename(folder.path().join(FILE)).connect().await.unwrap();
    assert_eq!(told(&mut raw).await, before);
}

#[tokio::test]
async fn what_was_removed_before_an_update_is_known_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut raw = old_store(folder.path(), "0010_elastic.sql").await;
    // A message redacted, one purged, and the key of the redaction, as they were written then. 600 entries stand before.
    sqlx::raw_sql(
        "INSERT INTO users (id, display_name) VALUES (1, 'olga');
        INSERT INTO rooms (id, kind, name, last_event, last_message_id, message_count, purged_through)
        VALUES (2, 'room', 'lobby', 9, 21, 1, 19);
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 600)
        INSERT INTO audit (number, at, door, action, previous, hash) SELECT n, n, 'panel', 'x', x'', x'' FROM n;
        INSERT INTO audit (number, at, actor_id, role, door, action, room_id, message_id, operation_id, count, reason,
            previous, hash)
        VALUES (601, 700, 1, 'owner', 'panel', 'redact', 2, 21, 71, 1, 'why', x'', x''),
            (602, 701, 1, 'owner', 'panel', 'purge', 2, NULL, 72, 4, 'all', x'', x'');
        INSERT INTO messages (room_id, id, sender_id, operation_id) VALUES (2, 21, 1, 71);
        INSERT INTO events (room_id, number, at, kind, message_id, operation_id)
        VALUES (2, 8, 700, 'redacted', 21, 71), (2, 9, 701, 'purged', 19, 72);
        INSERT INTO jobs (id, operation_id, room_id, actor_id, through, state, total) VALUES (5, 72, 2, 1, 19, 'waiting', 4);
        INSERT INTO idempotency (user_id, key, fingerprint, made, at)
        VALUES (1, 'redacting', x'01', 71, 86400000), (1, 'sending', x'02', 21, 172800000);",
    )
    .execute(&mut raw)
    .await
    .unwrap();
    raw.close().await.unwrap();

    let store = open(folder.path()).await.unwrap();
    let (room, message) = (RoomId::from_raw(2), MessageId::from_raw(21));
    let Some(Body::Redacted(tombstone)) =
        store.message(room, message, Earshot::Everything).await.unwrap().map(|message| message.body)
    else {
        panic!("the tombstone has gone")
    };
    assert_eq!((tombstone.at.millis(), tombstone.reason.as_deref()), (700, Some("why")));
    let events = store.events_since(room, Earshot::Everything, EventNumber(7), 9).await.unwrap();
    assert!(
        matches!(&events[0].kind, EventKind::Redacted { tombstone, .. } if tombstone.reason.as_deref() == Some("why"))
    );
    assert!(matches!(&events[1].kind, EventKind::Purged { count: 4, .. }), "{events:?}");
    let sight = Sight { all: true, account: None, user: UserId::from_raw(1) };
    assert_eq!(store.job(sight, JobId::from_raw(5)).await.unwrap().unwrap().operation, OperationId::from_raw(72));
    let of_olga = AuditQuery { actor: Some(UserId::from_raw(1)), ..AuditQuery::default() };
    let of_room = AuditQuery { room: Some(room), ..AuditQuery::default() };
    let of_day = AuditQuery { from: Some(Day::from_days(0)), until: Some(Day::from_days(0)), ..of_room.clone() };
    for query in [of_olga, of_room, of_day] {
        let numbers: Vec<u64> =
            store.audit_entries(sight, &query, 9).await.unwrap().iter().map(|entry| entry.number).collect();
        assert_eq!(numbers, [602, 601]);
    }
    store.close().await;
    let mut raw = SqliteConnectOptions::new().filename(folder.path().join(FILE)).connect().await.unwrap();
    let keys: Vec<(i64, String, i64)> =
        sqlx::query_as("SELECT day, key, made FROM idempotency ORDER BY day").fetch_all(&mut raw).await.unwrap();
    assert_eq!(keys, [(1, "redacting".to_owned(), 601), (2, "sending".to_owned(), 21)]);
}

#[tokio::test]
async fn an_update_tells_hidden_members_to_moderators_only_and_takes_tags_of_deleted_rooms_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut raw = old_store(folder.path(), "0012_fewer_pages.sql").await;
    let [here, gone] = [123_456_789_012_345, 987_654_321_098_765].map(RoomId::from_raw);
    sqlx::raw_sql(AssertSqlSafe(format!(
        "INSERT INTO users (id, display_name) VALUES (1, 'olga'), (2, 'ana'), (3, 'zofia');
        INSERT INTO rooms (id, kind, name, member_count, deleted_at)
        VALUES ({here_raw}, 'room', 'here', 2, NULL), ({gone_raw}, 'room', 'gone', 0, 5);
        INSERT INTO memberships (room_id, user_id, role, since, added_by, hidden)
        VALUES ({here_raw}, 2, 'member', 1, 1, 0), ({here_raw}, 3, 'member', 1, 1, 1);
        INSERT INTO events (room_id, number, at, kind, user_id, value)
        VALUES ({here_raw}, 1, 1, 'role', 2, 'member'), ({here_raw}, 2, 1, 'role', 3, 'member');
        INSERT INTO tags (resource, key, value)
        VALUES ('arn:x:room/{here}', 'k', 'v'), ('arn:x:room/{gone}', 'k', 'v'), ('arn:y:channel/{gone}', 'k', 'v')",
        here_raw = here.raw(),
        gone_raw = gone.raw(),
    )))
    .execute(&mut raw)
    .await
    .unwrap();
    raw.close().await.unwrap();

    let store = open(folder.path()).await.unwrap();
    for (user, told) in [(2, [true, false]), (3, [true, true])] {
        let earshot = Earshot::Own(UserId::from_raw(user));
        let events = store.events_since(here, earshot, EventNumber(0), 9).await.unwrap();
        assert_eq!(events.iter().map(|event| event.kind != EventKind::Gone).collect::<Vec<_>>(), told, "to {user}");
    }
    store.close().await;
    let mut raw = SqliteConnectOptions::new().filename(folder.path().join(FILE)).connect().await.unwrap();
    let tagged: Vec<String> = sqlx::query_scalar("SELECT resource FROM tags").fetch_all(&mut raw).await.unwrap();
    assert_eq!(tagged, [format!("arn:x:room/{here}")]);
    let members: i64 = sqlx::query_scalar("SELECT member_count FROM rooms WHERE id = $1")
        .bind(here.raw())
        .fetch_one(&mut raw)
        .await
        .unwrap();
    assert_eq!(members, 1);
}

#[tokio::test]
async fn an_update_takes_up_the_erasure_of_deleted_rooms_into_which_an_import_went_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut raw = old_store(folder.path(), "0014_hidden_and_deleted.sql").await;
    // Room 2 was deleted while messages came in: 21 and 22 came after. Room 3 was deleted and is empty, room 4 is there.
    sqlx::raw_sql(
        "INSERT INTO users (id, display_name) VALUES (1, 'olga'), (9, 'nick');
        INSERT INTO rooms (id, kind, name, last_message_id, message_count, member_count, purged_through, deleted_at)
        VALUES (2, 'room', 'left', 22, 2, 1, 20, 700), (3, 'room', 'empty', 20, 0, 0, 20, 700),
            (4, 'room', 'here', 22, 2, 1, 20, NULL);
        INSERT INTO memberships (room_id, user_id, role, since) VALUES (2, 9, 'member', 1), (4, 9, 'member', 1);
        INSERT INTO messages (room_id, id, sender_id, content)
        VALUES (2, 21, 9, 'zanzibar'), (2, 22, 9, 'zanzibar'), (4, 21, 9, 'x'), (4, 22, 9, 'x');
        INSERT INTO audit (number, at, actor_id, role, door, action, room_id, operation_id, count, previous, hash)
        VALUES (1, 1, 1, 'owner', 'panel', 'purge', 2, 71, 5, x'', x''), (2, 1, 1, 'owner', 'panel', 'purge', 2, 72, 4, x'', x''),
            (3, 1, 1, 'owner', 'panel', 'purge', 3, 73, 4, x'', x''), (4, 1, 1, 'owner', 'panel', 'purge', 4, 74, 4, x'', zeroblob(32));
        INSERT INTO jobs (id, entry, room_id, actor_id, through, state, total, done, started_at, ended_at, receipt)
        VALUES (5, 1, 2, 1, 10, 'done', 5, 5, 1, 1, '{\"at\":1,\"checks\":[]}'),
            (6, 2, 2, 1, 20, 'done', 4, 4, 1, 1, '{\"at\":1,\"checks\":[]}'),
            (7, 3, 3, 1, 20, 'done', 4, 4, 1, 1, '{\"at\":1,\"checks\":[]}'),
            (8, 4, 4, 1, 20, 'done', 4, 4, 1, 1, '{\"at\":1,\"checks\":[]}')",
    )
    .execute(&mut raw)
    .await
    .unwrap();
    raw.close().await.unwrap();

    let store = open(folder.path()).await.unwrap();
    let open_jobs = store.open_jobs().await.unwrap();
    let (room, through) = (RoomId::from_raw(2), MessageId::from_raw(22));
    assert_eq!(open_jobs, [OpenJob { id: JobId::from_raw(6), room, through }]);
    let erased = store.erase_batch(open_jobs[0]).await.unwrap();
    assert_eq!((erased.rows, erased.more), (2, false));
    assert!(store.look_again(open_jobs[0], Some(erased.overwritten)).await.unwrap().erased());
    let sight = Sight { all: true, account: None, user: UserId::from_raw(1) };
    let job = store.job(sight, JobId::from_raw(6)).await.unwrap().unwrap();
    assert_eq!((job.done, job.total), (6, 6));
    store.close().await;
    assert!(!testkit::found(folder.path(), "zanzibar"));
    let mut raw = SqliteConnectOptions::new().filename(folder.path().join(FILE)).connect().await.unwrap();
    let rooms: Vec<(i64, i64, i64, i64, i64, i64)> = sqlx::query_as(
        "SELECT r.id, r.purged_through, r.message_count, r.member_count,
                (SELECT count(*) FROM memberships m WHERE m.room_id = r.id),
                (SELECT count(*) FROM messages m WHERE m.room_id = r.id)
        FROM rooms r
        ORDER BY r.id",
    )
    .fetch_all(&mut raw)
    .await
    .unwrap();
    assert_eq!(rooms, [(2, 22, 0, 0, 0, 0), (3, 20, 0, 0, 0, 0), (4, 20, 2, 1, 1, 2)]);
}

#[tokio::test]
async fn a_backup_opens_as_a_store_of_its_own() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let said = olga.says(house.service(), room, "hello").await;
    house.service().delete(&olga, testkit::removal(room, said.id)).await.unwrap();
    let kept = olga.says(house.service(), room, "kept").await;
    let folder = tempfile::tempdir().unwrap();
    house.service().store().backup(folder.path()).await.unwrap();
    let copy = open(folder.path()).await.unwrap();
    assert_eq!(copy.message(room, kept.id, domain::Earshot::Everything).await.unwrap(), Some(kept));
    assert_eq!(copy.verify_audit().await.unwrap().checked, 1);
    assert!(house.service().store().backup(folder.path()).await.is_err(), "never over another store");
}

#[tokio::test]
async fn those_who_make_a_store_at_once_make_one() {
    for _ in 0..25 {
        let folder = tempfile::tempdir().unwrap();
        let opened = (0..8).map(|_| open(folder.path()));
        for store in futures::future::join_all(opened).await {
            store.unwrap().close().await;
        }
    }
}
