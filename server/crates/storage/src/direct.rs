//! A second connection of the writer, on its own thread: the short way for the removals of single messages, and for
//! erasing.
//!
//! The driver runs every statement on a thread of its own, and the way there and back costs several times what a
//! statement does. Here a removal is asked about, decided, written and committed without leaving the writer's thread,
//! and erasing goes in small statements that let others in between.
//! Whatever else a group of writes does goes the driver's way, in a transaction of its own.

use std::path::Path;

use domain::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    Asks, Known, StorageError,
    audit::{HEAD, Link},
    facts::{self, SELECT_FACTS},
    pages::{self, Unclean},
    removals::{DEFINE_REMOVALS, INSERT_REMOVAL, Row},
    writer::LAST_ID,
};

/// Pages that are kept in memory while all of the file is gone over.
const GOING_OVER_CACHE_PAGES: i64 = 16;

pub(crate) struct Direct {
    connection: Connection,
    /// The setting of its page cache.
    cache: i64,
}

impl Direct {
    /// Opens the store's file with its pragmas.
    pub(crate) fn open(file: &Path, pragmas: &[(&str, String)]) -> Result<Self, StorageError> {
        let connection = Connection::open(file)?;
        for (name, value) in pragmas {
            connection.pragma_update(None, name, value)?;
        }
        connection.execute_batch(DEFINE_REMOVALS)?;
        let cache = connection.pragma_query_value(None, "cache_size", |row| row.get(0))?;
        Ok(Self { connection, cache })
    }

    /// Begins a transaction, and answers with the file's `data_version`.
    pub(crate) fn begin(&mut self) -> Result<i64, StorageError> {
        self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        self.number("PRAGMA data_version")
    }

    /// What the writer keeps in memory of the file: the newest id, and the newest link of the audit log's chain. The ids
    /// in it are known up to an entry with this number.
    pub(crate) fn kept(&mut self, known: i64) -> Result<(i64, Option<Link>), StorageError> {
        let last_id = self.connection.prepare_cached(LAST_ID)?.query_row([known], |row| row.get(0))?;
        let head: Option<(i64, Vec<u8>)> =
            self.connection.prepare_cached(HEAD)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok((last_id, head.map(Link::try_from).transpose()?))
    }

    /// What is known of whoever asks, not by a chat token; `None` when their session or key is not there or has ended.
    pub(crate) fn known(&mut self, now: Timestamp, asks: &Asks) -> Result<Option<Known>, StorageError> {
        let mut statement = self.connection.prepare_cached(SELECT_FACTS)?;
        let bounds = facts::Bounds::at(now);
        let row = statement
            .query_row(
                params![
                    asks.who.session().map(|session| session.as_slice()),
                    asks.room.map(domain::Id::raw),
                    asks.message.map(domain::Id::raw),
                    asks.key.as_ref().map(domain::IdempotencyKey::as_str),
                    asks.who.key().map(domain::KeyId::as_str),
                    asks.who.bearer().map(domain::Id::raw),
                    bounds.last_seen_after,
                    bounds.created_after,
                    bounds.now,
                ],
                facts::Row::read,
            )
            .optional()?;
        row.map(facts::Row::known).transpose()
    }

    /// Writes a removal.
    pub(crate) fn remove(&mut self, removal: &Row) -> Result<(), StorageError> {
        let entry = &removal.entry;
        self.connection.prepare_cached(INSERT_REMOVAL)?.execute(params![
            entry.number,
            entry.at,
            entry.actor_id,
            entry.role,
            entry.door,
            entry.action,
            entry.room_id,
            entry.message_id,
            entry.operation_id,
            entry.count,
            entry.reason,
            entry.note,
            entry.previous,
            entry.hash,
            removal.event,
            removal.key,
            removal.fingerprint,
            removal.between.map(|(sender, _)| sender),
            removal.between.map(|(_, target)| target),
            removal.sub_channel,
        ])?;
        Ok(())
    }

    /// Runs a statement that takes numbers, the first of them as `$1`; answers with the rows that it changed.
    pub(crate) fn change(&mut self, statement: &str, numbers: &[i64]) -> Result<u64, StorageError> {
        let mut statement = self.connection.prepare_cached(statement)?;
        // By name: SQLite counts `$1` and `$2` in the order in which they come first.
        for (number, name) in numbers.iter().zip(1..) {
            let place = statement.parameter_index(&format!("${name}"))?;
            let place = place.ok_or(StorageError::Inconsistent("a statement does not use all that it is given"))?;
            statement.raw_bind_parameter(place, number)?;
        }
        Ok(statement.raw_execute()? as u64)
    }

    /// What the connection answers to a question after one number.
    pub(crate) fn number(&mut self, question: &str) -> Result<i64, StorageError> {
        Ok(self.connection.prepare_cached(question)?.query_row([], |row| row.get(0))?)
    }

    /// Goes over some of the pages that are unclean, in a transaction of its own.
    pub(crate) fn clean(&mut self, unclean: &mut Unclean, more: usize) -> Result<(), StorageError> {
        self.begin()?;
        let pages = u32::try_from(self.number("PRAGMA page_count")?).unwrap_or(u32::MAX);
        if !pages::can_be_read(pages) {
            return Err(StorageError::Inconsistent("the file is too large to be gone over"));
        }
        let all = unclean.is_everything();
        if all {
            // Hardly anything of what is read will be asked for.
            self.connection.pragma_update(None, "cache_size", GOING_OVER_CACHE_PAGES)?;
        }
        let taken = unclean.take(more, pages);
        let gone_over = self.blank(&taken);
        if all {
            self.connection.pragma_update(None, "cache_size", self.cache)?;
        }
        if gone_over.is_err() {
            unclean.put_back(taken);
        }
        gone_over
    }

    fn blank(&mut self, taken: &[u32]) -> Result<(), StorageError> {
        let mut read = self.connection.prepare_cached("SELECT data FROM sqlite_dbpage('main') WHERE pgno = $1")?;
        let mut write = self.connection.prepare_cached("UPDATE sqlite_dbpage SET data = $1 WHERE pgno = $2")?;
        for number in taken {
            let page: Option<Vec<u8>> = read.query_row([number], |row| row.get(0)).optional()?;
            let Some(mut page) = page else { continue };
            if pages::blank(*number, &mut page) {
                write.execute(params![page, number])?;
            }
        }
        drop((read, write));
        self.commit()
    }

    /// What the connection answers to a question after three numbers.
    #[cfg(test)]
    pub(crate) fn asked(&self, question: &str) -> Result<(i64, i64, i64), StorageError> {
        Ok(self.connection.query_row(question, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
    }

    pub(crate) fn commit(&mut self) -> Result<(), StorageError> {
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }

    /// Takes a transaction back, if one is open; `None` when that cannot be done.
    pub(crate) fn roll_back(self) -> Option<Self> {
        if self.connection.is_autocommit() {
            return Some(self);
        }
        match self.connection.execute_batch("ROLLBACK") {
            Ok(()) => Some(self),
            Err(error) => {
                tracing::error!(%error, "a removal could not be taken back; removals go the long way from now on");
                None
            }
        }
    }
}
