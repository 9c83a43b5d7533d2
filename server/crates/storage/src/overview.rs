//! The numbers of the first page.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use domain::{
    AccountId, Day, RoomId, limits,
    view::{DayCount, RoomRef},
};
use sqlx::SqliteConnection;

use crate::{
    Known, StorageError, Store,
    audit::{Sight, rooms_in_sight},
    bulk::json,
    jobs::JOBS_UNDER_WAY,
};

/// Rooms that are named as those with the most removals.
const BUSIEST_ROOMS: usize = 10;

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
                      WHERE m.user_id = $1
                        -- Of hidden members only they themselves know, and who moderates the room.
                        AND (NOT o.hidden OR o.user_id = $1 OR m.role IN ('owner', 'manager')))
            END",
        )
        .bind(known.user.raw())
        .bind(known.facts.platform_admin)
        .bind(ruled.map(AccountId::raw))
        .fetch_one(&mut *reader)
        .await?;
        let jobs: i64 = sqlx::query_scalar(JOBS_UNDER_WAY)
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
        let mut days: Vec<DayCount> = (first.days()..=today.days())
            .map(|day| DayCount { day: Day::from_days(day), redacted: 0, deleted: 0, purged: 0 })
            .collect();
        let seen = rooms_in_sight(&mut *self.reader().await?, sight).await?;
        if seen.as_ref().is_some_and(Vec::is_empty) {
            return Ok((days, Vec::new()));
        }
        let seen: Option<HashSet<i64>> = seen.map(HashSet::from_iter);
        let mut rooms: HashMap<i64, u64> = HashMap::new();
        {
            // Whoever waits for another's counting holds no connection meanwhile.
            let mut tally = self.tally().lock().await;
            tally.catch_up(&mut *self.reader().await?, first).await?;
            let in_sight = |room: &i64| seen.as_ref().is_none_or(|seen| seen.contains(room));
            for (day, room, removed) in tally.counts().filter(|(_, room, _)| in_sight(room)) {
                if let Some(slot) = days.iter_mut().find(|slot| slot.day.days() == day) {
                    slot.redacted += removed.redacted;
                    slot.deleted += removed.deleted;
                    slot.purged += removed.purged;
                }
                *rooms.entry(room).or_default() += removed.all();
            }
        }
        let mut rooms: Vec<(i64, u64)> = rooms.into_iter().collect();
        rooms.sort_unstable_by_key(|(room, count)| (Reverse(*count), *room));
        rooms.truncate(BUSIEST_ROOMS);
        let rooms = named(&mut *self.reader().await?, &rooms).await?;
        Ok((days, rooms))
    }
}

/// These rooms with their names, most first and then by name.
async fn named(reader: &mut SqliteConnection, rooms: &[(i64, u64)]) -> Result<Vec<(RoomRef, u64)>, StorageError> {
    let rows: Vec<(i64, String, i64)> = sqlx::query_as(
        "SELECT r.id, r.name, n.value ->> 1
        FROM json_each($1) n
        JOIN rooms r ON r.id = n.value ->> 0
        ORDER BY n.value ->> 1 DESC, r.name",
    )
    .bind(json(&rooms)?)
    .fetch_all(reader)
    .await?;
    let busy = |(id, name, count): (i64, _, i64)| (RoomRef { id: RoomId::from_raw(id), name }, count.unsigned_abs());
    Ok(rows.into_iter().map(busy).collect())
}
