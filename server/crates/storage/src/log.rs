//! The write-ahead log: copied into the file beside the writer, begun anew in its place before it grows large, and
//! blanked soon after a removal. Never copied inside a commit.

use std::{
    path::{Path, PathBuf},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sqlx::SqliteConnection;
use tokio::{
    sync::mpsc,
    time::{Sleep, sleep},
};

use crate::{StorageError, blank};

/// Pages that may wait to be copied, 2 MiB of them. Much less would have the disk flush the file all the time, and the
/// writer copy the rest as often; much more would have a commit wait long for such a flush, whoever reads wait for the
/// core that copies, and whoever writes wait while all of the log is blanked.
const COPY_PAGES: i64 = 512;
/// Pages that a copy beside the writer may leave to the writer.
const LEFT_PAGES_MAX: i64 = 64;
/// How often a copy beside the writer is made again to leave so few.
const COPIES_MAX: usize = 3;
/// The log is cut off, not only begun anew, when it has more pages than this: 32 MiB of them.
const EMPTY_PAGES: i64 = 16 * COPY_PAGES;
/// A log of more than this is cut off rather than blanked: all of it is read each time, while whoever writes waits.
const KEPT_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Time between two looks at a log that grows.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// After a removal the log is blanked as soon as nobody has written for so long: then nobody waits for it.
const QUIET: Duration = Duration::from_millis(15);
/// At the latest after this, and so long after a try that failed.
const SCRUB_DELAY: Duration = Duration::from_millis(500);

/// What the writer is to do with the log, now that a copy of nearly all of it was made beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tidy {
    /// Copy the rest, so that the next commit writes over the log from its start: a file that is written over is
    /// flushed in half the time of one that grows.
    BeginAnew,
    /// Begin anew and overwrite what was there before, since it holds text that was removed.
    Blank,
    /// Copy the rest and cut the log off, since it is large.
    Empty,
}

/// The writer's end: tells that there was a commit.
#[derive(Debug, Clone)]
pub(crate) struct Grown {
    wanted: Arc<Wanted>,
    wake: mpsc::Sender<()>,
}

/// What the writer wants of whoever keeps the log.
#[derive(Debug, Default)]
struct Wanted {
    /// Text was removed: the log is to be blanked.
    scrub: AtomicBool,
    /// That was tried and could not be done.
    failed: AtomicBool,
}

impl Grown {
    /// There was a commit; `scrub` when it removed text.
    pub(crate) fn tell(&self, scrub: bool) {
        if scrub {
            self.wanted.scrub.store(true, Ordering::Release);
        }
        // A full channel means that it is awake already.
        let _ = self.wake.try_send(());
    }

    /// What was asked for could not be done; it is asked for again after a while.
    pub(crate) fn tell_failed(&self, how: Tidy) {
        self.wanted.failed.store(true, Ordering::Release);
        self.tell(how != Tidy::BeginAnew);
    }
}

/// How long the log is.
#[derive(Debug, Clone, Copy)]
struct Length {
    pages: i64,
    copied: i64,
}

impl Length {
    const fn left(self) -> i64 {
        self.pages - self.copied
    }
}

/// Starts what copies the log on a connection of its own. Ends with the writer.
pub(crate) fn keep(connection: SqliteConnection) -> (Grown, mpsc::Receiver<Tidy>) {
    let (wake, woken) = mpsc::channel(1);
    let (tidy, ready) = mpsc::channel(1);
    let wanted = Arc::new(Wanted::default());
    tokio::spawn(copy_beside(connection, Arc::clone(&wanted), woken, tidy));
    (Grown { wanted, wake }, ready)
}

