//! Chat tokens: what they lend, and what is known at the moment of an act of whoever comes with one. The statement is
//! another than that for sessions and keys, which stands before every commit. Of the tokens there are hashes only.

use domain::{
    AccountId, Agent, Capabilities, IdempotencyKey, KeyId, Lent, MessageId, RoomId, RoomRole, Timestamp, UserId,
};
use sqlx::{FromRow, SqliteConnection};

use crate::{
    Asks, Known, StorageError, Store, WriteTx,
    bans::is_banned,
    events::last_event,
    facts::{self, Session},
    idempotency::join_remembered,
    keys::{key_id, key_scope},
};

/// A chat token to be kept.
#[derive(Debug, Clone)]
pub struct NewChatToken {
    /// The hash of the token.
    pub hash: Session,
    /// Whom it lets in.
    pub user: UserId,
    /// Into the chat of which room.
    pub room: RoomId,
    /// The key that it is issued with.
    pub key: KeyId,
    /// What it lends beside reading.
    pub capabilities: Capabilities,
    /// What the program says of the user, as JSON.
    pub attributes: String,
    /// The first moment at which nobody can connect with it any more.
    pub token_ends_at: Timestamp,
    /// The first moment at which it opens nothing any more.
    pub session_ends_at: Timestamp,
}

/// A chat token as a connection finds it. Whether it opens anything is for the policy to decide.
#[derive(Debug, Clone)]
pub struct HeldChatToken {
    /// Whom it lets in.
    pub user: UserId,
    /// The name that a program gave them.
    pub given: Option<String>,
    /// Into the chat of which room.
    pub room: RoomId,
    /// The key that it was issued with.
    pub key: KeyId,
    /// The user of that key.
    pub issuer: UserId,
    /// What the program says of the user, as JSON.
    pub attributes: String,
    /// The first moment at which nobody can connect with it any more.
    pub token_ends_at: Timestamp,
    /// The first moment at which it opens nothing any more.
    pub session_ends_at: Timestamp,
}

#[derive(FromRow)]
struct HeldRow {
    user_id: i64,
    given: Option<String>,
    room_id: i64,
    key_id: String,
    issuer_id: i64,
    attributes: String,
    token_ends_at: i64,
    session_ends_at: i64,
}

/// What is known of somebody with a chat token, and of whoever issued it.
#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    row: facts::Row,
    token_room: i64,
    may_send: bool,
    may_delete: bool,
    may_send_out: bool,
    issuer_scope: String,
    issuer_key_room: Option<i64>,
    issuer_disabled: bool,
    issuer_platform_admin: bool,
    issuer_account: Option<i64>,
    issuer_account_admin: bool,
    issuer_membership: Option<String>,
}

/// What is known of whoever comes with a chat token; `None` when it is not there or has ended, when the key that it
/// was issued with opens nothing any more, or when they are banned from the room. Standing and memberships of their own
/// are not even read.
pub(crate) async fn load(
    connection: &mut SqliteConnection,
    now: Timestamp,
    token: &Session,
    asks: &Asks,
) -> Result<Option<Known>, StorageError> {
    let row: Option<Row> = sqlx::query_as(concat!(
        "SELECT u.id AS user_id, u.disabled_at IS NOT NULL AS disabled, 0 AS platform_admin,
                NULL AS user_account, 0 AS account_admin,
                r.id AS room_id, r.account_id AS room_account, r.kind, r.name,
                r.archived_at IS NOT NULL AS archived, 0 AS public, coalesce(r.elastic, 0) AS elastic,
                r.reason_required, r.purged_through, r.message_count,
                r.last_message_id, ",
        last_event!("r.id"),
        ",
                NULL AS membership, NULL AS own_sub_channel,
                m.id AS message_id, m.sender_id, m.revision, d.sub_channel_id AS message_sub_channel,
                a.at AS redacted_at, a.actor_id AS redacted_by, a.role AS redacted_role,
                i.fingerprint AS key_fingerprint, i.made AS key_made,
                NULL AS key_scope, NULL AS key_room,
                NULL AS agent_disabled, NULL AS agent_platform_admin, NULL AS agent_account,
                NULL AS agent_account_admin, m.target_id, 0 AS unrestricted, 0 AS banned,
                t.room_id AS token_room, t.may_send, t.may_delete, t.may_send_out,
                k.scope AS issuer_scope, k.room_id AS issuer_key_room,
                o.disabled_at IS NOT NULL AS issuer_disabled, o.platform_admin AS issuer_platform_admin,
                o.account_id AS issuer_account, o.account_admin AS issuer_account_admin,
                b.role AS issuer_membership
        FROM chat_tokens t
        JOIN access_keys k ON k.id = t.key_id AND k.state = 'active' AND (k.expires_at IS NULL OR k.expires_at > $2)
        JOIN users u ON u.id = t.user_id
        JOIN users o ON o.id = k.user_id
        LEFT JOIN rooms r ON r.id = $3 AND r.deleted_at IS NULL
        LEFT JOIN memberships b ON b.room_id = r.id AND b.user_id = o.id
        LEFT JOIN messages m ON m.room_id = r.id AND m.id = $4 AND m.id > r.purged_through
        LEFT JOIN sub_channel_messages d ON r.elastic AND d.room_id = r.id AND d.message_id = m.id
        LEFT JOIN audit a ON a.number = m.entry
        ",
        join_remembered!("u.id", "$5", "$2"),
        "
        WHERE t.token_hash = $1
          AND t.session_ends_at > $2
          AND NOT ",
        is_banned!("t.room_id", "t.user_id")
    ))
    .bind(token.as_slice())
    .bind(now.millis())
    .bind(asks.room.map(RoomId::raw))
    .bind(asks.message.map(MessageId::raw))
    .bind(asks.key.as_ref().map(IdempotencyKey::as_str))
    .fetch_optional(connection)
    .await?;
    row.map(Row::known).transpose()
}

