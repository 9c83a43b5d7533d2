//! Rooms: the list by key, one of them, and what is changed about them.

use domain::{
    AccountId, Audience, Conflict, EventKind, EventNumber, Grant, Role, RoomId, RoomKind, RoomName, RoomRole,
    SubChannelId, UserId, act, limits, role_held,
    view::{AccountRef, RoomPage, RoomQuery, RoomSort, RoomSummary},
};
use sqlx::FromRow;

use crate::{Credential, Known, KnownRoom, Seat, StorageError, Store, WriteTx};

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
                r.last_message_id, r.archived_at IS NOT NULL AS archived, b.role AS membership, ",
            $place,
            " AS place
        FROM rooms r
        LEFT JOIN accounts c ON c.id = r.account_id
        LEFT JOIN memberships b ON b.room_id = r.id AND b.user_id = $1
        WHERE r.deleted_at IS NULL AND ($2 OR b.user_id IS NOT NULL OR r.account_id = $3)"
        )
    };
}

/// Rooms that fit the filters of the list, `$4` to `$6`.
macro_rules! select_fitting {
    ($place:literal) => {
        concat!(
            select_rooms!($place),
            " AND ($4 = '' OR instr(lower(r.name), lower($4)) > 0)
              AND ($5 IS NULL OR r.kind = $5)
              AND (r.archived_at IS NOT NULL) = $6"
        )
    };
}

/// A page of them after the cursor, `$7` and `$8`.
macro_rules! select_page {
    ($after:literal, $order:literal) => {
        concat!(
            select_fitting!("r.last_message_id"),
            " AND ($8 IS NULL OR ",
            $after,
            ") ORDER BY ",
            $order,
            " LIMIT $9"
        )
    };
}

/// A page by activity, as it stood when the first page was read: at the message `$10`. A room that became active since
/// has left its place in the index, and is looked for from the top; there are few of them.
macro_rules! select_page_by_activity {
    () => {
        concat!(
            "SELECT ",
            room_columns!(),
            " FROM (",
            select_page!("(r.last_message_id, -r.id) < (CAST($7 AS INTEGER), -$8)", "r.last_message_id DESC, r.id"),
            ") UNION ALL SELECT ",
            room_columns!(),
            " FROM (",
            select_fitting!("coalesce((SELECT max(m.id) FROM messages m WHERE m.room_id = r.id AND m.id <= $10), 0)"),
            " AND r.last_message_id > $10)
            WHERE (place, -id) < (CAST($7 AS INTEGER), -$8)
            ORDER BY place DESC, id
            LIMIT $9"
        )
    };
}

