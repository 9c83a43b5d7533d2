//! Opening the store: pragmas in one place, migrations, the writer, the readers and the checkpointer.

use std::{
    fs::{DirBuilder, File},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use domain::{Audience, Batch, Event, RoomId, Timestamp};
use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    migrate::MigrateError,
    pool::PoolConnection,
    sqlite::{Sqlite, SqliteConnectOptions, SqlitePool, SqlitePoolOptions},
};
use tokio::sync::{Mutex, mpsc, oneshot};

use crate::{
    StorageError,
    audit::Tally,
    direct::Direct,
    error::is_held,
    log,
    writer::{Command, Pending, Write, Writer},
};

/// The name of the file inside the data folder.
pub(crate) const FILE: &str = "roomkeeper.sqlite";
/// Writes that may wait for the writer before callers are held back.
const WRITE_QUEUE_COMMANDS_MAX: usize = 1024;
/// Connections that read at the same time.
pub(crate) const READERS_MAX: u32 = 4;
/// Page cache of one reading connection, in KiB.
const READER_CACHE_KIB: u32 = 1024;
/// Page cache of the writing connection, in KiB.
const WRITER_CACHE_KIB: u32 = 4096;
/// How long a lock held by another process is waited for.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long emptying the log is tried again while somebody reads it.
const CHECKPOINT_PATIENCE: Duration = Duration::from_secs(10);
/// Time between two tries.
const CHECKPOINT_RETRY: Duration = Duration::from_millis(20);
const OPENING_RETRY: Duration = Duration::from_millis(20);
/// How long whoever still reads is waited for when the store is closed.
const READERS_CLOSING_PATIENCE: Duration = Duration::from_millis(500);

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// Tells the time. The real one in the process, a settable one in tests.
pub trait Clock: Send + Sync + 'static {
    /// This moment.
    fn now(&self) -> Timestamp;
}

/// Something that happened in a room and is now on disk.
#[derive(Debug, Clone)]
pub struct Committed {
    /// Where.
    pub room: RoomId,
    /// What.
    pub event: Event,
    /// Who of those who listen as members is told.
    pub audience: Audience,
    /// Whether it was one act with others.
    pub batch: Batch,
}

/// Called by the writer after each commit, with what happened, in order. Must not block.
pub type OnCommit = dyn Fn(Vec<Committed>) + Send + Sync;

/// How to open a store.
pub struct Options {
    /// The data folder.
    pub folder: PathBuf,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Called after each commit that made events.
    pub on_commit: Box<OnCommit>,
    /// The most pages that the file may have; a way for tests to fill the disk.
    pub pages_max: Option<u32>,
}

/// The store. A cheap handle.
#[derive(Clone)]
pub struct Store {
    readers: SqlitePool,
    commands: mpsc::Sender<Command>,
    clock: Arc<dyn Clock>,
    file: PathBuf,
    tally: Arc<Mutex<Tally>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

/// Every pragma of every connection. `secure_delete` from the first row: without it deleted text stays in the file.
const PRAGMAS: [(&str, &str); 7] = [
    ("journal_mode", "WAL"),
    ("synchronous", "FULL"),
    ("foreign_keys", "ON"),
    ("secure_delete", "ON"),
    // Checkpoints run beside the writer, not inside one of its commits.
    ("wal_autocheckpoint", "0"),
    ("temp_store", "MEMORY"),
    ("trusted_schema", "OFF"),
];

pub(crate) fn connect_options(file: &Path) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new().filename(file).busy_timeout(BUSY_TIMEOUT).disable_statement_logging();
    PRAGMAS.iter().fold(options, |options, (name, value)| options.pragma(*name, *value))
}

/// Looks into a file that is there before any pragma or migration could change it: the database of another program is
/// left as it is. Answers with the connection, so that closing it does not empty a log that is about to be opened.
async fn refuse_foreign(file: &Path) -> Result<Option<SqliteConnection>, sqlx::Error> {
    if !file.exists() {
        return Ok(None);
    }
    let plain = SqliteConnectOptions::new().filename(file).busy_timeout(BUSY_TIMEOUT).disable_statement_logging();
    let mut connection = plain.connect().await?;
    let (tables, ours): (i64, i64) =
        sqlx::query_as("SELECT count(*), count(CASE name WHEN '_sqlx_migrations' THEN 1 END) FROM sqlite_schema")
            .fetch_one(&mut connection)
            .await?;
    if tables > 0 && ours == 0 {
        return Err(sqlx::Error::Protocol("it is the database of another program".into()));
    }
    Ok(Some(connection))
}

/// The first connection of a process. That of the first process switches the new file to a log, and whoever comes at
/// that moment is not made to wait by SQLite itself.
async fn first_connection(connect: &SqliteConnectOptions) -> Result<SqliteConnection, sqlx::Error> {
    let give_up = Instant::now() + BUSY_TIMEOUT;
    loop {
        match connect.connect().await {
            Err(error) if is_held(&error) && Instant::now() < give_up => tokio::time::sleep(OPENING_RETRY).await,
            outcome => return outcome,
        }
    }
}

/// Brings the schema up to date in one transaction: a store is never left between two versions.
async fn migrate(connection: &mut SqliteConnection) -> Result<(), MigrateError> {
    // Two processes that bring one store up to date take turns; one that is up to date is opened while it is written to.
    let applied =
        sqlx::query_scalar::<_, i64>("SELECT count(*) FROM _sqlx_migrations").fetch_one(&mut *connection).await;
    let current = applied.is_ok_and(|applied| usize::try_from(applied) == Ok(MIGRATOR.iter().count()));
    let mut all = connection.begin_with(if current { "BEGIN" } else { "BEGIN IMMEDIATE" }).await?;
    MIGRATOR.run(&mut *all).await?;
    Ok(all.commit().await?)
}

