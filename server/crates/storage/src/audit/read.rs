//! Reading the log: the entries that somebody may see, with the names of those they speak of.

use domain::{
    AccountId, Day, JobId, MessageId, OperationId, Role, RoomId, Timestamp, UserId, Way,
    view::{AuditQuery, AuditView, Outcome, PersonRef, RoomRef},
};
use sqlx::{FromRow, SqliteConnection};

use super::{
    audit_in_blocks, in_sight,
    row::{AuditRow, hex},
};
use crate::{StorageError, Store, bulk::json};

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
/// Blocks of the newest stretch of the log, which is looked at first for them.
const FIRST_STRETCH_BLOCKS: i64 = 64;

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
    pub account: Option<AccountId>,
    /// Those of the rooms that this person moderates.
    pub user: UserId,
}

/// What is asked for, and by whom.
struct Asked<'q> {
    sight: Sight,
    query: &'q AuditQuery,
    /// Days counted from 1970.
    days: (i64, i64),
    /// Between which entries these stand.
    first: i64,
    last: i64,
}

impl Asked<'_> {
    /// Entries that one statement finds; the blocks are for the one that asks for some.
    async fn rows(
        &self,
        reader: &mut SqliteConnection,
        page: &'static str,
        limit: u32,
        blocks: Option<String>,
    ) -> Result<Vec<NamedRow>, StorageError> {
        let Self { sight, query, days, first, last } = *self;
        Ok(sqlx::query_as(page)
            .bind(sight.all)
            .bind(sight.account.map(AccountId::raw))
            .bind(sight.user.raw())
            .bind(first)
            .bind(last)
            .bind(query.actor.map(UserId::raw))
            .bind(query.room.map(RoomId::raw))
            .bind(&query.action)
            .bind(query.refused)
            .bind(days.0)
            .bind(days.1)
            .bind(limit)
            .bind(blocks)
            .fetch_all(reader)
            .await?)
    }

    /// Entries about these rooms: the newest stretch of the log is looked at first, and a longer one each time that there is
    /// too little in it. So neither a log of which they may see little is gone through, nor one of which they may see much.
    async fn rows_of(
        &self,
        reader: &mut SqliteConnection,
        rooms: &[i64],
        limit: u32,
    ) -> Result<Vec<NamedRow>, StorageError> {
        let mut rows: Vec<NamedRow> = Vec::new();
        if rooms.is_empty() {
            return Ok(rows);
        }
        let rooms = json(&rooms)?;
        let head: i64 =
            sqlx::query_scalar("SELECT coalesce(max(number), 0) FROM audit").fetch_one(&mut *reader).await?;
        let first = self.first / 256;
        let mut last = self.last.min(head) / 256;
        let mut stretch = FIRST_STRETCH_BLOCKS;
        while first <= last {
            let from = first.max(last - stretch + 1);
            for some in blocks_of(reader, &rooms, (from, last)).await?.chunks(BLOCKS_AT_ONCE) {
                let wanted = limit.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
                if wanted == 0 {
                    return Ok(rows);
                }
                rows.extend(self.rows(reader, select_page!(of blocks), wanted, Some(json(&some)?)).await?);
            }
            last = from - 1;
            stretch = stretch.saturating_mul(4);
        }
        Ok(rows)
    }
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
        let asked = Asked { sight, query, days, first, last };
        let rows = match (query.actor, query.room) {
            (None, None) => match rooms_in_sight(&mut reader, sight).await? {
                None => asked.rows(&mut reader, select_page!(), limit, None).await?,
                Some(rooms) => asked.rows_of(&mut reader, &rooms, limit).await?,
            },
            (Some(_), None) => {
                asked.rows(&mut reader, select_page!("audit_actors", "b.actor_id = $6"), limit, None).await?
            }
            (_, Some(_)) => asked.rows(&mut reader, select_page!("audit_rooms", "b.room_id = $7"), limit, None).await?,
        };
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
            .bind(sight.account.map(AccountId::raw))
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

/// The rooms whose entries somebody may see, as [`in_sight`] has it: those that they moderate, and those of the account
/// that they rule. `None` for whoever sees all.
pub(crate) async fn rooms_in_sight(
    reader: &mut SqliteConnection,
    sight: Sight,
) -> Result<Option<Vec<i64>>, StorageError> {
    if sight.all {
        return Ok(None);
    }
    let rooms = sqlx::query_scalar(
        "SELECT r.id
        FROM rooms r
        WHERE r.account_id = $1
        UNION
        SELECT m.room_id
        FROM memberships m
        WHERE m.user_id = $2 AND m.role IN ('owner', 'manager')",
    )
    .bind(sight.account.map(AccountId::raw))
    .bind(sight.user.raw())
    .fetch_all(reader)
    .await?;
    Ok(Some(rooms))
}

/// In which blocks of a stretch there is something of these rooms, the newest first.
async fn blocks_of(
    reader: &mut SqliteConnection,
    rooms: &str,
    (from, through): (i64, i64),
) -> Result<Vec<i64>, StorageError> {
    Ok(sqlx::query_scalar(
        "SELECT DISTINCT b.block
        FROM json_each($1) r
        CROSS JOIN audit_rooms b ON b.room_id = r.value
        WHERE b.block BETWEEN $2 AND $3
        ORDER BY b.block DESC",
    )
    .bind(rooms)
    .bind(from)
    .bind(through)
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