macro_rules! room_columns {
    () => {
        "id, name, kind, account_id, account_name, message_count, member_count, last_message_id, archived, membership,
        place"
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
                public: false,
                elastic: false,
                membership,
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
            role: role_held(&facts).unwrap_or(Role::Member),
            messages: self.message_count.unsigned_abs(),
            members: self.member_count.unsigned_abs(),
            last_activity: (self.last_message_id > 0).then(|| last.timestamp()),
            archived: self.archived,
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

/// Who is told that somebody comes, goes or becomes something else: of a hidden member nobody but themselves.
const fn audience(user: UserId, hidden: bool, sub_channel: Option<SubChannelId>) -> Audience {
    match (hidden, sub_channel) {
        (true, _) => Audience::Between(user, user),
        (false, Some(sub_channel)) => Audience::SubChannel(sub_channel),
        (false, None) => Audience::Everybody,
    }
}

/// The account whose rooms an account admin sees.
pub(crate) const fn ruled_account(known: &Known) -> Option<AccountId> {
    if known.facts.account_admin { known.facts.account } else { None }
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
                "r.name > $7 COLLATE NOCASE OR (r.name = $7 COLLATE NOCASE AND r.id > $8)",
                "r.name COLLATE NOCASE, r.id"
            ),
            RoomSort::Messages => {
                select_page!("(r.message_count, -r.id) < (CAST($7 AS INTEGER), -$8)", "r.message_count DESC, r.id")
            }
        };
        let mut reader = self.reader().await?;
        let mut rows: Vec<Row> = sqlx::query_as(sql)
            .bind(known.user.raw())
            .bind(known.facts.platform_admin)
            .bind(ruled_account(known).map(AccountId::raw))
            .bind(query.search.trim())
            .bind(query.kind.map(RoomKind::code))
            .bind(query.archived)
            .bind(after_value)
            .bind(after_id)
            .bind(limits::ROOM_PAGE_ROWS + 1)
            .bind(frozen)
            .fetch_all(&mut *reader)
            .await?;
        let more = rows.len() > limits::ROOM_PAGE_ROWS as usize;
        rows.truncate(limits::ROOM_PAGE_ROWS as usize);
        let frozen = frozen.or(rows.first().map(|row| row.place)).unwrap_or_default();
        let next = rows.last().filter(|_| more).map(|row| row.cursor(query.sort, frozen));
        let rooms = rows.into_iter().map(|row| row.view(known)).collect::<Result<_, _>>()?;
        Ok(RoomPage { rooms, next })
    }

    /// One room, if the actor can see it.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn room(&self, known: &Known, room: RoomId) -> Result<Option<RoomSummary>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<Row> = sqlx::query_as(concat!(select_rooms!(), " AND r.id = $4"))
            .bind(known.user.raw())
            .bind(known.facts.platform_admin)
            .bind(ruled_account(known).map(AccountId::raw))
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

