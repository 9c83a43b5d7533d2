//! The audit log: append-only, each entry chained to the one before by its hash. Holds ids, reasons and notes, and
//! never a word of what was removed.

mod chain;
mod read;
mod row;
mod tally;

use domain::{MessageId, Note, OperationId, Reason, Role, RoomId, Timestamp, UserId, Way};

/// The audit log with the blocks of it where there is something of a person or a room (`b`), so that what is far apart in it
/// is found without walking all of it. Blocks hold 256 entries, as migration 0012 divides them.
macro_rules! audit_in_blocks {
    ($blocks:literal) => {
        concat!($blocks, " b CROSS JOIN audit a ON a.number BETWEEN b.block * 256 AND b.block * 256 + 255")
    };
}
pub(crate) use audit_in_blocks;

/// Whether what concerns the room `r` is in somebody's [`Sight`], bound as `$1` to `$3`: they see all, rule its account,
/// or moderate it. What concerns no room only those see who see all.
macro_rules! in_sight {
    () => {
        "($1
            OR r.account_id = $2
            OR EXISTS (SELECT 1 FROM memberships m
                       WHERE m.room_id = r.id AND m.user_id = $3 AND m.role IN ('owner', 'manager')))"
    };
}
pub(crate) use in_sight;

pub use self::{chain::Noted, read::Sight};
pub(crate) use self::{
    chain::{GENESIS, HEAD, Link, head},
    read::rooms_in_sight,
    row::{AuditRow, SqliteQuery, insert_audit},
    tally::Tally,
};
use crate::{StorageError, WriteTx};

/// Blocks of the log in which somebody's latest refusals are looked for.
const REFUSAL_BLOCKS: u32 = 4;
const REFUSALS_SINCE: &str = "
    SELECT count(*), max(a.at)
    FROM (SELECT block FROM audit_actors WHERE actor_id = $1 ORDER BY block DESC LIMIT $3) b
    CROSS JOIN audit a ON a.number BETWEEN b.block * 256 AND b.block * 256 + 255
    WHERE a.actor_id = $1 AND a.refusal IS NOT NULL AND a.at > $2";

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

    /// How many refusals of somebody went on the record after a moment, and when the last of them did. Looked for only where
    /// their newest entries are: of somebody whose refusals lie further apart than that, there are not many.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn refusals_since(
        &mut self,
        user: UserId,
        moment: Timestamp,
    ) -> Result<(u64, Option<Timestamp>), StorageError> {
        let (count, last): (i64, Option<i64>) = sqlx::query_as(REFUSALS_SINCE)
            .bind(user.raw())
            .bind(moment.millis())
            .bind(REFUSAL_BLOCKS)
            .fetch_one(self.connection().await?)
            .await?;
        Ok((count.unsigned_abs(), last.map(Timestamp::from_millis)))
    }
}
