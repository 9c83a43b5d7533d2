//! What is known of an actor, a room and a message at the moment of an act: one query, in the transaction that acts.

use domain::{
    AccountId, Agent, EventNumber, Facts, IdempotencyKey, KeyId, MessageId, Portion, Role, RoomFacts, RoomId, RoomKind,
    RoomRole, SubChannelId, Timestamp, UserId,
};
use sqlx::{FromRow, SqliteConnection};

use crate::{
    Credential, Remembered, StorageError, Store, WriteTx, bans::is_banned, chat_tokens, events::last_event,
    idempotency::join_remembered, keys::key_scope,
};

/// A session must have been used within this time.
const SESSION_IDLE_MS: i64 = 24 * 60 * 60 * 1000;
/// A session ends after this time, used or not.
const SESSION_LIFE_MS: i64 = 14 * 24 * 60 * 60 * 1000;

/// The hash of a session's token: what a request is known by.
pub type Session = [u8; 32];

/// What an act asks first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asks {
    /// Who, by what they are known by.
    pub who: Credential,
    /// About which room.
    pub room: Option<RoomId>,
    /// About which message.
    pub message: Option<MessageId>,
    /// What was done before under which key.
    pub key: Option<IdempotencyKey>,
}

/// What is known at the moment of an act.
#[derive(Debug, Clone)]
pub struct Known {
    /// Who acts.
    pub user: UserId,
    /// What the policy asks for.
    pub facts: Facts,
    /// The room, if it is there.
    pub room: Option<KnownRoom>,
    /// The message, if it is there and visible.
    pub message: Option<KnownMessage>,
    /// What they did before under the idempotency key that was asked for.
    pub remembered: Option<Remembered>,
}

/// What is known of the room.
#[derive(Debug, Clone)]
pub struct KnownRoom {
    /// Which.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// Whether removals need a reason.
    pub reason_required: bool,
    /// Everything up to and with this message is purged.
    pub purged_through: MessageId,
    /// Messages that can be seen, tombstones included.
    pub message_count: u64,
    /// The newest message that was ever written.
    pub last_message: MessageId,
    /// The newest event.
    pub last_event: EventNumber,
    /// Whether it is divided into sub-channels.
    pub elastic: bool,
    /// The sub-channel in which the actor is a member.
    pub own_sub_channel: Option<SubChannelId>,
}

impl KnownRoom {
    /// What an act in a sub-channel is towards the policy; for `None` one in the room as a whole.
    #[must_use]
    pub fn portion(&self, sub_channel: Option<SubChannelId>) -> Portion {
        match sub_channel {
            None => Portion::Whole,
            Some(_) if sub_channel == self.own_sub_channel => Portion::Own,
            Some(_) => Portion::Other,
        }
    }

    /// Whether a message of this room is in a sub-channel, where one is named; a room without any takes every name.
    #[must_use]
    pub fn has_there(&self, message: &KnownMessage, sub_channel: Option<SubChannelId>) -> bool {
        !self.elastic || sub_channel.is_none() || message.sub_channel == sub_channel
    }
}

/// What is known of the message.
#[derive(Debug, Clone)]
pub struct KnownMessage {
    /// Which.
    pub id: MessageId,
    /// Who wrote it.
    pub sender: UserId,
    /// The one member it is for; `None` when it is for all.
    pub target: Option<UserId>,
    /// Grows with every change.
    pub revision: u32,
    /// The sub-channel that it belongs to, in an elastic channel.
    pub sub_channel: Option<SubChannelId>,
    /// The removal that made it a tombstone: when, by whom, from which role.
    pub redacted: Option<(Timestamp, UserId, Role)>,
}