async fn copy_beside(
    mut connection: SqliteConnection,
    wanted: Arc<Wanted>,
    mut woken: mpsc::Receiver<()>,
    tidy: mpsc::Sender<Tidy>,
) {
    let mut scrub_by: Option<Pin<Box<Sleep>>> = None;
    let mut failed = false;
    // How long the log was when a copy was last made: whoever reads an old state of the file may hold the copy up.
    let mut tried = 0;
    loop {
        let due = match &mut scrub_by {
            None => {
                if woken.recv().await.is_none() {
                    return;
                }
                false
            }
            Some(by) => tokio::select! {
                biased;
                () = by => true,
                woken = woken.recv() => {
                    if woken.is_none() {
                        return;
                    }
                    false
                }
                () = sleep(QUIET), if !failed => true,
            },
        };
        if wanted.scrub.swap(false, Ordering::AcqRel) {
            scrub_by.get_or_insert_with(|| Box::pin(sleep(SCRUB_DELAY)));
        }
        failed |= wanted.failed.swap(false, Ordering::AcqRel);
        if !due {
            sleep(LOOK_EVERY).await;
        }
        let how = match length(&mut connection, "PRAGMA wal_checkpoint(NOOP)").await {
            Ok(log) => {
                tried = if log.pages < tried { 0 } else { tried };
                if due {
                    Some(Tidy::Blank)
                } else if log.pages > tried + EMPTY_PAGES {
                    Some(Tidy::Empty)
                } else {
                    (log.left().min(log.pages - tried) >= COPY_PAGES).then_some(Tidy::BeginAnew)
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the write-ahead log could not be looked at");
                due.then_some(Tidy::Blank)
            }
        };
        let Some(how) = how else { continue };
        match copy(&mut connection).await {
            Ok(log) => tried = log.pages,
            Err(error) => tracing::warn!(%error, "the write-ahead log could not be copied"),
        }
        if how == Tidy::Blank {
            (scrub_by, failed) = (None, false);
        }
        if tidy.send(how).await.is_err() {
            return;
        }
    }
}

/// Copies what can be copied while the writer goes on, until little is left.
async fn copy(connection: &mut SqliteConnection) -> Result<Length, sqlx::Error> {
    let mut log = length(connection, "PRAGMA wal_checkpoint(PASSIVE)").await?;
    for _ in 1..COPIES_MAX {
        if log.left() <= LEFT_PAGES_MAX {
            break;
        }
        log = length(connection, "PRAGMA wal_checkpoint(PASSIVE)").await?;
    }
    Ok(log)
}

async fn length(connection: &mut SqliteConnection, pragma: &'static str) -> Result<Length, sqlx::Error> {
    let (_busy, pages, copied): (i64, i64, i64) = sqlx::query_as(pragma).fetch_one(connection).await?;
    Ok(Length { pages, copied })
}

/// Does what was asked for, on the writer's connection: nobody else can write meanwhile. `look` is called while no other
/// process can write either, before anything is blanked.
pub(crate) async fn tidy(
    connection: &mut SqliteConnection,
    log: &Path,
    how: Tidy,
    look: impl FnMut(),
) -> Result<(), StorageError> {
    match how {
        Tidy::BeginAnew => Ok(length(connection, "PRAGMA wal_checkpoint(PASSIVE)").await.map(drop)?),
        Tidy::Blank => begin_anew_and_blank(connection, log, look).await,
        Tidy::Empty => empty(connection).await,
    }
}

/// Empties the log and cuts it off, unless a reader holds on to it.
pub(crate) async fn empty(connection: &mut SqliteConnection) -> Result<(), StorageError> {
    copy_all(connection, "PRAGMA wal_checkpoint(TRUNCATE)").await
}

/// Has the log begin anew with a commit of one page, and blanks the rest, unless a reader holds on to it.
async fn begin_anew_and_blank(
    connection: &mut SqliteConnection,
    log: &Path,
    mut look: impl FnMut(),
) -> Result<(), StorageError> {
    // One that grew while somebody read for long is cut off: to overwrite all of it would hold up everybody who writes.
    if std::fs::metadata(log).is_ok_and(|log| log.len() > KEPT_BYTES_MAX) {
        return empty(connection).await;
    }
    let before = blank::salts(log).map_err(unreadable)?;
    copy_all(connection, "PRAGMA wal_checkpoint(RESTART)").await?;
    // A number of which the schema makes no use: whatever is written, the log begins anew with it.
    let begun = "BEGIN IMMEDIATE; PRAGMA user_version = 0; COMMIT; BEGIN IMMEDIATE";
    let blanked = match sqlx::raw_sql(begun).execute(&mut *connection).await {
        Ok(_) => {
            look();
            blank_rest(log, before)
        }
        Err(error) => Err(error.into()),
    };
    if let Err(error) = sqlx::query("ROLLBACK").execute(connection).await {
        tracing::debug!(%error, "nothing to roll back");
    }
    blanked
}

fn blank_rest(log: &Path, before: Option<blank::Salts>) -> Result<(), StorageError> {
    let salts = blank::salts(log).map_err(unreadable)?;
    if salts.is_some() && salts == before {
        return Err(being_read());
    }
    blank::blank(log).map_err(unreadable)
}

/// Copies the log into the file to its end, unless a reader holds on to it: everybody who wants to write waits
/// meanwhile, so it is tried again later instead.
async fn copy_all(connection: &mut SqliteConnection, pragma: &'static str) -> Result<(), StorageError> {
    sqlx::query("PRAGMA busy_timeout = 20").execute(&mut *connection).await?;
    let tried = sqlx::query_scalar(pragma).fetch_one(&mut *connection).await;
    be_patient(connection).await?;
    let busy: i64 = tried?;
    if busy == 0 { Ok(()) } else { Err(being_read()) }
}

/// Has the connection wait as long as ever for whoever holds the file.
pub(crate) async fn be_patient(connection: &mut SqliteConnection) -> Result<(), StorageError> {
    Ok(sqlx::query("PRAGMA busy_timeout = 5000").execute(connection).await.map(drop)?)
}

fn being_read() -> StorageError {
    StorageError::Unavailable("the write-ahead log is being read".into())
}

fn unreadable(error: std::io::Error) -> StorageError {
    StorageError::Unavailable(format!("the write-ahead log cannot be blanked: {error}"))
}

/// The write-ahead log beside the file.
pub(crate) fn path(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}
