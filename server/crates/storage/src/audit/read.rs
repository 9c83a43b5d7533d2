//! Reading the log: the entries that somebody may see, with the names of those they speak of.

use domain::{
    Day, JobId, MessageId, OperationId, Role, RoomId, Timestamp, UserId, Way,
    view::{AuditQuery, AuditView, Outcome, PersonRef, RoomRef},
};
use sqlx::{FromRow, SqliteConnection};

use super::{
    audit_in_blocks, in_sight,
    row::{AuditRow, hex},
};
use crate::{StorageError, Store};

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

/// Which entries somebody may see, on top of what they ask for: all of them, or those of rooms that they moderate.
macro_rules! select_entries {
    ($from:expr) => {
        concat!(
            "SELECT a.number, a.at, a.actor_id, a.role, a.door, a.action, a.refusal, a.room_id, a.message_id, a.subject_id,
                a.operation_id, a.count, a.reason, a.note, a.previous, a.hash,
                actor.display_name AS actor_name, subject.display_name AS subject_name, r.name AS room_name,
                j.id AS job_id
            FROM ",
            $from,
            "
            LEFT JOIN users actor ON actor.id = a.actor_id
            LEFT JOIN users subject ON subject.id = a.subject_id
            LEFT JOIN rooms r ON r.id = a.room_id
            LEFT JOIN jobs j ON j.entry = a.number
            WHERE ",
            in_sight!()
        )
    };
}

/// Blocks that are gone through in one statement for somebody who sees only some of them.
const BLOCKS_AT_ONCE: usize = 16;

/// A page of entries, newest first: from the whole log, from blocks of it that are given as `$13`, or from those where
/// there is something of a person or a room.
macro_rules! select_page {
    () => {
        select_page!(@of "audit a", "", "a.number DESC")
    };
    (of blocks) => {
        select_page!(
            @of "json_each($13) b CROSS JOIN audit a ON a.number BETWEEN b.value * 256 AND b.value * 256 + 255",
            "",
            "a.number DESC"
        )
    };
    ($blocks:literal, $whose:literal) => {
        select_page!(
            @of audit_in_blocks!($blocks),
            concat!(" AND ", $whose, " AND b.block BETWEEN $4 / 256 AND $5 / 256"),
            "b.block DESC, a.number DESC"
        )
    };
    (@of $from:expr, $whose:expr, $order:literal) => {
        concat!(
            select_entries!($from),
            $whose,
            " AND a.number BETWEEN $4 AND $5
              AND ($6 IS NULL OR a.actor_id = $6)
              AND ($7 IS NULL OR a.room_id = $7)
              AND ($8 = '' OR a.action = $8 OR substr(a.action, 1, length($8) + 1) = $8 || '.')
              AND (NOT $9 OR a.refusal IS NOT NULL)
              AND a.at / 86400000 BETWEEN $10 AND $11
            ORDER BY ",
            $order,
            " LIMIT $12"
        )
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
        let days = (query.from.map_or(i64::MIN, Day::days), query.until.map_or(i64::MAX, Day::days));
        let Some((first, last)) = of_days(&mut reader, query, days).await? else { return Ok(Vec::new()) };
        let before = query.before.map_or(i64::MAX, |before| i64::try_from(before).unwrap_or(i64::MAX));
        let last = last.min(before.saturating_sub(1));
        let (page, blocks) = match (query.actor, query.room) {
            (None, None) if sight.all || sight.account.is_some() => (select_page!(), None),
            (None, None) => (select_page!(of blocks), Some(blocks_in_sight(&mut reader, sight, (first, last)).await?)),
            (Some(_), None) => (select_page!("audit_actors", "b.actor_id = $6"), None),
            (_, Some(_)) => (select_page!("audit_rooms", "b.room_id = $7"), None),
        };
        let parts: Vec<Option<String>> = match &blocks {
            None => vec![None],
            Some(blocks) => blocks.chunks(BLOCKS_AT_ONCE).map(|some| Some(format!("{some:?}"))).collect(),
        };
        let mut rows: Vec<NamedRow> = Vec::new();
        for part in parts {
            let found: Vec<NamedRow> = sqlx::query_as(page)
                .bind(sight.all)
                .bind(sight.account.map(domain::AccountId::raw))
                .bind(sight.user.raw())
                .bind(first)
                .bind(last)
                .bind(query.actor.map(UserId::raw))
                .bind(query.room.map(RoomId::raw))
                .bind(&query.action)
                .bind(query.refused)
                .bind(days.0)
                .bind(days.1)
                .bind(i64::from(limit) - rows.len() as i64)
                .bind(part)
                .fetch_all(&mut *reader)
                .await?;
            rows.extend(found);
            if rows.len() >= limit as usize {
                break;
            }
        }
        rows.into_iter().map(NamedRow::view).collect()
    }

    /// One entry, if it may be seen.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn audit_entry(&self, sight: Sight, number: u64) -> Result<Option<AuditView>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<NamedRow> = sqlx::query_as(concat!(select_entries!("audit a"), " AND a.number = $4"))
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
}

/// In which blocks there is something of the rooms that somebody moderates, the newest first. The whole log, of which they
/// may see little, is not gone through.
async fn blocks_in_sight(
    reader: &mut SqliteConnection,
    sight: Sight,
    (first, last): (i64, i64),
) -> Result<Vec<i64>, StorageError> {
    Ok(sqlx::query_scalar(
        "SELECT DISTINCT b.block
        FROM memberships m
        CROSS JOIN audit_rooms b ON b.room_id = m.room_id
        WHERE m.user_id = $1
          AND m.role IN ('owner', 'manager')
          AND b.block BETWEEN $2 / 256 AND $3 / 256
        ORDER BY b.block DESC",
    )
    .bind(sight.user.raw())
    .bind(first)
    .bind(last)
    .fetch_all(reader)
    .await?)
}

/// Between which entries those of the days that are asked for stand, days counted from 1970; `None` where there are none.
async fn of_days(
    reader: &mut SqliteConnection,
    query: &AuditQuery,
    (from, until): (i64, i64),
) -> Result<Option<(i64, i64)>, StorageError> {
    if query.from.is_none() && query.until.is_none() {
        return Ok(Some((0, i64::MAX)));
    }
    let (first, last): (Option<i64>, Option<i64>) = sqlx::query_as(
        "SELECT min(block) * 256, max(block) * 256 + 255
        FROM audit_days
        WHERE day BETWEEN $1 AND $2",
    )
    .bind(from)
    .bind(until)
    .fetch_one(reader)
    .await?;
    Ok(first.zip(last))
}
