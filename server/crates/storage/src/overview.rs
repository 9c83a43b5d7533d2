//! The numbers of the first page.

use domain::{
    AccountId, Day, RoomId, limits,
    view::{DayCount, RoomRef},
};

use crate::{
    Known, StorageError, Store,
    audit::{Sight, in_sight},
};

impl Store {
    /// Rooms that can be seen, messages in them, people, and open jobs.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn numbers(&self, known: &Known) -> Result<(u64, u64, u64, u64), StorageError> {
        let ruled = if known.facts.account_admin { known.facts.account } else { None };
        let mut reader = self.reader().await?;
        let (rooms, messages): (i64, i64) = sqlx::query_as(
            "SELECT count(*), coalesce(sum(r.message_count), 0)
            FROM rooms r
            LEFT JOIN memberships b ON b.room_id = r.id AND b.user_id = $1
            WHERE ($2 OR b.user_id IS NOT NULL OR r.account_id = $3)
              AND r.archived_at IS NULL
              AND r.deleted_at IS NULL",
        )
        .bind(known.user.raw())
        .bind(known.facts.platform_admin)
        .bind(ruled.map(AccountId::raw))
        .fetch_one(&mut *reader)
        .await?;
        let people: i64 = sqlx::query_scalar(
            "SELECT CASE
                WHEN $2 THEN (SELECT count(*) FROM users)
                WHEN $3 IS NOT NULL THEN (SELECT count(*) FROM users WHERE account_id = $3)
                ELSE (SELECT count(DISTINCT o.user_id)
                      FROM memberships m
                      JOIN memberships o ON o.room_id = m.room_id
                      WHERE m.user_id = $1)
            END",
        )
        .bind(known.user.raw())
        .bind(known.facts.platform_admin)
        .bind(ruled.map(AccountId::raw))
        .fetch_one(&mut *reader)
        .await?;
        let jobs: i64 = sqlx::query_scalar(
            "SELECT count(*)
            FROM jobs j
            JOIN rooms r ON r.id = j.room_id
            LEFT JOIN memberships b ON b.room_id = r.id AND b.user_id = $1 AND b.role IN ('owner', 'manager')
            WHERE j.state IN ('waiting', 'running')
              AND ($2 OR b.user_id IS NOT NULL OR r.account_id = $3)",
        )
        .bind(known.user.raw())
        .bind(known.facts.platform_admin)
        .bind(ruled.map(AccountId::raw))
        .fetch_one(&mut *reader)
        .await?;
        Ok((rooms.unsigned_abs(), messages.unsigned_abs(), people.unsigned_abs(), jobs.unsigned_abs()))
    }

    /// Removals of the last days that may be seen: per day, every day of them, and per room, most first.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn removals(&self, sight: Sight) -> Result<(Vec<DayCount>, Vec<(RoomRef, u64)>), StorageError> {
        let today = self.now().day();
        let first = Day::from_days(today.days() - i64::from(limits::OVERVIEW_DAYS) + 1);
        let mut reader = self.reader().await?;
        let rows: Vec<(i64, String, i64, String, i64)> = sqlx::query_as(concat!(
            "SELECT a.at / 86400000 AS day, a.action, a.room_id, r.name, sum(a.count)
            FROM audit a
            JOIN rooms r ON r.id = a.room_id
            WHERE a.number >= (SELECT min(block) * 256 FROM audit_days WHERE day >= $4)
              AND a.operation_id IS NOT NULL
              AND a.at / 86400000 >= $4
              AND ",
            in_sight!(),
            " GROUP BY day, a.action, a.room_id",
        ))
        .bind(sight.all)
        .bind(sight.account.map(AccountId::raw))
        .bind(sight.user.raw())
        .bind(first.days())
        .fetch_all(&mut *reader)
        .await?;
        let mut days: Vec<DayCount> = (first.days()..=today.days())
            .map(|day| DayCount { day: Day::from_days(day), redacted: 0, deleted: 0, purged: 0 })
            .collect();
        let mut rooms: Vec<(RoomRef, u64)> = Vec::new();
        for (day, action, room, name, count) in rows {
            let count = count.unsigned_abs();
            if let Some(slot) = days.iter_mut().find(|slot| slot.day.days() == day) {
                match action.as_str() {
                    "redact" => slot.redacted += count,
                    "delete" => slot.deleted += count,
                    _ => slot.purged += count,
                }
            }
            let id = RoomId::from_raw(room);
            match rooms.iter_mut().find(|(known, _)| known.id == id) {
                Some((_, sum)) => *sum += count,
                None => rooms.push((RoomRef { id, name }, count)),
            }
        }
        rooms.sort_by(|(a, one), (b, two)| two.cmp(one).then_with(|| a.name.cmp(&b.name)));
        rooms.truncate(10);
        Ok((days, rooms))
    }
}
