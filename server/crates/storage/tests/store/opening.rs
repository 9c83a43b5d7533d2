//! Opening: what is no store, or a newer one, is refused with its name and left as it was.

use std::{fs, path::Path, sync::Arc};

use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use storage::{Options, StorageError, Store};
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
    // As if the newest version had never come to this store, and something else stood in its way.
    let mut raw = connect.connect().await.unwrap();
    let newest = "DELETE FROM _sqlx_migrations WHERE version = (SELECT max(version) FROM _sqlx_migrations)";
    assert_eq!(sqlx::query(newest).execute(&mut raw).await.unwrap().rows_affected(), 1);
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

#[tokio::test]
async fn a_store_of_the_first_step_is_brought_up_to_date() {
    const FIRST: &str = "0001_house.sql";
    let steps = tempfile::tempdir().unwrap();
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    fs::copy(all.join(FIRST), steps.path().join(FIRST)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE);
    let mut raw = SqliteConnectOptions::new().filename(&file).create_if_missing(true).connect().await.unwrap();
    sqlx::migrate::Migrator::new(steps.path()).await.unwrap().run(&mut raw).await.unwrap();
    sqlx::query("INSERT INTO accounts (id, name) VALUES (7, 'old')").execute(&mut raw).await.unwrap();
    raw.close().await.unwrap();

    let store = open(folder.path()).await.unwrap();
    assert_eq!(store.keys(None, None, "").await.unwrap().keys, []);
    store.close().await;
    let mut raw = SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
    let name: String = sqlx::query_scalar("SELECT name FROM accounts WHERE id = 7").fetch_one(&mut raw).await.unwrap();
    assert_eq!(name, "old");
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
    assert_eq!(copy.message(room, kept.id).await.unwrap(), Some(kept));
    assert_eq!(copy.verify_audit().await.unwrap().checked, 1);
    assert!(house.service().store().backup(folder.path()).await.is_err(), "never over another store");
}
