//! People as programs name them: found by their names, many at once, and listed by key.

use std::collections::HashMap;

use domain::{
    AccountId, RoomId, RoomRole, SubChannelId, Timestamp, UserId,
    channel::{ChannelMember, Part, Somebody},
    kind,
    view::AccountRef,
};
use sqlx::FromRow;

use crate::{Known, StorageError, Store};

#[derive(FromRow)]
pub(crate) struct Row {
    id: i64,
    account_id: Option<i64>,
    given: Option<String>,
    display_name: String,
}

#[derive(FromRow)]
pub(crate) struct MemberRow {
    #[sqlx(flatten)]
    who: Row,
    role: String,
    since: i64,
    changed_at: Option<i64>,
    hidden: bool,
    sub_channel_id: Option<i64>,
}

impl Row {
    pub(crate) fn somebody(self) -> Somebody {
        Somebody {
            id: UserId::from_raw(self.id),
            account: self.account_id.map(AccountId::from_raw),
            given: self.given,
            name: self.display_name,
        }
    }
}

impl MemberRow {
    pub(crate) fn member(self) -> Result<ChannelMember, StorageError> {
        let role = RoomRole::from_code(&self.role).map_err(|_| StorageError::Inconsistent("membership role"))?;
        Ok(ChannelMember {
            who: self.who.somebody(),
            role,
            since: Timestamp::from_millis(self.since),
            changed_at: Timestamp::from_millis(self.changed_at.unwrap_or(self.since)),
            hidden: self.hidden,
            sub_channel: self.sub_channel_id.map(SubChannelId::from_raw),
        })
    }
}

/// Members with all that names them.
macro_rules! select_members {
    ($rest:literal) => {
        concat!(
            "SELECT u.id, u.account_id, n.name AS given, u.display_name, m.role, m.since, m.changed_at, m.hidden,
                    m.sub_channel_id
            FROM memberships m
            JOIN users u ON u.id = m.user_id
            LEFT JOIN names n ON n.kind = 'user' AND n.id = u.id
            WHERE ",
            $rest
        )
    };
}