impl WriteTx {
    /// Makes a room with its first people.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn create_room(
        &mut self,
        account: Option<AccountId>,
        kind: RoomKind,
        name: &RoomName,
        people: &[(UserId, RoomRole)],
    ) -> Result<RoomId, StorageError> {
        self.seat_first(account, kind, name, people, &[]).await
    }

    /// Likewise, each in the sub-channel of the same place, if there are some.
    pub(crate) async fn seat_first(
        &mut self,
        account: Option<AccountId>,
        kind: RoomKind,
        name: &RoomName,
        people: &[(UserId, RoomRole)],
        sub_channels: &[SubChannelId],
    ) -> Result<RoomId, StorageError> {
        let id: RoomId = self.new_id();
        sqlx::query(
            "INSERT INTO rooms (id, account_id, kind, name, member_count, created_by) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id.raw())
        .bind(account.map(AccountId::raw))
        .bind(kind.code())
        .bind(name.as_str())
        .bind(people.len() as i64)
        .bind(people.first().map(|(user, _)| user.raw()))
        .execute(self.connection().await?)
        .await?;
        for (place, (user, role)) in people.iter().enumerate() {
            let sub_channel = sub_channels.get(place).copied();
            sqlx::query(
                "INSERT INTO memberships (room_id, user_id, role, since, added_by, sub_channel_id)
                VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(id.raw())
            .bind(user.raw())
            .bind(role.code())
            .bind(self.now.millis())
            .bind(people.first().map(|(user, _)| user.raw()))
            .bind(sub_channel.map(SubChannelId::raw))
            .execute(self.connection().await?)
            .await?;
            // Told to those who listen to all rooms of theirs; nobody can have seen the room before, so that it needs no
            // number and no row.
            let came = EventKind::RoleChanged { user: *user, role: Some(*role) };
            self.happened_among(audience(*user, false, sub_channel), id, EventNumber::default(), came);
        }
        Ok(id)
    }

    /// Gives a room another name.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn rename_room(
        &mut self,
        _grant: &Grant<act::GovernRoom>,
        room: &KnownRoom,
        name: &RoomName,
    ) -> Result<(), StorageError> {
        sqlx::query("UPDATE rooms SET name = $2, updated_at = $3 WHERE id = $1")
            .bind(room.id.raw())
            .bind(name.as_str())
            .bind(self.now.millis())
            .execute(self.connection().await?)
            .await?;
        self.room_event(room.id, room.last_event.next(), EventKind::Renamed { name: name.as_str().to_owned() }).await
    }

    /// Makes a room nobody's. Its messages are to be purged in the same transaction.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn delete_room(&mut self, _grant: &Grant<act::GovernRoom>, room: RoomId) -> Result<(), StorageError> {
        sqlx::query(
            "DELETE FROM memberships WHERE room_id = $1;
            DELETE FROM bans WHERE room_id = $1;
            DELETE FROM sub_channels WHERE room_id = $1;
            DELETE FROM elastic_channels WHERE room_id = $1;
            DELETE FROM expirations WHERE room_id = $1;
            DELETE FROM names WHERE kind = 'room' AND id = $1;
            DELETE FROM room_settings WHERE room_id = $1;
            DELETE FROM chat_tokens WHERE room_id = $1;
            UPDATE rooms SET deleted_at = $2, member_count = 0 WHERE id = $1",
        )
        .bind(room.raw())
        .bind(self.now.millis())
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// Archives a room, or brings it back.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn archive_room(
        &mut self,
        _grant: &Grant<act::GovernRoom>,
        room: &KnownRoom,
        archived: bool,
    ) -> Result<(), StorageError> {
        sqlx::query("UPDATE rooms SET archived_at = $2 WHERE id = $1")
            .bind(room.id.raw())
            .bind(archived.then_some(self.now.millis()))
            .execute(self.connection().await?)
            .await?;
        self.room_event(room.id, room.last_event.next(), EventKind::Archived { archived }).await
    }

    /// Sets whether removals in a room need a reason.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn set_reason_required(
        &mut self,
        _grant: &Grant<act::GovernRoom>,
        room: &KnownRoom,
        required: bool,
    ) -> Result<(), StorageError> {
        sqlx::query("UPDATE rooms SET reason_required = $2 WHERE id = $1")
            .bind(room.id.raw())
            .bind(required)
            .execute(self.connection().await?)
            .await?;
        let kind = EventKind::PolicyChanged { reason_required: required };
        self.room_event(room.id, room.last_event.next(), kind).await
    }

    /// As [`WriteTx::seat`], where nothing is said of the place.
    ///
    /// # Errors
    /// As [`WriteTx::seat`].
    pub async fn set_role(
        &mut self,
        room: &KnownRoom,
        user: UserId,
        from: Option<RoomRole>,
        to: Option<RoomRole>,
        by: UserId,
    ) -> Result<Result<(), Conflict>, StorageError> {
        Ok(self.seat(room, user, from, to, by, Seat::default()).await?.map(drop))
    }

    /// Gives, changes or ends a membership; answers with the sub-channel in which it lies or lay. The policy was asked by
    /// the caller, who knows both roles, and that the sub-channel is one of the room.
    ///
    /// # Errors
    /// When the store broke. The inner error: when the room would be left without an owner, when they are banned, or
    /// when no place is left in an elastic channel.
    pub async fn seat(
        &mut self,
        room: &KnownRoom,
        user: UserId,
        from: Option<RoomRole>,
        to: Option<RoomRole>,
        by: UserId,
        seat: Seat,
    ) -> Result<Result<Option<SubChannelId>, Conflict>, StorageError> {
        if from == Some(RoomRole::Owner) && to != Some(RoomRole::Owner) {
            let owners: i64 =
                sqlx::query_scalar("SELECT count(*) FROM memberships WHERE room_id = $1 AND role = 'owner'")
                    .bind(room.id.raw())
                    .fetch_one(self.connection().await?)
                    .await?;
            if owners <= 1 {
                return Ok(Err(Conflict::LastOwner));
            }
        }
        if from.is_none() && to.is_some() && self.is_banned(room.id, user).await? {
            return Ok(Err(Conflict::Banned));
        }
        let mut place = None;
        if from.is_none() && to.is_some() && room.elastic {
            match self.take_place(room.id, seat.sub_channel).await? {
                Ok(taken) => place = Some(taken),
                Err(conflict) => return Ok(Err(conflict)),
            }
        }
        let (hidden, place) = match to {
            Some(role) => self.put_membership(room.id, user, role, by, Seat { sub_channel: place, ..seat }).await?,
            None => self.end_membership(room.id, user).await?,
        };
        if let (None, Some(place)) = (to, place) {
            self.leave_place(place).await?;
        }
        let change = i64::from(to.is_some()) - i64::from(from.is_some());
        sqlx::query("UPDATE rooms SET member_count = member_count + $2 WHERE id = $1")
            .bind(room.id.raw())
            .bind(change)
            .execute(self.connection().await?)
            .await?;
        let audience = audience(user, hidden, place);
        let changed = EventKind::RoleChanged { user, role: to };
        self.room_event_among(audience, room.id, room.last_event.next(), changed).await?;
        Ok(Ok(place))
    }

    /// Writes a membership, or its new role; answers with whether it is hidden and where it lies.
    async fn put_membership(
        &mut self,
        room: RoomId,
        user: UserId,
        role: RoomRole,
        by: UserId,
        seat: Seat,
    ) -> Result<(bool, Option<SubChannelId>), StorageError> {
        let (hidden, place): (bool, Option<i64>) = sqlx::query_as(
            "INSERT INTO memberships (room_id, user_id, role, since, added_by, hidden, sub_channel_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (room_id, user_id) DO UPDATE SET role = excluded.role
            RETURNING hidden, sub_channel_id",
        )
        .bind(room.raw())
        .bind(user.raw())
        .bind(role.code())
        .bind(self.now.millis())
        .bind(by.raw())
        .bind(seat.hidden)
        .bind(seat.sub_channel.map(SubChannelId::raw))
        .fetch_one(self.connection().await?)
        .await?;
        Ok((hidden, place.map(SubChannelId::from_raw)))
    }

    /// Ends a membership; answers with what it was.
    async fn end_membership(
        &mut self,
        room: RoomId,
        user: UserId,
    ) -> Result<(bool, Option<SubChannelId>), StorageError> {
        let was: Option<(bool, Option<i64>)> = sqlx::query_as(
            "DELETE FROM memberships WHERE room_id = $1 AND user_id = $2 RETURNING hidden, sub_channel_id",
        )
        .bind(room.raw())
        .bind(user.raw())
        .fetch_optional(self.connection().await?)
        .await?;
        Ok(was.map(|(hidden, place)| (hidden, place.map(SubChannelId::from_raw))).unwrap_or_default())
    }

    /// A person's role in a room.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn role_in(&mut self, room: RoomId, user: UserId) -> Result<Option<RoomRole>, StorageError> {
        let role: Option<String> =
            sqlx::query_scalar("SELECT role FROM memberships WHERE room_id = $1 AND user_id = $2")
                .bind(room.raw())
                .bind(user.raw())
                .fetch_optional(self.connection().await?)
                .await?;
        role.map(|role| RoomRole::from_code(&role).map_err(|_| StorageError::Inconsistent("membership role")))
            .transpose()
    }

    /// Whether an account is there.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn account_exists(&mut self, account: AccountId) -> Result<bool, StorageError> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM accounts WHERE id = $1)")
            .bind(account.raw())
            .fetch_one(self.connection().await?)
            .await?)
    }

    /// Whether a room is there.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn room_exists(&mut self, room: RoomId) -> Result<bool, StorageError> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM rooms WHERE id = $1 AND deleted_at IS NULL)")
            .bind(room.raw())
            .fetch_one(self.connection().await?)
            .await?)
    }

    /// What is known of whoever holds the session and of a room, once more: after this transaction has moved the
    /// room's numbers on.
    ///
    /// # Errors
    /// When the store broke, or session or room have gone in the meantime.
    pub async fn known_room(&mut self, who: &Credential, room: RoomId) -> Result<(Known, KnownRoom), StorageError> {
        let known = self.known(who, Some(room), None).await?.ok_or(StorageError::Inconsistent("session has gone"))?;
        let room = known.room.clone().ok_or(StorageError::Inconsistent("room has gone"))?;
        Ok((known, room))
    }
}
