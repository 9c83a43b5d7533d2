//! An entry as it stands in the file, and the hash over it.

use sha2::{Digest, Sha256};
use sqlx::{FromRow, Sqlite, query::Query, sqlite::SqliteArguments};

/// The statement that writes an entry, with the parameters `$1` to `$16`.
macro_rules! insert_row {
    () => {
        "INSERT INTO audit (
            number, at, actor_id, role, door, action, refusal, room_id, message_id, subject_id,
            operation_id, count, reason, note, previous, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    };
}
pub(crate) use insert_row as insert_audit;

pub(crate) type SqliteQuery<'q> = Query<'q, Sqlite, SqliteArguments>;

/// An entry as it stands in the file.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct AuditRow {
    pub(crate) number: i64,
    pub(crate) at: i64,
    pub(crate) actor_id: Option<i64>,
    pub(crate) role: Option<String>,
    pub(crate) door: String,
    pub(crate) action: String,
    pub(crate) refusal: Option<String>,
    pub(crate) room_id: Option<i64>,
    pub(crate) message_id: Option<i64>,
    pub(crate) subject_id: Option<i64>,
    pub(crate) operation_id: Option<i64>,
    pub(crate) count: Option<i64>,
    pub(crate) reason: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) previous: Vec<u8>,
    pub(crate) hash: Vec<u8>,
}

impl AuditRow {
    /// Binds `$1` to `$16`.
    pub(crate) fn bind(self, query: SqliteQuery<'_>) -> SqliteQuery<'_> {
        query
            .bind(self.number)
            .bind(self.at)
            .bind(self.actor_id)
            .bind(self.role)
            .bind(self.door)
            .bind(self.action)
            .bind(self.refusal)
            .bind(self.room_id)
            .bind(self.message_id)
            .bind(self.subject_id)
            .bind(self.operation_id)
            .bind(self.count)
            .bind(self.reason)
            .bind(self.note)
            .bind(self.previous)
            .bind(self.hash)
    }
}

/// SHA-256 over the hash before and every field, each with its length, so that no two entries run together.
pub(super) fn hash(row: &AuditRow) -> [u8; 32] {
    fn number(digest: &mut Sha256, value: Option<i64>) {
        digest.update([u8::from(value.is_some())]);
        digest.update(value.unwrap_or_default().to_be_bytes());
    }
    fn text(digest: &mut Sha256, value: Option<&str>) {
        digest.update([u8::from(value.is_some())]);
        let value = value.unwrap_or_default();
        digest.update((value.len() as u64).to_be_bytes());
        digest.update(value.as_bytes());
    }
    let mut digest = Sha256::new();
    digest.update(&row.previous);
    for value in [
        Some(row.number),
        Some(row.at),
        row.actor_id,
        row.room_id,
        row.message_id,
        row.subject_id,
        row.operation_id,
        row.count,
    ] {
        number(&mut digest, value);
    }
    for value in [
        row.role.as_deref(),
        Some(row.door.as_str()),
        Some(row.action.as_str()),
        row.refusal.as_deref(),
        row.reason.as_deref(),
        row.note.as_deref(),
    ] {
        text(&mut digest, value);
    }
    digest.finalize().into()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).collect()
}
