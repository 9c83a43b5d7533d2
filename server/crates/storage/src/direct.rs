//! A second connection of the writer, on its own thread: the short way for the removals of single messages.
//!
//! The driver runs every statement on a thread of its own, and the way there and back costs several times what a
//! statement does. Here a removal is asked about, decided, written and committed without leaving the writer's thread.
//! Whatever else a group of writes does goes the driver's way, in a transaction of its own.

use std::path::Path;

use domain::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    Asks, Known, StorageError,
    audit::{HEAD, Link},
    facts::{self, SELECT_FACTS},
    removals::{DEFINE_REMOVALS, INSERT_REMOVAL, Row},
    writer::LAST_ID,
};

pub(crate) struct Direct {
    connection: Connection,
}

impl Direct {
    /// Opens the store's file with its pragmas.
    pub(crate) fn open(file: &Path, pragmas: &[(&str, String)]) -> Result<Self, StorageError> {
        let connection = Connection::open(file)?;
        for (name, value) in pragmas {
            connection.pragma_update(None, name, value)?;
        }
        connection.execute_batch(DEFINE_REMOVALS)?;
        Ok(Self { connection })
    }

    /// Begins a transaction, and answers with the file's `data_version`.
    pub(crate) fn begin(&mut self) -> Result<i64, StorageError> {
        self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(self.connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
    }

    /// What the writer keeps in memory of the file: the newest id, and the newest link of the audit log's chain.
    pub(crate) fn kept(&mut self) -> Result<(i64, Option<Link>), StorageError> {
        let last_id = self.connection.prepare_cached(LAST_ID)?.query_row([], |row| row.get(0))?;
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
        ])?;
        Ok(())
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