impl Store {
    /// All that names these users; those who are not there are left out.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn somebodies(&self, users: &[UserId]) -> Result<HashMap<UserId, Somebody>, StorageError> {
        let ids: Vec<i64> = users.iter().map(|user| user.raw()).collect();
        let ids = serde_json::to_string(&ids).map_err(|_| StorageError::Inconsistent("ids cannot be written"))?;
        let mut reader = self.reader().await?;
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT DISTINCT u.id, u.account_id, n.name AS given, u.display_name
            FROM json_each($1) e
            JOIN users u ON u.id = e.value
            LEFT JOIN names n ON n.kind = 'user' AND n.id = u.id",
        )
        .bind(ids)
        .fetch_all(&mut *reader)
        .await?;
        Ok(rows.into_iter().map(Row::somebody).map(|who| (who.id, who)).collect())
    }

    /// The users who go by these names in an account, each in its place: as [`Store::user_named`], for many at once.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn users_named(
        &self,
        account: Option<AccountId>,
        names: &[&str],
    ) -> Result<Vec<Option<UserId>>, StorageError> {
        let asked: Vec<(&str, Option<i64>)> =
            names.iter().map(|name| (*name, name.parse().ok().map(UserId::raw))).collect();
        let asked = serde_json::to_string(&asked).map_err(|_| StorageError::Inconsistent("names cannot be written"))?;
        let mut reader = self.reader().await?;
        let rows: Vec<(i64, Option<i64>)> = sqlx::query_as(
            "SELECT e.key, coalesce(u.id, n.id)
            FROM json_each($2) e
            LEFT JOIN names n ON n.account_id = $1 AND n.kind = 'user' AND n.name = e.value ->> 0
            LEFT JOIN users u ON u.id = e.value ->> 1
                AND (coalesce(u.account_id, 0) = $1 OR u.platform_admin)
                AND NOT EXISTS (SELECT 1 FROM names WHERE kind = 'user' AND id = u.id)",
        )
        .bind(account.map_or(0, AccountId::raw))
        .bind(asked)
        .fetch_all(&mut *reader)
        .await?;
        let mut found = vec![None; names.len()];
        for (place, id) in rows {
            if let Some(slot) = usize::try_from(place).ok().and_then(|place| found.get_mut(place)) {
                *slot = id.map(UserId::from_raw);
            }
        }
        Ok(found)
    }

    /// Users of an account by id, after one of them.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn people(
        &self,
        account: Option<AccountId>,
        after: Option<UserId>,
        rows: u32,
    ) -> Result<Part<Somebody, kind::User>, StorageError> {
        let mut reader = self.reader().await?;
        let found: Vec<Row> = sqlx::query_as(
            "SELECT u.id, u.account_id, n.name AS given, u.display_name
            FROM users u
            LEFT JOIN names n ON n.kind = 'user' AND n.id = u.id
            WHERE u.account_id IS $1 AND u.id > $2
            ORDER BY u.id
            LIMIT $3",
        )
        .bind(account.map(AccountId::raw))
        .bind(after.map_or(0, UserId::raw))
        .bind(rows + 1)
        .fetch_all(&mut *reader)
        .await?;
        Ok(Part::cut(found.into_iter().map(Row::somebody).collect(), rows, |who| who.id))
    }

    /// Members of a room by id, after one of them: the hidden ones or the others; of one sub-channel, if it is asked for.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn channel_members(
        &self,
        room: RoomId,
        sub_channel: Option<SubChannelId>,
        hidden: bool,
        after: Option<UserId>,
        rows: u32,
    ) -> Result<Part<ChannelMember, kind::User>, StorageError> {
        let sql = match sub_channel {
            None => select_members!("m.room_id = $1 AND m.hidden = $4 AND m.user_id > $2 ORDER BY m.user_id LIMIT $3"),
            // Not by room, which may have very many: the index of the sub-channel has them in this order.
            Some(_) => select_members!(
                "m.sub_channel_id = $5 AND +m.room_id = $1 AND m.hidden = $4 AND m.user_id > $2 ORDER BY m.user_id LIMIT $3"
            ),
        };
        let mut query = sqlx::query_as::<_, MemberRow>(sql)
            .bind(room.raw())
            .bind(after.map_or(0, UserId::raw))
            .bind(rows + 1)
            .bind(hidden);
        if let Some(sub_channel) = sub_channel {
            query = query.bind(sub_channel.raw());
        }
        let mut reader = self.reader().await?;
        let found = query.fetch_all(&mut *reader).await?;
        let members = found.into_iter().map(MemberRow::member).collect::<Result<_, _>>()?;
        Ok(Part::cut(members, rows, |member: &ChannelMember| member.who.id))
    }

    /// One member of a room, hidden or not.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn channel_member(&self, room: RoomId, user: UserId) -> Result<Option<ChannelMember>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<MemberRow> = sqlx::query_as(select_members!("m.room_id = $1 AND m.user_id = $2"))
            .bind(room.raw())
            .bind(user.raw())
            .fetch_optional(&mut *reader)
            .await?;
        row.map(MemberRow::member).transpose()
    }

    /// Accounts that somebody can look into, by id, after one of them: all for a platform admin, else their own.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn accounts_after(
        &self,
        known: &Known,
        after: Option<AccountId>,
        rows: u32,
    ) -> Result<Part<AccountRef, kind::Account>, StorageError> {
        let mut reader = self.reader().await?;
        let found: Vec<(i64, String)> =
            sqlx::query_as("SELECT id, name FROM accounts WHERE ($1 OR id = $2) AND id > $3 ORDER BY id LIMIT $4")
                .bind(known.facts.platform_admin)
                .bind(known.facts.account.map(AccountId::raw))
                .bind(after.map_or(0, AccountId::raw))
                .bind(rows + 1)
                .fetch_all(&mut *reader)
                .await?;
        let found = found.into_iter().map(|(id, name)| AccountRef { id: AccountId::from_raw(id), name }).collect();
        Ok(Part::cut(found, rows, |account: &AccountRef| account.id))
    }
}
