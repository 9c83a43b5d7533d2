//! The chain: what the next entry is linked to, and whether every entry still fits the one before.

use domain::{
    MessageId, OperationId, RoomId, UserId,
    view::{BrokenLink, ChainReport},
};
use futures::TryStreamExt;
use sqlx::SqliteConnection;

use super::{
    Entry,
    row::{AuditRow, hash, hex},
};
use crate::{StorageError, Store, WriteTx};

/// The end of the chain: what the next entry is linked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Number of the newest entry; 0 before the first.
    pub number: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

/// What the first entry is linked to.
pub const GENESIS: Link = Link { number: 0, hash: [0; 32] };

/// The newest entry.
pub(crate) const HEAD: &str = "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1";

impl TryFrom<(i64, Vec<u8>)> for Link {
    type Error = StorageError;

    fn try_from((number, hash): (i64, Vec<u8>)) -> Result<Self, StorageError> {
        let hash = hash.try_into().map_err(|_| StorageError::Inconsistent("audit hash"))?;
        Ok(Self { number: number.unsigned_abs(), hash })
    }
}

/// The newest entry, if there is one.
pub(crate) async fn head(connection: &mut SqliteConnection) -> Result<Option<Link>, StorageError> {
    let row: Option<(i64, Vec<u8>)> = sqlx::query_as(HEAD).fetch_optional(connection).await?;
    row.map(Link::try_from).transpose()
}

impl WriteTx {
    /// Makes the row that follows the chain, and moves the chain on.
    pub(crate) fn chain_entry(&mut self, entry: &Entry) -> AuditRow {
        let mut row = AuditRow {
            number: self.chain.number as i64 + 1,
            at: self.now.millis(),
            actor_id: entry.actor.map(UserId::raw),
            role: entry.role.map(|role| role.code().to_owned()),
            door: entry.way.to_string(),
            action: entry.action.to_owned(),
            refusal: entry.refusal.map(str::to_owned),
            room_id: entry.room.map(RoomId::raw),
            message_id: entry.message.map(MessageId::raw),
            subject_id: entry.subject.map(UserId::raw),
            operation_id: entry.operation.map(OperationId::raw),
            count: entry.count.map(|count| count as i64),
            reason: entry.reason.as_ref().map(|reason| reason.as_str().to_owned()),
            note: entry.note.as_ref().map(|note| note.as_str().to_owned()),
            previous: self.chain.hash.to_vec(),
            hash: Vec::new(),
        };
        let hash = hash(&row);
        row.hash = hash.to_vec();
        self.chain = Link { number: self.chain.number + 1, hash };
        row
    }
}

impl Store {
    /// Walks the whole chain and names the first entry that does not fit.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn verify_audit(&self) -> Result<ChainReport, StorageError> {
        let mut reader = self.reader().await?;
        let mut rows = sqlx::query_as::<_, AuditRow>(
            "SELECT number, at, actor_id, role, door, action, refusal, room_id, message_id, subject_id,
                    operation_id, count, reason, note, previous, hash
            FROM audit
            ORDER BY number",
        )
        .fetch(&mut *reader);
        let mut link = GENESIS;
        while let Some(row) = rows.try_next().await? {
            let expected = link.number + 1;
            let why = if row.number.unsigned_abs() != expected {
                Some(format!("entry {expected} is missing: the next one there is {}", row.number))
            } else if row.previous != link.hash {
                Some("it is not linked to the entry before".to_owned())
            } else if row.hash != hash(&row) {
                Some("its contents do not fit its hash: something in it was changed".to_owned())
            } else {
                None
            };
            if let Some(why) = why {
                let broken = Some(BrokenLink { number: expected, why });
                return Ok(ChainReport { checked: expected, broken, head: hex(&link.hash) });
            }
            link = Link { number: expected, hash: row.hash.try_into().unwrap_or_default() };
        }
        Ok(ChainReport { checked: link.number, broken: None, head: hex(&link.hash) })
    }
}
