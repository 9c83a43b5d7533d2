//! A copy of the store, made while everything goes on. What is purged by then is not in it, though its job has not come
//! to erase it yet: the copy has its name only when that is erased from it too.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{
    StorageError, Store,
    store::{FILE, connect_options, make_file, make_folder},
};

/// What the copy is called while it may hold purged messages, and once they are erased. Left behind only by whoever is
/// killed; the next copy into the same folder removes them.
const UNFINISHED: [&str; 2] = ["roomkeeper.sqlite.unfinished", "roomkeeper.sqlite.erased"];

/// Up to which message everything of a room is to go, of those rooms where there is something.
const PURGED: &str = "
    SELECT r.id, iif(r.deleted_at IS NULL, r.purged_through, $1) AS through
    FROM rooms r
    WHERE EXISTS (SELECT 1 FROM messages m WHERE m.room_id = r.id
                    AND m.id <= iif(r.deleted_at IS NULL, r.purged_through, $1))
       OR EXISTS (SELECT 1 FROM sub_channel_messages s WHERE s.room_id = r.id
                    AND s.message_id <= iif(r.deleted_at IS NULL, r.purged_through, $1))";
const ERASE_MESSAGES: &str = "DELETE FROM messages WHERE room_id = $1 AND id <= $2";
const ERASE_NAMES: &str = "DELETE FROM sub_channel_messages WHERE room_id = $1 AND message_id <= $2";
/// Their jobs come to their ends, with their receipts, in the store that is made of the copy: there they find that
/// nothing is left to be done.
const GET_ON: &str = "UPDATE jobs SET done = total WHERE state IN ('waiting', 'running', 'failed')";

/// Why there is no copy.
struct Why(String);

impl From<io::Error> for Why {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<sqlx::Error> for Why {
    fn from(error: sqlx::Error) -> Self {
        Self(error.to_string())
    }
}

/// A place for a copy, which nobody else writes to meanwhile. What is unfinished is gone when it is dropped.
struct Place {
    target: PathBuf,
    unfinished: [PathBuf; 2],
    /// Held by the system until it is closed.
    _lock: File,
    /// Whether there was no file at all before.
    made: bool,
}

impl Place {
    fn take(folder: &Path) -> io::Result<Self> {
        let target = folder.join(FILE);
        let made = make_file(&target)?;
        let lock = File::options().read(true).write(true).open(&target)?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => io::Error::other("another copy is being written there"),
            TryLockError::Error(error) => error,
        })?;
        // What bears the name by now, and not what was opened: whoever held it may have finished meanwhile.
        if fs::metadata(&target)?.len() > 0 {
            return Err(io::Error::other("a store already exists there"));
        }
        let place = Self { unfinished: UNFINISHED.map(|name| folder.join(name)), target, _lock: lock, made };
        place.clear()?;
        Ok(place)
    }

    fn clear(&self) -> io::Result<()> {
        for path in &self.unfinished {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Gives the copy its name, once it is on the disk.
    fn finish(&mut self, copy: &Path) -> io::Result<()> {
        File::open(copy)?.sync_all()?;
        fs::rename(copy, &self.target)?;
        self.made = false;
        self.target.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Err(error) = self.clear() {
            tracing::error!(%error, "an unfinished copy could not be removed");
        }
        if self.made {
            let _ = fs::remove_file(&self.target);
        }
    }
}

/// Copies what is in a store, row by row, into a new file: nothing of what was removed from it is in that.
async fn copy(connection: &mut SqliteConnection, into: &Path) -> Result<(), Why> {
    make_file(into)?;
    sqlx::query("VACUUM INTO $1").bind(into.display().to_string()).execute(connection).await?;
    Ok(())
}

/// Erases from a copy what is purged. Answers with the connection when there was something.
async fn erase_purged(copied: &Path) -> Result<Option<SqliteConnection>, sqlx::Error> {
    // Without a journal: it would be one more file that holds them. When this breaks off, the copy is of no use anyway.
    let mut copied = SqliteConnectOptions::new()
        .filename(copied)
        .pragma("journal_mode", "OFF")
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging()
        .connect()
        .await?;
    let purged: Vec<(i64, i64)> = sqlx::query_as(PURGED).bind(i64::MAX).fetch_all(&mut copied).await?;
    for (room, through) in &purged {
        for erase in [ERASE_MESSAGES, ERASE_NAMES] {
            sqlx::query(erase).bind(room).bind(through).execute(&mut copied).await?;
        }
    }
    if purged.is_empty() {
        copied.close().await?;
        return Ok(None);
    }
    sqlx::query(GET_ON).execute(&mut copied).await?;
    Ok(Some(copied))
}

impl Store {
    /// Writes a consistent copy into a folder while everything goes on. Nothing of what is purged is in it.
    ///
    /// # Errors
    /// When the folder cannot be written or holds a store already.
    pub async fn backup(&self, folder: &Path) -> Result<PathBuf, StorageError> {
        let target = folder.join(FILE);
        match self.try_backup(folder).await {
            Ok(()) => Ok(target),
            Err(Why(why)) => Err(StorageError::Open { path: target.display().to_string(), why }),
        }
    }

    async fn try_backup(&self, folder: &Path) -> Result<(), Why> {
        make_folder(folder)?;
        let mut place = Place::take(folder)?;
        let [whole, erased] = place.unfinished.clone();
        let mut store = connect_options(self.file()).connect().await?;
        copy(&mut store, &whole).await?;
        store.close().await?;
        let finished = match erase_purged(&whole).await? {
            // Freed pages, and what lies unused in others, are not copied.
            Some(mut cleaned) => {
                copy(&mut cleaned, &erased).await?;
                cleaned.close().await?;
                erased
            }
            None => whole,
        };
        Ok(place.finish(&finished)?)
    }
}