/// A row of [`SELECT_FACTS`], whose columns stand in this order.
#[derive(FromRow)]
pub(crate) struct Row {
    user_id: i64,
    disabled: bool,
    platform_admin: bool,
    user_account: Option<i64>,
    account_admin: bool,
    room_id: Option<i64>,
    room_account: Option<i64>,
    kind: Option<String>,
    name: Option<String>,
    archived: bool,
    public: bool,
    elastic: bool,
    reason_required: Option<bool>,
    purged_through: Option<i64>,
    message_count: Option<i64>,
    last_message_id: Option<i64>,
    last_event: Option<i64>,
    membership: Option<String>,
    own_sub_channel: Option<i64>,
    message_id: Option<i64>,
    sender_id: Option<i64>,
    revision: Option<u32>,
    message_sub_channel: Option<i64>,
    redacted_at: Option<i64>,
    redacted_by: Option<i64>,
    redacted_role: Option<String>,
    key_fingerprint: Option<Vec<u8>>,
    key_made: Option<i64>,
    key_scope: Option<String>,
    key_room: Option<i64>,
    agent_disabled: Option<bool>,
    agent_platform_admin: Option<bool>,
    agent_account: Option<i64>,
    agent_account_admin: Option<bool>,
    target_id: Option<i64>,
    unrestricted: bool,
    banned: bool,
}

