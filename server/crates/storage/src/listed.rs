//! Lists for programs: rooms and members by key, as many in a page as was asked for.

use domain::{AccountId, Page, RoomId, RoomKind, RoomRole, Timestamp, UserId};
use sqlx::FromRow;

use crate::{Known, StorageError, Store};

/// Which page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The number of the id after which it begins; -1 for the beginning.
    pub after: i64,
    /// Rows at the most.
    pub rows: u32,
}

/// A room, and when and by whom it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRoom {
    /// Which.
    pub id: RoomId,
    /// The account it belongs to.
    pub account: Option<AccountId>,
    /// Its kind.
    pub kind: RoomKind,
    /// Its name.
    pub name: String,
    /// Who made it, where that is known.
    pub created_by: Option<UserId>,
    /// When something about the room itself was last changed.
    pub updated_at: Timestamp,
}

/// A member of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedMember {
    /// Who.
    pub user: UserId,
    /// The name they go by.
    pub name: String,
    /// The address they sign in with.
    pub email: Option<String>,
    /// The account they belong to.
    pub account: Option<AccountId>,
    /// Their role in the room.
    pub role: RoomRole,
    /// Since when they are a member.
    pub since: Timestamp,
    /// When their role was last changed, or else when they became a member.
    pub changed_at: Timestamp,
    /// Who made them one, where that is known.
    pub added_by: Option<UserId>,
}

#[derive(FromRow)]
struct RoomRow {
    id: i64,
    account_id: Option<i64>,
    kind: String,
    name: String,
    created_by: Option<i64>,
    updated_at: Option<i64>,
}

impl RoomRow {
    fn listed(self) -> Result<ListedRoom, StorageError> {
        let id = RoomId::from_raw(self.id);
        Ok(ListedRoom {
            id,
            account: self.account_id.map(AccountId::from_raw),
            kind: RoomKind::from_code(&self.kind).ok_or(StorageError::Inconsistent("room kind"))?,
            name: self.name,
            created_by: self.created_by.map(UserId::from_raw),
            updated_at: self.updated_at.map_or(id.timestamp(), Timestamp::from_millis),
        })
    }
}

#[derive(FromRow)]
struct MemberRow {
    user_id: i64,
    display_name: String,
    email: Option<String>,
    account_id: Option<i64>,
    role: String,
    since: i64,
    changed_at: Option<i64>,
    added_by: Option<i64>,
}

impl MemberRow {
    fn listed(self) -> Result<ListedMember, StorageError> {
        Ok(ListedMember {
            user: UserId::from_raw(self.user_id),
            name: self.display_name,
            email: self.email,
            account: self.account_id.map(AccountId::from_raw),
            role: RoomRole::from_code(&self.role).map_err(|_| StorageError::Inconsistent("membership role"))?,
            since: Timestamp::from_millis(self.since),
            changed_at: Timestamp::from_millis(self.changed_at.unwrap_or(self.since)),
            added_by: self.added_by.map(UserId::from_raw),
        })
    }
}

impl Store {
    /// Rooms and channels of an account that the actor can see, of which somebody is a member if one is named. Where they
    /// are hidden only those who moderate the room learn that.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn listed_rooms(
        &self,
        known: &Known,
        account: Option<AccountId>,
        member: Option<UserId>,
        part: Part,
    ) -> Result<Page<ListedRoom, i64>, StorageError> {
        let facts = &known.facts;
        let every = facts.platform_admin || (facts.account_admin && account.is_some() && account == facts.account);
        // Whose memberships lead to the rooms; without any the account does.
        let through = member.or((!every).then_some(known.user));
        let sql = if through.is_some() {
            "SELECT r.id, r.account_id, r.kind, r.name, r.created_by, r.updated_at
            FROM memberships b
            JOIN rooms r ON r.id = b.room_id
            WHERE b.user_id = $4 AND b.room_id > $2 AND r.account_id IS $1
              AND r.deleted_at IS NULL AND r.kind <> 'conversation'
              AND ($5 OR EXISTS (SELECT 1 FROM memberships o
                WHERE o.room_id = r.id AND o.user_id = $6
                  AND (NOT b.hidden OR b.user_id = $6 OR o.role <> 'member')))
            ORDER BY b.room_id
            LIMIT $3"
        } else {
            "SELECT r.id, r.account_id, r.kind, r.name, r.created_by, r.updated_at
            FROM rooms r
            WHERE r.account_id IS $1 AND r.id > $2 AND r.deleted_at IS NULL AND r.kind <> 'conversation'
            ORDER BY r.id
            LIMIT $3"
        };
        let mut query =
            sqlx::query_as::<_, RoomRow>(sql).bind(account.map(AccountId::raw)).bind(part.after).bind(part.rows + 1);
        if let Some(user) = through {
            query = query.bind(user.raw()).bind(every).bind(known.user.raw());
        }
        let mut reader = self.reader().await?;
        let rows = query.fetch_all(&mut *reader).await?;
        let rows = rows.into_iter().map(RoomRow::listed).collect::<Result<_, _>>()?;
        Ok(Page::cut(rows, part.rows, |room| room.id.raw()))
    }

    /// One room.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn listed_room(&self, room: RoomId) -> Result<Option<ListedRoom>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<RoomRow> = sqlx::query_as(
            "SELECT id, account_id, kind, name, created_by, updated_at
            FROM rooms
            WHERE id = $1 AND deleted_at IS NULL",
        )
        .bind(room.raw())
        .fetch_optional(&mut *reader)
        .await?;
        row.map(RoomRow::listed).transpose()
    }

    /// Members of a room by id, or the one that is named; hidden ones too if it is asked for.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn listed_members(
        &self,
        room: RoomId,
        only: Option<UserId>,
        hidden_too: bool,
        part: Part,
    ) -> Result<Page<ListedMember, i64>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<MemberRow> = sqlx::query_as(
            "SELECT m.user_id, u.display_name, i.email, u.account_id, m.role, m.since, m.changed_at, m.added_by
            FROM memberships m
            JOIN users u ON u.id = m.user_id
            LEFT JOIN identities i ON i.user_id = u.id
            WHERE m.room_id = $1 AND m.user_id > $2 AND ($4 IS NULL OR m.user_id = $4)
              AND ($5 OR NOT m.hidden)
            ORDER BY m.user_id
            LIMIT $3",
        )
        .bind(room.raw())
        .bind(part.after)
        .bind(part.rows + 1)
        .bind(only.map(UserId::raw))
        .bind(hidden_too)
        .fetch_all(&mut *reader)
        .await?;
        let rows = rows.into_iter().map(MemberRow::listed).collect::<Result<_, _>>()?;
        Ok(Page::cut(rows, part.rows, |member| member.user.raw()))
    }
}
