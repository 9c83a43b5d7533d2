//! Rooms as programs keep them: with settings and tags, the latest changed first.

use std::collections::{BTreeMap, BTreeSet};

use domain::{AccountId, Grant, RoomId, Timestamp, act};
use sqlx::FromRow;

use crate::{Known, StorageError, Store, WriteTx};

/// A room, with what programs have set about it.
#[derive(Debug, Clone)]
pub struct RoomRecord {
    /// Which.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// When something about it was last changed.
    pub updated_at: Timestamp,
    /// Settings by name.
    pub settings: BTreeMap<String, String>,
    /// Tags by key.
    pub tags: BTreeMap<String, String>,
}

/// Asks for records.
#[derive(Debug, Clone, Default)]
pub struct RecordQuery {
    /// Only rooms of exactly this name.
    pub name: Option<String>,
    /// Only rooms with this setting.
    pub setting: Option<(&'static str, String)>,
    /// Only what comes after this one.
    pub after: Option<(Timestamp, RoomId)>,
    /// So many at the most.
    pub rows: u32,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    name: String,
    updated_at: i64,
    settings: String,
}

impl Row {
    fn record(self) -> Result<RoomRecord, StorageError> {
        let settings = serde_json::from_str(&self.settings).map_err(|_| StorageError::Inconsistent("room settings"))?;
        Ok(RoomRecord {
            id: RoomId::from_raw(self.id),
            name: self.name,
            updated_at: Timestamp::from_millis(self.updated_at),
            settings,
            tags: BTreeMap::new(),
        })
    }
}

macro_rules! select_records {
    () => {
        "SELECT r.id, r.name, coalesce(r.updated_at, r.id >> 21) AS updated_at,
                (SELECT json_group_object(s.name, s.value) FROM room_settings s WHERE s.room_id = r.id) AS settings
        FROM rooms r
        WHERE r.deleted_at IS NULL"
    };
}

impl Store {
    /// Rooms that the actor can see, the latest changed first. Their tags are not read.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn room_records(&self, known: &Known, query: &RecordQuery) -> Result<Vec<RoomRecord>, StorageError> {
        let ruled = if known.facts.account_admin { known.facts.account } else { None };
        let (setting, value) = query.setting.clone().unzip();
        let (after_at, after_id) = query.after.unzip();
        let mut reader = self.reader().await?;
        let rows: Vec<Row> = sqlx::query_as(concat!(
            select_records!(),
            " AND ($2 OR r.account_id = $3
                   OR EXISTS (SELECT 1 FROM memberships b WHERE b.room_id = r.id AND b.user_id = $1))
              AND ($4 IS NULL OR r.name = $4)
              AND ($5 IS NULL
                   OR EXISTS (SELECT 1 FROM room_settings s WHERE s.room_id = r.id AND s.name = $5 AND s.value = $6))
              AND ($7 IS NULL OR (coalesce(r.updated_at, r.id >> 21), r.id) < ($7, $8))
            ORDER BY coalesce(r.updated_at, r.id >> 21) DESC, r.id DESC
            LIMIT $9"
        ))
        .bind(known.user.raw())
        .bind(known.facts.platform_admin)
        .bind(ruled.map(AccountId::raw))
        .bind(query.name.as_deref())
        .bind(setting)
        .bind(value)
        .bind(after_at.map(Timestamp::millis))
        .bind(after_id.map(RoomId::raw))
        .bind(query.rows)
        .fetch_all(&mut *reader)
        .await?;
        rows.into_iter().map(Row::record).collect()
    }

    /// One room, whoever may see it. Its tags are not read.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn room_record(&self, room: RoomId) -> Result<Option<RoomRecord>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<Row> = sqlx::query_as(concat!(select_records!(), " AND r.id = $1"))
            .bind(room.raw())
            .fetch_optional(&mut *reader)
            .await?;
        row.map(Row::record).transpose()
    }

    /// The tags of these resources, by the place of the resource in the list.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn tags_on(&self, resources: &[String]) -> Result<Vec<BTreeMap<String, String>>, StorageError> {
        let names = serde_json::to_string(resources).map_err(|_| StorageError::Inconsistent("resources"))?;
        let mut reader = self.reader().await?;
        let rows: Vec<(i64, String, String)> = sqlx::query_as(
            "SELECT e.key, t.key, t.value
            FROM json_each($1) e
            JOIN tags t ON t.resource = e.value",
        )
        .bind(names)
        .fetch_all(&mut *reader)
        .await?;
        let mut tags = vec![BTreeMap::new(); resources.len()];
        for (place, key, value) in rows {
            if let Some(of_it) = usize::try_from(place).ok().and_then(|place| tags.get_mut(place)) {
                of_it.insert(key, value);
            }
        }
        Ok(tags)
    }
}

impl Store {
    /// What programs have set about a room.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn room_settings(&self, room: RoomId) -> Result<BTreeMap<String, String>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<(String, String)> = sqlx::query_as("SELECT name, value FROM room_settings WHERE room_id = $1")
            .bind(room.raw())
            .fetch_all(&mut *reader)
            .await?;
        Ok(rows.into_iter().collect())
    }
}

impl WriteTx {
    /// Sets what programs have set about a room; `None` takes a setting away.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn set_room_settings(
        &mut self,
        _grant: &Grant<act::GovernRoom>,
        room: RoomId,
        settings: &[(&'static str, Option<String>)],
    ) -> Result<(), StorageError> {
        for (name, value) in settings {
            self.put_setting(room, name, value.as_deref()).await?;
        }
        sqlx::query("UPDATE rooms SET updated_at = $2 WHERE id = $1")
            .bind(room.raw())
            .bind(self.now.millis())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }

    /// Sets one setting of a room, whoever was asked whether it may be; `None` takes it away.
    pub(crate) async fn put_setting(
        &mut self,
        room: RoomId,
        name: &str,
        value: Option<&str>,
    ) -> Result<(), StorageError> {
        sqlx::query(
            "DELETE FROM room_settings WHERE room_id = $1 AND name = $2;
            INSERT INTO room_settings (room_id, name, value) SELECT $1, $2, $3 WHERE $3 IS NOT NULL",
        )
        .bind(room.raw())
        .bind(name)
        .bind(value)
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// The keys of the tags on a resource.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn tag_keys(&mut self, resource: &str) -> Result<BTreeSet<String>, StorageError> {
        let keys: Vec<String> = sqlx::query_scalar("SELECT key FROM tags WHERE resource = $1")
            .bind(resource)
            .fetch_all(self.connection().await?)
            .await?;
        Ok(keys.into_iter().collect())
    }

    /// Puts tags on a resource of a room, and takes some away.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn change_tags(
        &mut self,
        _grant: &Grant<act::GovernRoom>,
        resource: &str,
        put: &BTreeMap<String, String>,
        take: &BTreeSet<String>,
    ) -> Result<(), StorageError> {
        let inconsistent = |_| StorageError::Inconsistent("tags");
        let put = serde_json::to_string(put).map_err(inconsistent)?;
        let take = serde_json::to_string(take).map_err(inconsistent)?;
        sqlx::query(
            "DELETE FROM tags WHERE resource = $1 AND key IN (SELECT value FROM json_each($3));
            INSERT INTO tags (resource, key, value)
            SELECT $1, e.key, e.value FROM json_each($2) e WHERE true
            ON CONFLICT (resource, key) DO UPDATE SET value = excluded.value",
        )
        .bind(resource)
        .bind(put)
        .bind(take)
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }
}