/// What is known of whoever asks: with a token, a room, a message, a key to remember by, an access key and its bearer as
/// `$1` to `$6`, the bounds of a session's life as `$7` and `$8`, and this moment as `$9`. The parameters first stand in
/// this order too, which is what SQLite counts by. The joins are written so that they are made in theirs: whoever is
/// known by neither token nor access key is found at once.
pub(crate) const SELECT_FACTS: &str = concat!(
    "
    SELECT u.id AS user_id, u.disabled_at IS NOT NULL AS disabled, u.platform_admin,
           u.account_id AS user_account, u.account_admin,
           r.id AS room_id, r.account_id AS room_account, r.kind, r.name,
           r.archived_at IS NOT NULL AS archived, coalesce(r.public, 0) AS public,
           coalesce(r.elastic, 0) AS elastic, r.reason_required,
           r.purged_through, r.message_count, r.last_message_id, ",
    last_event!("r.id"),
    ",
           b.role AS membership, b.sub_channel_id AS own_sub_channel,
           m.id AS message_id, m.sender_id, m.revision, d.sub_channel_id AS message_sub_channel,
           a.at AS redacted_at, a.actor_id AS redacted_by, a.role AS redacted_role,
           i.fingerprint AS key_fingerprint, i.made AS key_made,
           k.scope AS key_scope, k.room_id AS key_room,
           o.disabled_at IS NOT NULL AS agent_disabled, o.platform_admin AS agent_platform_admin,
           o.account_id AS agent_account, o.account_admin AS agent_account_admin, m.target_id,
           EXISTS (
               SELECT 1 FROM room_settings w WHERE w.room_id = r.id AND w.name = 'mode' AND w.value = 'UNRESTRICTED')
               AS unrestricted,
           iif(r.public AND b.user_id IS NULL, ",
    is_banned!("r.id", "u.id"),
    ", 0) AS banned
    FROM (SELECT $1 AS token, $2 AS room, $3 AS message, $4 AS key, $5 AS access_key, $6 AS bearer) q
    LEFT JOIN sessions s ON s.token_hash = q.token AND s.last_seen_at > $7 AND s.created_at > $8
    LEFT JOIN access_keys k
        ON k.id = q.access_key AND k.state = 'active' AND (k.expires_at IS NULL OR k.expires_at > $9)
    CROSS JOIN users u ON u.id = coalesce(s.user_id, iif(k.id IS NULL, NULL, coalesce(q.bearer, k.user_id)))
    LEFT JOIN users o ON o.id = k.user_id AND q.bearer <> k.user_id
    LEFT JOIN rooms r ON r.id = q.room AND r.deleted_at IS NULL
    LEFT JOIN memberships b ON b.room_id = r.id AND b.user_id = u.id
    LEFT JOIN messages m ON m.room_id = r.id AND m.id = q.message AND m.id > r.purged_through
    LEFT JOIN sub_channel_messages d ON r.elastic AND d.room_id = r.id AND d.message_id = m.id
    LEFT JOIN audit a ON a.number = m.entry
    ",
    join_remembered!("u.id", "q.key", "$9")
);

/// The bounds of a session's life at a moment.
pub(crate) struct Bounds {
    pub(crate) last_seen_after: i64,
    pub(crate) created_after: i64,
    pub(crate) now: i64,
}

impl Bounds {
    pub(crate) const fn at(now: Timestamp) -> Self {
        let now = now.millis();
        Self { last_seen_after: now - SESSION_IDLE_MS, created_after: now - SESSION_LIFE_MS, now }
    }
}

/// `None` when the session, key or token is not there or has ended.
pub(crate) async fn load(
    connection: &mut SqliteConnection,
    now: Timestamp,
    asks: &Asks,
) -> Result<Option<Known>, StorageError> {
    if let Some(token) = asks.who.token() {
        return chat_tokens::load(connection, now, token, asks).await;
    }
    let bounds = Bounds::at(now);
    let row: Option<Row> = sqlx::query_as(SELECT_FACTS)
        .bind(asks.who.session().map(|session| session.as_slice()))
        .bind(asks.room.map(RoomId::raw))
        .bind(asks.message.map(MessageId::raw))
        .bind(asks.key.as_ref().map(IdempotencyKey::as_str))
        .bind(asks.who.key().map(KeyId::as_str))
        .bind(asks.who.bearer().map(UserId::raw))
        .bind(bounds.last_seen_after)
        .bind(bounds.created_after)
        .bind(bounds.now)
        .fetch_optional(connection)
        .await?;
    row.map(Row::known).transpose()
}

impl Row {
    /// Reads a row of [`SELECT_FACTS`] by the order of its columns.
    pub(crate) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            user_id: row.get(0)?,
            disabled: row.get(1)?,
            platform_admin: row.get(2)?,
            user_account: row.get(3)?,
            account_admin: row.get(4)?,
            room_id: row.get(5)?,
            room_account: row.get(6)?,
            kind: row.get(7)?,
            name: row.get(8)?,
            archived: row.get(9)?,
            public: row.get(10)?,
            elastic: row.get(11)?,
            reason_required: row.get(12)?,
            purged_through: row.get(13)?,
            message_count: row.get(14)?,
            last_message_id: row.get(15)?,
            last_event: row.get(16)?,
            membership: row.get(17)?,
            own_sub_channel: row.get(18)?,
            message_id: row.get(19)?,
            sender_id: row.get(20)?,
            revision: row.get(21)?,
            message_sub_channel: row.get(22)?,
            redacted_at: row.get(23)?,
            redacted_by: row.get(24)?,
            redacted_role: row.get(25)?,
            key_fingerprint: row.get(26)?,
            key_made: row.get(27)?,
            key_scope: row.get(28)?,
            key_room: row.get(29)?,
            agent_disabled: row.get(30)?,
            agent_platform_admin: row.get(31)?,
            agent_account: row.get(32)?,
            agent_account_admin: row.get(33)?,
            target_id: row.get(34)?,
            unrestricted: row.get(35)?,
            banned: row.get(36)?,
        })
    }

    pub(crate) fn known(self) -> Result<Known, StorageError> {
        let user = UserId::from_raw(self.user_id);
        let membership = self
            .membership
            .map(|role| RoomRole::from_code(&role).map_err(|_| StorageError::Inconsistent("membership role")))
            .transpose()?;
        let kind = self
            .kind
            .map(|kind| RoomKind::from_code(&kind).ok_or(StorageError::Inconsistent("room kind")))
            .transpose()?;
        let room_facts = kind.zip(self.room_id).map(|(kind, id)| RoomFacts {
            id: RoomId::from_raw(id),
            account: self.room_account.map(AccountId::from_raw),
            kind,
            archived: self.archived,
            public: self.public,
            elastic: self.elastic,
            unrestricted: self.unrestricted,
            membership,
            banned: self.banned,
            author: self.sender_id == Some(self.user_id),
        });
        let message = match (self.message_id, self.sender_id) {
            (Some(id), Some(sender)) => Some(KnownMessage {
                id: MessageId::from_raw(id),
                sender: UserId::from_raw(sender),
                target: self.target_id.map(UserId::from_raw),
                revision: self.revision.unwrap_or_default(),
                sub_channel: self.message_sub_channel.map(SubChannelId::from_raw),
                redacted: self.redacted_at.map(|at| {
                    let role = self.redacted_role.as_deref().and_then(Role::from_code);
                    let by = UserId::from_raw(self.redacted_by.unwrap_or_default());
                    (Timestamp::from_millis(at), by, role.unwrap_or(Role::PlatformAdmin))
                }),
            }),
            _ => None,
        };
        let remembered = self
            .key_fingerprint
            .zip(self.key_made)
            .map(|(fingerprint, made)| {
                let fingerprint =
                    fingerprint.try_into().map_err(|_| StorageError::Inconsistent("idempotency fingerprint"))?;
                Ok::<_, StorageError>(Remembered { fingerprint, made })
            })
            .transpose()?;
        let agent = self.agent_platform_admin.map(|platform_admin| Agent {
            disabled: self.agent_disabled.unwrap_or(true),
            platform_admin,
            account: self.agent_account.map(AccountId::from_raw),
            account_admin: self.agent_account_admin.unwrap_or_default(),
        });
        Ok(Known {
            user,
            facts: Facts {
                disabled: self.disabled,
                platform_admin: self.platform_admin,
                account: self.user_account.map(AccountId::from_raw),
                account_admin: self.account_admin,
                key: self.key_scope.map(|scope| key_scope(&scope, self.key_room)).transpose()?,
                agent,
                lent: None,
                room: room_facts,
            },
            room: self.room_id.map(|id| KnownRoom {
                id: RoomId::from_raw(id),
                name: self.name.unwrap_or_default(),
                reason_required: self.reason_required.unwrap_or_default(),
                purged_through: MessageId::from_raw(self.purged_through.unwrap_or_default()),
                message_count: self.message_count.unwrap_or_default().unsigned_abs(),
                last_message: MessageId::from_raw(self.last_message_id.unwrap_or_default()),
                last_event: EventNumber(self.last_event.unwrap_or_default().unsigned_abs()),
                elastic: self.elastic,
                own_sub_channel: self.own_sub_channel.map(SubChannelId::from_raw),
            }),
            message,
            remembered,
        })
    }
}

impl WriteTx {
    /// What is known at this moment of whoever holds the session or key, of a room and of a message.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn known(
        &mut self,
        who: &Credential,
        room: Option<RoomId>,
        message: Option<MessageId>,
    ) -> Result<Option<Known>, StorageError> {
        self.known_to(&Asks { who: *who, room, message, key: None }).await
    }

    /// Likewise, and what they did before under a key.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn known_to(&mut self, asks: &Asks) -> Result<Option<Known>, StorageError> {
        let now = self.now;
        if asks.who.token().is_none()
            && let Some(direct) = self.direct()
        {
            return direct.known(now, asks);
        }
        load(self.connection().await?, now, asks).await
    }
}

impl Store {
    /// As [`WriteTx::known`], for reading.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn known(
        &self,
        who: &Credential,
        room: Option<RoomId>,
        message: Option<MessageId>,
    ) -> Result<Option<Known>, StorageError> {
        let mut reader = self.reader().await?;
        load(&mut reader, self.now(), &Asks { who: *who, room, message, key: None }).await
    }
}
