//! The members of a room, strongest role first, then by name.

use domain::{
    RoomId, RoomRole, Timestamp, UserId, limits,
    view::{MemberPage, MemberView, PersonRef},
};
use sqlx::FromRow;

use crate::{StorageError, Store};

#[derive(FromRow)]
struct Row {
    user_id: i64,
    display_name: String,
    role: String,
    since: i64,
    disabled: bool,
    rank: i64,
}

impl Store {
    /// A page of members, of hidden ones too if it is asked for. `after` is the cursor of the page before; one that cannot be read begins anew.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn members(&self, room: RoomId, hidden_too: bool, after: &str) -> Result<MemberPage, StorageError> {
        let mut parts = after.splitn(3, '.');
        let rank = parts.next().and_then(|rank| rank.parse::<i64>().ok());
        let id = parts.next().and_then(|id| id.parse::<i64>().ok());
        let name = parts.next();
        let cursor = rank.zip(id).zip(name);
        let mut reader = self.reader().await?;
        let mut rows: Vec<Row> = sqlx::query_as(
            "WITH ranked AS (
                SELECT m.user_id, u.display_name, m.role, m.since, u.disabled_at IS NOT NULL AS disabled,
                       CASE m.role WHEN 'owner' THEN 0 WHEN 'manager' THEN 1 ELSE 2 END AS rank
                FROM memberships m
                JOIN users u ON u.id = m.user_id
                WHERE m.room_id = $1 AND ($6 OR NOT m.hidden))
            SELECT user_id, display_name, role, since, disabled, rank
            FROM ranked
            WHERE $2 IS NULL OR (rank, display_name COLLATE NOCASE, user_id) > ($2, $4 COLLATE NOCASE, $3)
            ORDER BY rank, display_name COLLATE NOCASE, user_id
            LIMIT $5",
        )
        .bind(room.raw())
        .bind(cursor.map(|((rank, _), _)| rank))
        .bind(cursor.map(|((_, id), _)| id))
        .bind(cursor.map(|(_, name)| name))
        .bind(limits::MEMBER_PAGE_ROWS + 1)
        .bind(hidden_too)
        .fetch_all(&mut *reader)
        .await?;
        let more = rows.len() > limits::MEMBER_PAGE_ROWS as usize;
        rows.truncate(limits::MEMBER_PAGE_ROWS as usize);
        let next = rows.last().filter(|_| more).map(|row| format!("{}.{}.{}", row.rank, row.user_id, row.display_name));
        let members = rows
            .into_iter()
            .map(|row| {
                Ok(MemberView {
                    person: PersonRef { id: UserId::from_raw(row.user_id), name: row.display_name },
                    role: RoomRole::from_code(&row.role).map_err(|_| StorageError::Inconsistent("membership role"))?,
                    since: Timestamp::from_millis(row.since),
                    disabled: row.disabled,
                })
            })
            .collect::<Result<_, StorageError>>()?;
        Ok(MemberPage { members, next })
    }
}