/// Makes a folder for a store, and those above it, when they are not there; nobody else may look into what is made.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(folder: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Makes an empty file for a store when none is there: nobody else may read it, nor the log that SQLite lays beside it with
/// the same rights. Answers whether it was made.
pub(crate) fn make_file(file: &Path) -> std::io::Result<bool> {
    match File::options().write(true).create_new(true).mode(0o600).open(file) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

impl Store {
    /// Opens the store in the folder, makes it if it is not there, and brings its schema up to date.
    ///
    /// # Errors
    /// When the folder cannot be written, the file is no store, or it was written by a newer version. A store whose
    /// migration fails is left as it was.
    pub async fn open(options: Options) -> Result<Self, StorageError> {
        let file = options.folder.join(FILE);
        let failed = |why: String| StorageError::Open { path: file.display().to_string(), why };
        make_folder(&options.folder).map_err(|error| failed(error.to_string()))?;
        let looked_at = refuse_foreign(&file).await.map_err(|error| failed(error.to_string()))?;
        make_file(&file).map_err(|error| failed(error.to_string()))?;
        let pages_max = options.pages_max.map(|pages| ("max_page_count", pages.to_string()));
        let more: Vec<_> = [("cache_size", format!("-{WRITER_CACHE_KIB}"))].into_iter().chain(pages_max).collect();
        let connect = connect_options(&file).create_if_missing(true);
        let connect = more.iter().fold(connect, |connect, (name, value)| connect.pragma(*name, value.clone()));
        let mut writing = first_connection(&connect).await.map_err(|error| failed(error.to_string()))?;
        migrate(&mut writing).await.map_err(|error| match error {
            MigrateError::VersionMissing(version) | MigrateError::VersionTooNew(version, _) => {
                StorageError::Newer(version)
            }
            error => failed(error.to_string()),
        })?;
        drop(looked_at);
        // The log lies beside the file itself, wherever a link to it may lie.
        let file = file.canonicalize().map_err(|error| failed(error.to_string()))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS_MAX)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(BUSY_TIMEOUT)
            .connect_lazy_with(
                connect_options(&file).pragma("query_only", "ON").pragma("cache_size", format!("-{READER_CACHE_KIB}")),
            );
        let checkpointing = connect_options(&file).connect().await.map_err(|error| failed(error.to_string()))?;
        let (commands, inbox) = mpsc::channel(WRITE_QUEUE_COMMANDS_MAX);
        let pragmas: Vec<_> = PRAGMAS.iter().map(|(name, value)| (*name, (*value).to_owned())).chain(more).collect();
        let open_direct = {
            let file = file.clone();
            Box::new(move || Direct::open(&file, &pragmas))
        };
        let writer =
            Writer::new(writing, open_direct, log::path(&file), options.clock.clone(), options.on_commit).await?;
        writer.start(inbox, checkpointing).map_err(|error| failed(error.to_string()))?;
        Ok(Self { readers, commands, clock: options.clock, file, tally: Arc::default() })
    }

    /// A connection to read with.
    pub(crate) async fn reader(&self) -> Result<PoolConnection<Sqlite>, StorageError> {
        Ok(self.readers.acquire().await?)
    }

    /// What of the audit log is counted by now.
    pub(crate) fn tally(&self) -> &Mutex<Tally> {
        &self.tally
    }

    /// This moment, by the store's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The file that holds everything.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Runs a write in the writer's transaction and waits until it is on disk.
    ///
    /// # Errors
    /// When the store broke. Nothing of the write was kept then.
    pub async fn write<W: Write>(&self, write: W) -> Result<W::Done, StorageError> {
        let (answer, answered) = oneshot::channel();
        let pending = Pending::new(write, answer);
        self.commands.send(Command::Write(Box::new(pending))).await.map_err(|_| StorageError::Closed)?;
        answered.await.map_err(|_| self.unanswered())?
    }

    /// Why the writer gave no answer: it has ended, or panicked and went on.
    fn unanswered(&self) -> StorageError {
        if self.commands.is_closed() { StorageError::Closed } else { StorageError::Inconsistent("the writer panicked") }
    }

    /// Copies everything from the write-ahead log into the file and empties the log.
    ///
    /// # Errors
    /// When a reader or another process holds on to the log for too long.
    pub async fn checkpoint(&self) -> Result<(), StorageError> {
        let give_up = Instant::now() + CHECKPOINT_PATIENCE;
        loop {
            match self.try_checkpoint().await {
                // Readers come and go, and so does the copy that is made beside the writer: SQLite waits for neither.
                Err(StorageError::Unavailable(_)) if Instant::now() < give_up => {
                    tokio::time::sleep(CHECKPOINT_RETRY).await;
                }
                done => return done,
            }
        }
    }

    async fn try_checkpoint(&self) -> Result<(), StorageError> {
        let (answer, answered) = oneshot::channel();
        self.commands.send(Command::Checkpoint(answer)).await.map_err(|_| StorageError::Closed)?;
        answered.await.map_err(|_| self.unanswered())?
    }

    /// Finishes what was accepted, checkpoints, and closes. Later writes answer [`StorageError::Closed`].
    pub async fn close(&self) {
        let (answer, answered) = oneshot::channel();
        if self.commands.send(Command::Close(answer)).await.is_ok() {
            let _ = answered.await;
        }
        // Whoever reads something long is not waited for: nothing is lost with them.
        if tokio::time::timeout(READERS_CLOSING_PATIENCE, self.readers.close()).await.is_err() {
            tracing::warn!("somebody was still reading when the store was closed");
        }
    }
}
