//! What can break in the store. Never a rule: rules are the service's.

/// Something broke in the store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StorageError {
    /// The disk is full, the file is locked or read-only: nothing was changed, and later it may work.
    #[error("the store cannot take writes at the moment: {0}")]
    Unavailable(String),
    /// The file was written by a newer version of Roomkeeper.
    #[error(
        "the store was written by a newer version of Roomkeeper (its schema has step {0}); use that version, or restore a backup"
    )]
    Newer(i64),
    /// The file cannot be opened or is no store.
    #[error("the store at {path} cannot be opened: {why}")]
    Open {
        /// The file.
        path: String,
        /// What the driver says.
        why: String,
    },
    /// The driver failed.
    #[error("the store failed: {0}")]
    Driver(String),
    /// A row is not what it must be.
    #[error("inconsistent row: {0}")]
    Inconsistent(&'static str),
    /// The writer has stopped, as it does at shutdown.
    #[error("the store is closed")]
    Closed,
}

/// SQLite's primary result code for a file that somebody else holds.
const BUSY: i32 = 5;
/// Those for what passes: BUSY, LOCKED, READONLY, IOERR, FULL.
const PASSING: [i32; 5] = [BUSY, 6, 8, 10, 13];

/// SQLite's primary result code of an error, if it is one of SQLite's.
fn code(error: &sqlx::Error) -> Option<i32> {
    let code = error.as_database_error()?.code()?.parse::<i32>().ok()?;
    Some(code & 0xff)
}

/// Whether somebody else holds the file.
pub(crate) fn is_held(error: &sqlx::Error) -> bool {
    code(error) == Some(BUSY)
}

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        match (&error, code(&error)) {
            (_, Some(code)) if PASSING.contains(&code) => Self::Unavailable(error.to_string()),
            (sqlx::Error::PoolTimedOut, _) => Self::Unavailable(error.to_string()),
            (sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed, _) => Self::Closed,
            _ => Self::Driver(error.to_string()),
        }
    }
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error().map(|error| error.extended_code & 0xff) {
            Some(code) if PASSING.contains(&code) => Self::Unavailable(error.to_string()),
            _ => Self::Driver(error.to_string()),
        }
    }
}
