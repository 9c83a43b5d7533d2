//! The one writer: commits whatever is waiting as one transaction (group commit).
//!
//! A write that breaks takes its neighbours back with it, and then each is run again alone, so that one bad write
//! never fails another. Events are handed on after the commit, never before, and answers go out before the fan-out.

use std::{
    future::Future,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use domain::{Event, EventKind, EventNumber, Id, RoomId, Timestamp};
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use crate::{
    StorageError,
    audit::{self, GENESIS, Link},
    store::{Clock, Committed, OnCommit},
};

/// Writes in one transaction at the most.
const GROUP_WRITES_MAX: usize = 256;
/// The log is copied into the file when it has grown by this much.
const CHECKPOINT_BYTES: u64 = 4 << 20;
/// The log is emptied, not only copied, when it is larger than this.
const TRUNCATE_BYTES: u64 = 32 << 20;
/// After a removal the log is emptied at the latest after this.
const SCRUB_DELAY: Duration = Duration::from_millis(500);

type Work<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// Something that changes the store, run inside the writer's transaction.
///
/// `run` may be run again after a rollback, so it must draw everything from `self` and the transaction.
pub trait Write: Send + Sync + 'static {
    /// What it answers with. A refusal is an answer too: what it wrote (its audit entry) is kept.
    type Done: Send + 'static;

    /// Does it.
    ///
    /// An error means that the store broke: everything that the write did is taken back.
    fn run<'t>(&'t self, tx: &'t mut WriteTx) -> impl Future<Output = Result<Self::Done, StorageError>> + Send + 't;
}

/// A write on its way, whatever its type.
pub(crate) trait Erased: Send {
    fn run<'t>(&'t mut self, tx: &'t mut WriteTx) -> Work<'t, Result<(), StorageError>>;
    /// Answers the caller: with what `run` made, or with the error.
    fn answer(self: Box<Self>, committed: Result<(), StorageError>);
}

pub(crate) struct Pending<W: Write> {
    write: W,
    made: Option<W::Done>,
    answer: oneshot::Sender<Result<W::Done, StorageError>>,
}

impl<W: Write> Pending<W> {
    pub(crate) fn new(write: W, answer: oneshot::Sender<Result<W::Done, StorageError>>) -> Self {
        Self { write, made: None, answer }
    }
}

impl<W: Write> Erased for Pending<W> {
    fn run<'t>(&'t mut self, tx: &'t mut WriteTx) -> Work<'t, Result<(), StorageError>> {
        Box::pin(async move {
            self.made = Some(self.write.run(tx).await?);
            Ok(())
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), StorageError>) {
        // The caller may have gone; the write stands all the same.
        let Self { made, answer, .. } = *self;
        let _ = answer.send(committed.and_then(|()| made.ok_or(StorageError::Closed)));
    }
}

pub(crate) enum Command {
    Write(Box<dyn Erased>),
    Checkpoint(oneshot::Sender<Result<(), StorageError>>),
    Close(oneshot::Sender<()>),
}

/// The writer's transaction: what a write sees of the store.
pub struct WriteTx {
    pub(crate) connection: SqliteConnection,
    pub(crate) now: Timestamp,
    pub(crate) chain: Link,
    last_id: i64,
    happened: Vec<Committed>,
    scrub: bool,
    clock: Arc<dyn Clock>,
}

impl WriteTx {
    /// The moment of the transaction.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// A new id, later than every id made before.
    pub fn new_id<K>(&mut self) -> Id<K> {
        self.last_id = (self.last_id + 1).max(Id::<K>::first_at(self.now).raw());
        Id::from_raw(self.last_id)
    }

    /// Reads what is kept in memory of the file: at the start, and when another process has written.
    async fn catch_up(&mut self) -> Result<(), StorageError> {
        let last_id: i64 = sqlx::query_scalar(
            "SELECT max(
                coalesce((SELECT max(last_message_id) FROM rooms), 0),
                coalesce((SELECT max(id) FROM rooms), 0),
                coalesce((SELECT max(id) FROM users), 0),
                coalesce((SELECT max(id) FROM accounts), 0),
                coalesce((SELECT max(id) FROM jobs), 0),
                coalesce((SELECT max(operation_id) FROM audit), 0))",
        )
        .fetch_one(&mut self.connection)
        .await?;
        self.last_id = self.last_id.max(last_id);
        self.chain = audit::head(&mut self.connection).await?.unwrap_or(GENESIS);
        Ok(())
    }

