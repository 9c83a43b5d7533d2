//! The chain: what the next entry is linked to, and whether every entry still fits the one before. By itself a chain does
//! not tell that its end was cut off: what was done names its entries, and somebody may have noted a hash elsewhere.

use domain::{
    MessageId, OperationId, RoomId, UserId,
    view::{BrokenLink, ChainReport},
};
use futures::TryStreamExt;
use sqlx::{FromRow, SqliteConnection};

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

/// An entry as it was noted elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// Its number; 0 before the first.
    pub number: u64,
    /// Its hash, in hexadecimal.
    pub hash: String,
}

/// The last entry that anything in the store names as its own.
const LAST_NAMED: &str = "
    SELECT max(
        coalesce((SELECT max(entry) FROM events), 0),
        coalesce((SELECT max(entry) FROM messages), 0),
        coalesce((SELECT max(entry) FROM jobs), 0))";

/// Every entry, and in which index of the log its block is missing: what is not in there is in no page and no export that
/// goes through it.
const WALK: &str = "
    SELECT number, at, actor_id, role, door, action, refusal, room_id, message_id, subject_id,
        operation_id, count, reason, note, previous, hash,
        CASE
            WHEN NOT EXISTS (SELECT 1 FROM audit_days b WHERE b.day = a.at / 86400000 AND b.block = a.number / 256)
            THEN 'days'
            WHEN a.room_id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM audit_rooms b WHERE b.room_id = a.room_id AND b.block = a.number / 256)
            THEN 'rooms'
            WHEN a.actor_id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM audit_actors b WHERE b.actor_id = a.actor_id AND b.block = a.number / 256)
            THEN 'people'
        END AS lost
    FROM audit a
    ORDER BY number";

/// An entry on the way along the chain.
#[derive(FromRow)]
struct Step {
    #[sqlx(flatten)]
    row: AuditRow,
    lost: Option<String>,
}

impl Step {
    /// Why it does not follow the entry before.
    fn wrong_after(&self, before: &Link) -> Option<String> {
        let Self { row, lost } = self;
        let expected = before.number + 1;
        if row.number.unsigned_abs() != expected {
            return Some(format!("entry {expected} is missing: the next one there is {}", row.number));
        }
        if row.previous != before.hash {
            return Some("it is not linked to the entry before".to_owned());
        }
        if row.hash != hash(row) {
            return Some("its contents do not fit its hash: something in it was changed".to_owned());
        }
        lost.as_ref().map(|index| format!("it was taken out of the index of {index}, and exports by it leave it out"))
    }
}

/// Why a link is not the one that was noted.
fn wrong_beside(noted: Option<&Noted>, link: &Link) -> Option<String> {
    let noted = noted.filter(|noted| noted.number == link.number)?;
    (!noted.hash.eq_ignore_ascii_case(&hex(&link.hash))).then(|| {
        "its hash is not the one that was noted: the log was written anew, from here on or from before".to_owned()
    })
}

impl Store {
    /// Walks the whole chain and names the first entry that does not fit, or that is missing though something names it.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn verify_audit(&self) -> Result<ChainReport, StorageError> {
        self.verify_audit_with(None).await
    }

    /// Likewise; what was noted elsewhere must lie on the chain.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn verify_audit_with(&self, noted: Option<&Noted>) -> Result<ChainReport, StorageError> {
        let mut reader = self.reader().await?;
        // Before the walk: what is done meanwhile names entries that this sees, but that the walk may not.
        let named: i64 = sqlx::query_scalar(LAST_NAMED).fetch_one(&mut *reader).await?;
        let named = named.unsigned_abs();
        let mut steps = sqlx::query_as::<_, Step>(WALK).fetch(&mut *reader);
        let mut link = GENESIS;
        let broken = |link: &Link, number, why| {
            Ok(ChainReport { checked: number, broken: Some(BrokenLink { number, why }), head: hex(&link.hash) })
        };
        if let Some(why) = wrong_beside(noted, &link) {
            return broken(&link, link.number, why);
        }
        while let Some(step) = steps.try_next().await? {
            let expected = link.number + 1;
            if let Some(why) = step.wrong_after(&link) {
                return broken(&link, expected, why);
            }
            link = Link { number: expected, hash: step.row.hash.try_into().unwrap_or_default() };
            if let Some(why) = wrong_beside(noted, &link) {
                return broken(&link, expected, why);
            }
        }
        let missing = link.number + 1;
        if named >= missing {
            let why = format!(
                "entry {missing} is missing: the log ends before it, and something that was done names entry {named}"
            );
            return broken(&link, missing, why);
        }
        if let Some(noted) = noted.filter(|noted| noted.number >= missing) {
            let number = noted.number;
            return broken(
                &link,
                missing,
                format!("entry {missing} is missing: the log ends before it, and entry {number} was noted"),
            );
        }
        Ok(ChainReport { checked: link.number, broken: None, head: hex(&link.hash) })
    }
}
