//! The audit log: append-only, each entry chained to the one before by its hash. Holds ids, reasons and notes, and
//! never a word of what was removed.

mod chain;
mod read;
mod row;

use domain::{MessageId, Note, OperationId, Reason, Role, RoomId, UserId, Way};

pub use self::read::Sight;
pub(crate) use self::{
    chain::{GENESIS, HEAD, Link, head},
    row::{AuditRow, SqliteQuery, insert_audit},
};
use crate::{StorageError, WriteTx};

/// An entry to be written.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Who; `None` for the server itself.
    pub actor: Option<UserId>,
    /// From which role.
    pub role: Option<Role>,
    /// Through which door, and with or about which access key.
    pub way: Way,
    /// What, as `redact` or `room.rename`.
    pub action: &'static str,
    /// The code of the denial, when refused.
    pub refusal: Option<&'static str>,
    /// In which room.
    pub room: Option<RoomId>,
    /// On which message.
    pub message: Option<MessageId>,
    /// On whom.
    pub subject: Option<UserId>,
    /// The removal it records.
    pub operation: Option<OperationId>,
    /// How many messages went.
    pub count: Option<u64>,
    /// The public reason.
    pub reason: Option<Reason>,
    /// The private note.
    pub note: Option<Note>,
}

impl Entry {
    /// An entry that says only who did what, through which door.
    #[must_use]
    pub fn new(actor: Option<UserId>, role: Option<Role>, way: impl Into<Way>, action: &'static str) -> Self {
        Self {
            actor,
            role,
            way: way.into(),
            action,
            refusal: None,
            room: None,
            message: None,
            subject: None,
            operation: None,
            count: None,
            reason: None,
            note: None,
        }
    }
}

impl WriteTx {
    /// Writes an entry.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn audit(&mut self, entry: &Entry) -> Result<(), StorageError> {
        let row = self.chain_entry(entry);
        row.bind(sqlx::query(insert_audit!())).execute(self.connection().await?).await?;
        Ok(())
    }
}