    /// Notes that something happened; viewers learn of it after the commit.
    pub(crate) fn happened(&mut self, room: RoomId, number: EventNumber, kind: EventKind) {
        self.happened.push(Committed { room, event: Event { number, at: self.now, kind } });
    }

    /// Notes that text was removed, so that the log is emptied soon.
    pub(crate) const fn scrub(&mut self) {
        self.scrub = true;
    }
}

/// A transaction's in-memory side, to go back to when it is rolled back.
struct Mark {
    chain: Link,
    happened: usize,
    scrub: bool,
}

pub(crate) struct Writer {
    tx: WriteTx,
    /// Changes when another process, as the command line, has written to the file.
    data_version: i64,
    on_commit: Box<OnCommit>,
}

impl Writer {
    pub(crate) async fn new(
        connection: SqliteConnection,
        clock: Arc<dyn Clock>,
        on_commit: Box<OnCommit>,
    ) -> Result<Self, StorageError> {
        let now = clock.now();
        let mut tx = WriteTx { connection, now, chain: GENESIS, last_id: 0, happened: Vec::new(), scrub: false, clock };
        tx.catch_up().await?;
        let data_version = sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut tx.connection).await?;
        Ok(Self { tx, data_version, on_commit })
    }

    /// Runs the writer and the checkpointer until the store is closed or dropped.
    pub(crate) fn start(self, inbox: mpsc::Receiver<Command>, checkpointing: SqliteConnection, file: PathBuf) {
        let (copied, ready_to_truncate) = mpsc::channel(1);
        let (grown, wake) = mpsc::channel(1);
        tokio::spawn(checkpoint_beside(checkpointing, file, wake, copied));
        tokio::spawn(self.run(inbox, grown, ready_to_truncate));
    }

    async fn run(
        mut self,
        mut inbox: mpsc::Receiver<Command>,
        grown: mpsc::Sender<bool>,
        mut ready_to_truncate: mpsc::Receiver<()>,
    ) {
        let mut group: Vec<Box<dyn Erased>> = Vec::with_capacity(GROUP_WRITES_MAX);
        loop {
            let first = tokio::select! {
                biased;
                Some(()) = ready_to_truncate.recv() => {
                    // The copy has just been made beside us; what is left is little, and nobody else can write.
                    if let Err(error) = truncate(&mut self.tx.connection).await {
                        tracing::debug!(%error, "the log could not be emptied now; it will be tried again");
                        let _ = grown.try_send(true);
                    }
                    continue;
                }
                command = inbox.recv() => match command {
                    Some(command) => command,
                    None => break,
                },
            };
            let mut next = Some(first);
            let mut then = None;
            while let Some(command) = next.take() {
                match command {
                    Command::Write(write) => group.push(write),
                    other => {
                        then = Some(other);
                        break;
                    }
                }
                if group.len() < GROUP_WRITES_MAX {
                    next = inbox.try_recv().ok();
                }
            }
            if !group.is_empty() {
                self.commit_group(&mut group).await;
                // A full channel means that the checkpointer is awake already.
                let _ = grown.try_send(std::mem::take(&mut self.tx.scrub));
            }
            match then {
                None | Some(Command::Write(_)) => {}
                Some(Command::Checkpoint(answer)) => {
                    let _ = answer.send(truncate(&mut self.tx.connection).await);
                }
                Some(Command::Close(answer)) => {
                    let _ = truncate(&mut self.tx.connection).await;
                    let _ = self.tx.connection.close().await;
                    let _ = answer.send(());
                    return;
                }
            }
        }
        let _ = truncate(&mut self.tx.connection).await;
        let _ = self.tx.connection.close().await;
    }

    /// All of the group in one transaction; if any breaks, each alone.
    async fn commit_group(&mut self, group: &mut Vec<Box<dyn Erased>>) {
        match self.transact(group).await {
            Ok(()) => self.answer(group.drain(..), Ok(())),
            Err(error) if group.len() == 1 => self.answer(group.drain(..), Err(error)),
            Err(_) => {
                for mut write in group.drain(..) {
                    let outcome = self.transact(std::slice::from_mut(&mut write)).await;
                    self.answer(std::iter::once(write), outcome);
                }
            }
        }
    }

    async fn transact(&mut self, group: &mut [Box<dyn Erased>]) -> Result<(), StorageError> {
        let mark = Mark { chain: self.tx.chain, happened: self.tx.happened.len(), scrub: self.tx.scrub };
        self.tx.now = self.tx.clock.now();
        let outcome = self.try_transact(group).await;
        if outcome.is_err() {
            let rolled_back = sqlx::query("ROLLBACK").execute(&mut self.tx.connection).await;
            if let Err(error) = rolled_back {
                tracing::debug!(%error, "nothing to roll back");
            }
            self.tx.chain = mark.chain;
            self.tx.happened.truncate(mark.happened);
            self.tx.scrub = mark.scrub;
        }
        outcome
    }

    async fn try_transact(&mut self, group: &mut [Box<dyn Erased>]) -> Result<(), StorageError> {
        // Both in one go to the driver's thread: this stands before every commit.
        let version: i64 =
            sqlx::query_scalar("BEGIN IMMEDIATE; PRAGMA data_version").fetch_one(&mut self.tx.connection).await?;
        if version != self.data_version {
            self.tx.catch_up().await?;
            self.data_version = version;
        }
        for write in group {
            write.run(&mut self.tx).await?;
        }
        sqlx::query("COMMIT").execute(&mut self.tx.connection).await?;
        Ok(())
    }

    fn answer(&mut self, group: impl Iterator<Item = Box<dyn Erased>>, outcome: Result<(), StorageError>) {
        for write in group {
            write.answer(outcome.clone());
        }
        let happened = std::mem::take(&mut self.tx.happened);
        if !happened.is_empty() {
            (self.on_commit)(happened);
        }
    }
}