impl Row {
    fn known(self) -> Result<Known, StorageError> {
        let membership = self.issuer_membership.map(|role| RoomRole::from_code(&role)).transpose();
        let lent = Lent {
            room: RoomId::from_raw(self.token_room),
            capabilities: Capabilities { send: self.may_send, delete: self.may_delete, send_out: self.may_send_out },
            key: key_scope(&self.issuer_scope, self.issuer_key_room)?,
            issuer: Agent {
                disabled: self.issuer_disabled,
                platform_admin: self.issuer_platform_admin,
                account: self.issuer_account.map(AccountId::from_raw),
                account_admin: self.issuer_account_admin,
            },
            membership: membership.map_err(|_| StorageError::Inconsistent("membership role"))?,
        };
        let mut known = self.row.known()?;
        known.facts.lent = Some(lent);
        Ok(known)
    }
}

impl Store {
    /// The chat token with this hash.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn chat_token(&self, hash: &Session) -> Result<Option<HeldChatToken>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<HeldRow> = sqlx::query_as(
            "SELECT t.user_id, n.name AS given, t.room_id, t.key_id, k.user_id AS issuer_id, t.attributes,
                    t.token_ends_at, t.session_ends_at
            FROM chat_tokens t
            JOIN access_keys k ON k.id = t.key_id
            LEFT JOIN names n ON n.kind = 'user' AND n.id = t.user_id
            WHERE t.token_hash = $1",
        )
        .bind(hash.as_slice())
        .fetch_optional(&mut *reader)
        .await?;
        row.map(|row| {
            Ok(HeldChatToken {
                user: UserId::from_raw(row.user_id),
                given: row.given,
                room: RoomId::from_raw(row.room_id),
                key: key_id(&row.key_id)?,
                issuer: UserId::from_raw(row.issuer_id),
                attributes: row.attributes,
                token_ends_at: Timestamp::from_millis(row.token_ends_at),
                session_ends_at: Timestamp::from_millis(row.session_ends_at),
            })
        })
        .transpose()
    }
}

impl WriteTx {
    /// Keeps a chat token.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn create_chat_token(&mut self, new: &NewChatToken) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO chat_tokens (
                token_hash, user_id, room_id, key_id, may_send, may_delete, may_send_out, attributes, token_ends_at,
                session_ends_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(new.hash.as_slice())
        .bind(new.user.raw())
        .bind(new.room.raw())
        .bind(new.key.as_str())
        .bind(new.capabilities.send)
        .bind(new.capabilities.delete)
        .bind(new.capabilities.send_out)
        .bind(&new.attributes)
        .bind(new.token_ends_at.millis())
        .bind(new.session_ends_at.millis())
        .execute(self.connection().await?)
        .await?;
        Ok(())
    }

    /// Ends every chat token that lets a user in.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn end_chat_tokens(&mut self, user: UserId) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM chat_tokens WHERE user_id = $1")
            .bind(user.raw())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }

    /// Forgets the chat tokens that open nothing any more.
    pub(crate) async fn forget_chat_tokens(&mut self) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM chat_tokens WHERE session_ends_at <= $1")
            .bind(self.now.millis())
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }
}
