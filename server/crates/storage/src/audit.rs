//! The audit log: append-only, each entry chained to the one before by its hash. Holds ids, reasons and notes, and
//! never a word of what was removed.

use domain::{
    JobId, MessageId, Note, OperationId, Reason, Role, RoomId, Timestamp, UserId, Way,
    view::{AuditQuery, AuditView, BrokenLink, ChainReport, Outcome, PersonRef, RoomRef},
};
use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use sqlx::{FromRow, Sqlite, SqliteConnection, query::Query, sqlite::SqliteArguments};

use crate::{StorageError, Store, WriteTx};

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

/// An entry with the names of those it speaks of, and its job.
#[derive(FromRow)]
struct NamedRow {
    #[sqlx(flatten)]
    row: AuditRow,
    actor_name: Option<String>,
    subject_name: Option<String>,
    room_name: Option<String>,
    job_id: Option<i64>,
}

/// SHA-256 over the hash before and every field, each with its length, so that no two entries run together.
fn hash(row: &AuditRow) -> [u8; 32] {
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

    /// Writes an entry.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn audit(&mut self, entry: &Entry) -> Result<(), StorageError> {
        let row = self.chain_entry(entry);
        row.bind(sqlx::query(insert_row!())).execute(self.connection().await?).await?;
        Ok(())
    }
}

/// Which entries somebody may see, on top of what they ask for: all of them, or those of rooms that they moderate.
macro_rules! select_entries {
    () => {
        "SELECT a.number, a.at, a.actor_id, a.role, a.door, a.action, a.refusal, a.room_id, a.message_id, a.subject_id,
                a.operation_id, a.count, a.reason, a.note, a.previous, a.hash,
                actor.display_name AS actor_name, subject.display_name AS subject_name, r.name AS room_name,
                j.id AS job_id
        FROM audit a
        LEFT JOIN users actor ON actor.id = a.actor_id
        LEFT JOIN users subject ON subject.id = a.subject_id
        LEFT JOIN rooms r ON r.id = a.room_id
        LEFT JOIN jobs j ON j.operation_id = a.operation_id
        WHERE ($1
            OR (a.room_id IS NOT NULL AND r.account_id = $2)
            OR EXISTS (SELECT 1 FROM memberships m
                       WHERE m.room_id = a.room_id AND m.user_id = $3 AND m.role IN ('owner', 'manager')))"
    };
}

impl NamedRow {
    fn view(self) -> Result<AuditView, StorageError> {
        let Self { row, actor_name, subject_name, room_name, job_id } = self;
        let way = Way::parse(&row.door).ok_or(StorageError::Inconsistent("audit door"))?;
        let person = |id: Option<i64>, name: Option<String>| {
            id.map(|id| PersonRef { id: UserId::from_raw(id), name: name.unwrap_or_default() })
        };
        Ok(AuditView {
            number: row.number.unsigned_abs(),
            at: Timestamp::from_millis(row.at),
            actor: person(row.actor_id, actor_name),
            role: row.role.as_deref().and_then(Role::from_code),
            door: way.door,
            key: way.key,
            action: row.action,
            outcome: row.refusal.map_or(Outcome::Done, Outcome::Refused),
            room: row.room_id.map(|id| RoomRef { id: RoomId::from_raw(id), name: room_name.unwrap_or_default() }),
            message: row.message_id.map(MessageId::from_raw),
            subject: person(row.subject_id, subject_name),
            operation: row.operation_id.map(OperationId::from_raw),
            job: job_id.map(JobId::from_raw),
            count: row.count.map(i64::unsigned_abs),
            reason: row.reason,
            note: row.note,
            previous: hex(&row.previous),
            hash: hex(&row.hash),
        })
    }
}

/// Whose entries to read.
#[derive(Debug, Clone, Copy)]
pub struct Sight {
    /// Every entry.
    pub all: bool,
    /// Those of the rooms of this account.
    pub account: Option<domain::AccountId>,
    /// Those of the rooms that this person moderates.
    pub user: UserId,
}

impl Store {
    /// Entries that fit the query and may be seen, newest first, at most `limit`.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn audit_entries(
        &self,
        sight: Sight,
        query: &AuditQuery,
        limit: u32,
    ) -> Result<Vec<AuditView>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<NamedRow> = sqlx::query_as(concat!(
            select_entries!(),
            " AND a.number < $4
              AND ($5 IS NULL OR a.actor_id = $5)
              AND ($6 IS NULL OR a.room_id = $6)
              AND ($7 = '' OR a.action = $7 OR substr(a.action, 1, length($7) + 1) = $7 || '.')
              AND (NOT $8 OR a.refusal IS NOT NULL)
              AND a.at >= $9 AND a.at < $10
            ORDER BY a.number DESC
            LIMIT $11"
        ))
        .bind(sight.all)
        .bind(sight.account.map(domain::AccountId::raw))
        .bind(sight.user.raw())
        .bind(query.before.map_or(i64::MAX, |before| i64::try_from(before).unwrap_or(i64::MAX)))
        .bind(query.actor.map(UserId::raw))
        .bind(query.room.map(RoomId::raw))
        .bind(&query.action)
        .bind(query.refused)
        .bind(query.from.map_or(i64::MIN, |day| day.start().millis()))
        .bind(query.until.map_or(i64::MAX, |day| day.end().millis()))
        .bind(limit)
        .fetch_all(&mut *reader)
        .await?;
        rows.into_iter().map(NamedRow::view).collect()
    }

    /// One entry, if it may be seen.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn audit_entry(&self, sight: Sight, number: u64) -> Result<Option<AuditView>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<NamedRow> = sqlx::query_as(concat!(select_entries!(), " AND a.number = $4"))
            .bind(sight.all)
            .bind(sight.account.map(domain::AccountId::raw))
            .bind(sight.user.raw())
            .bind(i64::try_from(number).unwrap_or(i64::MAX))
            .fetch_optional(&mut *reader)
            .await?;
        row.map(NamedRow::view).transpose()
    }

    /// People and rooms that stand in the newest entries that may be seen: what there is to filter by.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn audit_choices(&self, sight: Sight) -> Result<(Vec<PersonRef>, Vec<RoomRef>), StorageError> {
        let newest = self.audit_entries(sight, &AuditQuery::default(), 1000).await?;
        let (mut people, mut rooms): (Vec<PersonRef>, Vec<RoomRef>) = Default::default();
        for entry in newest {
            people.extend(entry.actor);
            rooms.extend(entry.room);
        }
        people.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        people.dedup();
        people.truncate(100);
        rooms.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        rooms.dedup();
        rooms.truncate(100);
        Ok((people, rooms))
    }

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