async fn truncate(connection: &mut SqliteConnection) -> Result<(), StorageError> {
    let busy: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(connection).await?;
    if busy == 0 { Ok(()) } else { Err(StorageError::Unavailable("the write-ahead log is being read".into())) }
}

/// Copies the log into the file on a connection of its own while the writer goes on, then has the writer empty it
/// when text was removed or when it has grown large.
async fn checkpoint_beside(
    mut connection: SqliteConnection,
    file: PathBuf,
    mut wake: mpsc::Receiver<bool>,
    copied: mpsc::Sender<()>,
) {
    let log = log_of(&file);
    let mut at_last_copy = 0;
    let mut scrub_by: Option<Instant> = None;
    loop {
        let woken = match scrub_by {
            Some(by) => match tokio::time::timeout_at(by.into(), wake.recv()).await {
                Ok(Some(scrub)) => Some(scrub),
                Ok(None) => break,
                Err(_elapsed) => None,
            },
            None => match wake.recv().await {
                Some(scrub) => Some(scrub),
                None => break,
            },
        };
        if woken == Some(true) {
            scrub_by.get_or_insert_with(|| Instant::now() + SCRUB_DELAY);
        }
        let size = std::fs::metadata(&log).map_or(0, |log| log.len());
        if size < at_last_copy {
            at_last_copy = 0;
        }
        let scrub = scrub_by.is_some_and(|by| by <= Instant::now());
        if !scrub && size < at_last_copy + CHECKPOINT_BYTES {
            continue;
        }
        match sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&mut connection).await {
            Ok(_) => at_last_copy = size,
            Err(error) => tracing::warn!(%error, "the write-ahead log could not be copied"),
        }
        if scrub || size > TRUNCATE_BYTES {
            scrub_by = None;
            let _ = copied.try_send(());
        }
    }
}

/// The write-ahead log beside the file.
pub(crate) fn log_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}
