//! The list of rooms by key, and one of them.

use domain::{
    AccountId, RoomId, RoomKind, RoomRole, UserId, limits, role_held, sight,
    view::{AccountRef, RoomPage, RoomQuery, RoomScope, RoomSort, RoomSummary},
};
use sqlx::FromRow;

use crate::{Known, StorageError, Store, bans::is_banned};

#[derive(FromRow)]
struct Row {
    id: i64,
    name: String,
    kind: String,
    account_id: Option<i64>,
    account_name: Option<String>,
    message_count: i64,
    member_count: i64,
    last_message_id: i64,
    archived: bool,
    public: bool,
    membership: Option<String>,
    /// By which message it is sorted, when it is sorted by activity.
    place: i64,
}

macro_rules! select_rooms {
    () => {
        select_rooms!("r.last_message_id")
    };
    ($place:literal) => {
        concat!(
            "SELECT r.id, r.name, r.kind, r.account_id, c.name AS account_name, r.message_count, r.member_count,
                r.last_message_id, r.archived_at IS NOT NULL AS archived, r.public, b.role AS membership, ",
            $place,
            " AS place
        FROM rooms r
        LEFT JOIN accounts c ON c.id = r.account_id
        LEFT JOIN memberships b ON b.room_id = r.id AND b.user_id = $1
        WHERE r.deleted_at IS NULL
            AND ($2 OR b.user_id IS NOT NULL OR r.account_id = $3 OR (r.public AND r.account_id = $4 AND NOT ",
            is_banned!("r.id", "$1"),
            "))"
        )
    };
}

/// Rooms that fit the filters of the list, `$5` to `$7`, `$12` and `$13`.
macro_rules! select_fitting {
    ($place:literal) => {
        concat!(
            select_rooms!($place),
            " AND ($5 = '' OR instr(lower(r.name), lower($5)) > 0)
              AND ($6 IS NULL OR r.kind = $6)
              AND (r.archived_at IS NOT NULL) = $7
              AND (NOT $12 OR b.user_id IS NOT NULL)
              AND (NOT $13 OR (r.public AND r.account_id IS NOT NULL))"
        )
    };
}

/// A page of them after the cursor, `$8` and `$9`.
macro_rules! select_page {
    ($after:literal, $order:literal) => {
        concat!(
            select_fitting!("r.last_message_id"),
            " AND ($9 IS NULL OR ",
            $after,
            ") ORDER BY ",
            $order,
            " LIMIT $10"
        )
    };
}

/// A page by activity, as it stood when the first page was read: at the message `$11`. A room that became active since
/// has left its place in the index, and is looked for from the top; there are few of them.
macro_rules! select_page_by_activity {
    () => {
        concat!(
            "SELECT ",
            room_columns!(),
            " FROM (",
            select_page!("(r.last_message_id, -r.id) < (CAST($8 AS INTEGER), -$9)", "r.last_message_id DESC, r.id"),
            ") UNION ALL SELECT ",
            room_columns!(),
            " FROM (",
            select_fitting!("coalesce((SELECT max(m.id) FROM messages m WHERE m.room_id = r.id AND m.id <= $11), 0)"),
            " AND r.last_message_id > $11)
            WHERE (place, -id) < (CAST($8 AS INTEGER), -$9)
            ORDER BY place DESC, id
            LIMIT $10"
        )
    };
}

macro_rules! room_columns {
    () => {
        "id, name, kind, account_id, account_name, message_count, member_count, last_message_id, archived, public,
        membership, place"
    };
}

impl Row {
    fn view(self, known: &Known) -> Result<RoomSummary, StorageError> {
        let account = self.account_id.map(AccountId::from_raw);
        let kind = RoomKind::from_code(&self.kind).ok_or(StorageError::Inconsistent("room kind"))?;
        let membership = self.membership.as_deref().and_then(|role| RoomRole::from_code(role).ok());
        let facts = domain::Facts {
            room: Some(domain::RoomFacts {
                id: RoomId::from_raw(self.id),
                account,
                kind,
                archived: self.archived,
                public: self.public,
                elastic: false,
                unrestricted: false,
                membership,
                banned: false,
                author: false,
            }),
            ..known.facts
        };
        let last = domain::MessageId::from_raw(self.last_message_id);
        Ok(RoomSummary {
            id: RoomId::from_raw(self.id),
            name: self.name,
            kind,
            account: account.zip(self.account_name).map(|(id, name)| AccountRef { id, name }),
            role: role_held(&facts),
            messages: self.message_count.unsigned_abs(),
            members: self.member_count.unsigned_abs(),
            last_activity: (self.last_message_id > 0).then(|| last.timestamp()),
            archived: self.archived,
            // What belongs to no account is public for nobody.
            public: self.public && account.is_some(),
        })
    }

    /// What the page after this row begins with. `frozen` is where the newest activity was on the first page.
    fn cursor(&self, sort: RoomSort, frozen: i64) -> String {
        match sort {
            RoomSort::Activity => format!("{}.{}.{frozen}", self.id, self.place),
            RoomSort::Name => format!("{}.{}", self.id, self.name),
            RoomSort::Messages => format!("{}.{}", self.id, self.message_count),
        }
    }
}

impl Store {
    /// A page of the rooms that the actor can see. A cursor that cannot be read begins anew.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn rooms(&self, known: &Known, query: &RoomQuery) -> Result<RoomPage, StorageError> {
        let cursor = query.after.as_deref().and_then(|cursor| cursor.split_once('.'));
        let after_id = cursor.and_then(|(id, _)| id.parse::<i64>().ok());
        let (after_value, frozen) = match (query.sort, cursor.map(|(_, value)| value)) {
            (RoomSort::Activity, Some(value)) => {
                let (value, frozen) = value.split_once('.').unwrap_or((value, ""));
                (Some(value), frozen.parse::<i64>().ok())
            }
            (RoomSort::Activity | RoomSort::Name | RoomSort::Messages, value) => (value, None),
        };
        let sql = match query.sort {
            RoomSort::Activity => select_page_by_activity!(),
            RoomSort::Name => select_page!(
                "r.name > $8 COLLATE NOCASE OR (r.name = $8 COLLATE NOCASE AND r.id > $9)",
                "r.name COLLATE NOCASE, r.id"
            ),
            RoomSort::Messages => {
                select_page!("(r.message_count, -r.id) < (CAST($8 AS INTEGER), -$9)", "r.message_count DESC, r.id")
            }
        };
        let sight = sight(&known.facts);
        let mut reader = self.reader().await?;
        let mut rows: Vec<Row> = sqlx::query_as(sql)
            .bind(known.user.raw())
            .bind(sight.everywhere)
            .bind(sight.ruled.map(AccountId::raw))
            .bind(sight.public_of.map(AccountId::raw))
            .bind(query.search.trim())
            .bind(query.kind.map(RoomKind::code))
            .bind(query.archived)
            .bind(after_value)
            .bind(after_id)
            .bind(limits::ROOM_PAGE_ROWS + 1)
            .bind(frozen)
            .bind(query.scope == RoomScope::Mine)
            .bind(query.scope == RoomScope::Public)
            .fetch_all(&mut *reader)
            .await?;
        let more = rows.len() > limits::ROOM_PAGE_ROWS as usize;
        rows.truncate(limits::ROOM_PAGE_ROWS as usize);
        let frozen = frozen.or(rows.first().map(|row| row.place)).unwrap_or_default();
        let next = rows.last().filter(|_| more).map(|row| row.cursor(query.sort, frozen));
        let rooms = rows.into_iter().map(|row| row.view(known)).collect::<Result<_, _>>()?;
        Ok(RoomPage { rooms, next })
    }

    /// One room, for somebody of whom the policy has said that they may see it: it knows more than memberships.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn room(&self, known: &Known, room: RoomId) -> Result<Option<RoomSummary>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<Row> = sqlx::query_as(concat!(select_rooms!(), " AND r.id = $5"))
            .bind(known.user.raw())
            .bind(true)
            .bind(None::<i64>)
            .bind(None::<i64>)
            .bind(room.raw())
            .fetch_optional(&mut *reader)
            .await?;
        row.map(|row| row.view(known)).transpose()
    }

    /// Accounts in which the actor can make a room: all for a platform admin, else their own.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn accounts(&self, known: &Known) -> Result<Vec<AccountRef>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<(i64, String)> =
            sqlx::query_as("SELECT id, name FROM accounts WHERE $1 OR id = $2 ORDER BY name, id")
                .bind(known.facts.platform_admin)
                .bind(known.facts.account.map(AccountId::raw))
                .fetch_all(&mut *reader)
                .await?;
        Ok(rows.into_iter().map(|(id, name)| AccountRef { id: AccountId::from_raw(id), name }).collect())
    }

    /// Whether the actor moderates at least one room by membership.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn moderates(&self, user: UserId) -> Result<bool, StorageError> {
        let mut reader = self.reader().await?;
        Ok(sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM memberships WHERE user_id = $1 AND role IN ('owner', 'manager'))",
        )
        .bind(user.raw())
        .fetch_one(&mut *reader)
        .await?)
    }
}
