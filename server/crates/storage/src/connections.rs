//! What the store's connections are set to, asked of each of them: settings belong to a connection, and no other can
//! answer for it. For tests only.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use domain::{JobId, MessageId, RoomId, Timestamp};

use crate::{Clock, OpenJob, Options, StorageError, Store, Write, WriteTx, store::READERS_MAX};

/// Stands at noon, and at so many hours after it.
#[derive(Default)]
struct Noon(AtomicI64);

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(1_740_830_400_000 + self.0.load(Ordering::Relaxed) * 60 * 60 * 1000)
    }
}

async fn open(folder: &Path, clock: &Arc<Noon>) -> Store {
    let clock: Arc<dyn Clock> = clock.clone();
    let options = Options { folder: folder.to_owned(), clock, on_commit: Box::new(|_| ()), pages_max: None };
    Store::open(options).await.unwrap()
}

/// What decides over durability and erasure, in the order of [`EXPECTED`].
const ASKED: &str = "SELECT synchronous, secure_delete, foreign_keys
    FROM pragma_synchronous, pragma_secure_delete, pragma_foreign_keys";
/// `synchronous=FULL` is 2.
const EXPECTED: (i64, i64, i64) = (2, 1, 1);

/// Asks the writer's connection, by one way or the other.
struct AskTheWriter {
    direct: bool,
}

impl Write for AskTheWriter {
    type Done = (i64, i64, i64);

    fn goes_direct(&self) -> bool {
        self.direct
    }

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        if let Some(direct) = tx.direct() {
            return direct.asked(ASKED);
        }
        assert!(!self.direct, "it went the long way");
        Ok(sqlx::query_as(ASKED).fetch_one(tx.connection().await?).await?)
    }
}

#[tokio::test]
async fn every_connection_writes_through_to_the_disk_and_overwrites_what_it_frees() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), &Arc::default()).await;
    // The first group of a process forgets old keys, and goes the long way for that.
    assert_eq!(store.write(AskTheWriter { direct: false }).await.unwrap(), EXPECTED, "the driver's");
    assert_eq!(store.write(AskTheWriter { direct: true }).await.unwrap(), EXPECTED, "the short way's");
    let mut readers = Vec::new();
    for _ in 0..READERS_MAX {
        let mut reader = store.reader().await.unwrap();
        let told: (i64, i64, i64) = sqlx::query_as(ASKED).fetch_one(&mut *reader).await.unwrap();
        assert_eq!(told, EXPECTED, "a reader's");
        // Held, so that the next one is another.
        readers.push(reader);
    }
}

/// Has one of the writer's connections no longer overwrite what it frees.
struct StopOverwriting {
    direct: bool,
}

impl Write for StopOverwriting {
    type Done = ();

    fn goes_direct(&self) -> bool {
        self.direct
    }

    async fn run(&self, tx: &mut WriteTx) -> Result<(), StorageError> {
        const STOP: &str = "PRAGMA secure_delete = OFF";
        match tx.direct() {
            Some(direct) => direct.number(STOP).map(drop),
            None => Ok(sqlx::query(STOP).execute(tx.connection().await?).await.map(drop)?),
        }
    }
}

#[tokio::test]
async fn a_receipt_says_of_freed_pages_what_the_connection_that_erased_is_set_to() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(Noon::default());
    let store = open(folder.path(), &clock).await;
    let job = OpenJob { id: JobId::MIN, room: RoomId::MIN, through: MessageId::MAX };
    let erase = async || {
        let erased = store.erase_batch(job).await.unwrap();
        let receipt = store.look_again(job, Some(erased.overwritten)).await.unwrap();
        let freed = receipt.checks.iter().find(|check| check.store == "Freed pages").unwrap().clean;
        assert_eq!(freed, receipt.erased(), "{receipt:?}");
        freed
    };
    // The first group of an hour forgets old keys, and goes the long way for that; those after it go the short one.
    assert!([erase().await, erase().await] == [true, true]);
    store.write(StopOverwriting { direct: true }).await.unwrap();
    assert!(!erase().await, "the short way's");
    clock.0.store(2, Ordering::Relaxed);
    assert!([erase().await, erase().await] == [true, false]);
    store.write(StopOverwriting { direct: false }).await.unwrap();
    clock.0.store(4, Ordering::Relaxed);
    assert!(!erase().await, "the driver's");
}
