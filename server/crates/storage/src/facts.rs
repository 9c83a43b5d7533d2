//! What is known of an actor, a room and a message at the moment of an act: one query, in the transaction that acts,
//! and for a group of writes one query for all of them.

use domain::{
    AccountId, Agent, EventNumber, Facts, IdempotencyKey, KeyId, MessageId, Role, RoomFacts, RoomId, RoomKind,
    RoomRole, Timestamp, UserId,
};
use serde::{Deserialize, Deserializer, de::Error as _};
use sqlx::{FromRow, SqliteConnection};

use crate::{
    Asks, Credential, Remembered, StorageError, Store, WriteTx,
    audit::{hex, unhex},
    chat_tokens,
    foreseen::Foreseen,
    keys::key_scope,
};

/// A session must have been used within this time.
const SESSION_IDLE_MS: i64 = 24 * 60 * 60 * 1000;
/// A session ends after this time, used or not.
const SESSION_LIFE_MS: i64 = 14 * 24 * 60 * 60 * 1000;

/// The hash of a session's token: what a request is known by.
pub type Session = [u8; 32];

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
}

/// What is known of the message.
#[derive(Debug, Clone)]
pub struct KnownMessage {
    /// Which.
    pub id: MessageId,
    /// Who wrote it.
    pub sender: UserId,
    /// Grows with every change.
    pub revision: u32,
    /// The removal that made it a tombstone: when, by whom, from which role.
    pub redacted: Option<(Timestamp, UserId, Role)>,
}

/// A row of [`select_facts`]; as JSON its columns stand in this order.
#[derive(FromRow, Deserialize)]
pub(crate) struct Row {
    place: i64,
    user_id: i64,
    #[serde(deserialize_with = "flag")]
    disabled: bool,
    #[serde(deserialize_with = "flag")]
    platform_admin: bool,
    user_account: Option<i64>,
    #[serde(deserialize_with = "flag")]
    account_admin: bool,
    room_id: Option<i64>,
    room_account: Option<i64>,
    kind: Option<String>,
    name: Option<String>,
    #[serde(deserialize_with = "flag")]
    archived: bool,
    #[serde(deserialize_with = "flag")]
    public: bool,
    #[serde(deserialize_with = "flag_if_any")]
    reason_required: Option<bool>,
    purged_through: Option<i64>,
    message_count: Option<i64>,
    last_message_id: Option<i64>,
    last_event: Option<i64>,
    membership: Option<String>,
    message_id: Option<i64>,
    sender_id: Option<i64>,
    revision: Option<u32>,
    redacted_at: Option<i64>,
    redacted_by: Option<i64>,
    redacted_role: Option<String>,
    #[serde(deserialize_with = "bytes_if_any")]
    key_fingerprint: Option<Vec<u8>>,
    key_made: Option<i64>,
    key_scope: Option<String>,
    key_room: Option<i64>,
    #[serde(deserialize_with = "flag_if_any")]
    agent_disabled: Option<bool>,
    #[serde(deserialize_with = "flag_if_any")]
    agent_platform_admin: Option<bool>,
    agent_account: Option<i64>,
    #[serde(deserialize_with = "flag_if_any")]
    agent_account_admin: Option<bool>,
}

/// SQLite's JSON says truth in numbers.
fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    u8::deserialize(from).map(|number| number != 0)
}

fn flag_if_any<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    Ok(Option::<u8>::deserialize(from)?.map(|number| number != 0))
}

/// Bytes come as digits.
fn bytes_if_any<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<u8>>, D::Error> {
    let digits: Option<String> = Option::deserialize(from)?;
    digits.map(|digits| unhex(&digits).ok_or_else(|| D::Error::custom("not digits of bytes"))).transpose()
}

/// What is known of those who ask, with the bounds of a session's life as `$1` and `$2`, and this moment as `$3`. The
/// rows of `$asked` have a place, a token, a room, a message, a key to remember by, an access key and its bearer. The joins are
/// written so that they are made in this order: whoever is known by neither token nor access key is found at once.
macro_rules! select_facts {
    ($asked:literal) => {
        concat!(
            "SELECT q.place, u.id AS user_id, u.disabled_at IS NOT NULL AS disabled, u.platform_admin,
                    u.account_id AS user_account, u.account_admin,
                    r.id AS room_id, r.account_id AS room_account, r.kind, r.name,
                    r.archived_at IS NOT NULL AS archived, coalesce(r.public, 0) AS public, r.reason_required,
                    r.purged_through, r.message_count, r.last_message_id, r.last_event,
                    b.role AS membership,
                    m.id AS message_id, m.sender_id, m.revision,
                    a.at AS redacted_at, a.actor_id AS redacted_by, a.role AS redacted_role,
                    i.fingerprint AS key_fingerprint, i.made AS key_made,
                    k.scope AS key_scope, k.room_id AS key_room,
                    o.disabled_at IS NOT NULL AS agent_disabled, o.platform_admin AS agent_platform_admin,
                    o.account_id AS agent_account, o.account_admin AS agent_account_admin
            FROM (",
            $asked,
            ") q
            LEFT JOIN sessions s ON s.token_hash = q.token AND s.last_seen_at > $1 AND s.created_at > $2
            LEFT JOIN access_keys k
                ON k.id = q.access_key AND k.state = 'active' AND (k.expires_at IS NULL OR k.expires_at > $3)
            CROSS JOIN users u ON u.id = coalesce(s.user_id, iif(k.id IS NULL, NULL, coalesce(q.bearer, k.user_id)))
            LEFT JOIN users o ON o.id = k.user_id AND q.bearer <> k.user_id
            LEFT JOIN rooms r ON r.id = q.room AND r.deleted_at IS NULL
            LEFT JOIN memberships b ON b.room_id = r.id AND b.user_id = u.id
            LEFT JOIN messages m ON m.room_id = r.id AND m.id = q.message AND m.id > r.purged_through
            LEFT JOIN audit a ON a.operation_id = m.operation_id
            LEFT JOIN idempotency i ON i.user_id = u.id AND i.key = q.key"
        )
    };
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
    let row: Option<Row> = sqlx::query_as(select_facts!(
        "SELECT 0 AS place, $4 AS token, $5 AS room, $6 AS message, $7 AS key, $8 AS access_key,
                $9 AS bearer"
    ))
    .bind(now.millis() - SESSION_IDLE_MS)
    .bind(now.millis() - SESSION_LIFE_MS)
    .bind(now.millis())
    .bind(asks.who.session().map(|session| session.as_slice()))
    .bind(asks.room.map(RoomId::raw))
    .bind(asks.message.map(MessageId::raw))
    .bind(asks.key.as_ref().map(IdempotencyKey::as_str))
    .bind(asks.who.key().map(KeyId::as_str))
    .bind(asks.who.bearer().map(UserId::raw))
    .fetch_optional(connection)
    .await?;
    row.map(Row::known).transpose()
}

/// Begins a transaction that writes, and answers with the file's `data_version` and with what is known to all who
/// ask: in one go to the driver's thread, since this stands before every commit, and in one row, since the driver
/// hands rows over one by one and wakes whoever waits for each.
pub(crate) async fn begin(
    connection: &mut SqliteConnection,
    now: Timestamp,
    asked: Vec<Asks>,
) -> Result<(i64, Foreseen), StorageError> {
    let rows: Vec<_> = asked
        .iter()
        .map(|asks| {
            let key = asks.key.as_ref().map(IdempotencyKey::as_str);
            let session = asks.who.session().map(|session| hex(session));
            let bearer = asks.who.bearer().map(UserId::raw);
            (session, asks.room.map(RoomId::raw), asks.message.map(MessageId::raw), key, asks.who.key(), bearer)
        })
        .collect();
    let rows = serde_json::to_string(&rows).map_err(|_| StorageError::Inconsistent("questions cannot be written"))?;
    let (version, found): (i64, String) = sqlx::query_as(concat!(
        "BEGIN IMMEDIATE;
        SELECT v.data_version, (
            SELECT '[' || coalesce(group_concat(json_array(
                f.place, f.user_id, f.disabled, f.platform_admin, f.user_account, f.account_admin, f.room_id,
                f.room_account, f.kind, f.name, f.archived, f.public, f.reason_required, f.purged_through,
                f.message_count, f.last_message_id, f.last_event, f.membership, f.message_id, f.sender_id,
                f.revision, f.redacted_at, f.redacted_by, f.redacted_role, iif(f.key_fingerprint IS NULL, NULL,
                hex(f.key_fingerprint)), f.key_made, f.key_scope, f.key_room, f.agent_disabled,
                f.agent_platform_admin, f.agent_account, f.agent_account_admin)), '') || ']'
            FROM (",
        select_facts!(
            "SELECT e.key AS place, unhex(e.value ->> 0) AS token, e.value ->> 1 AS room, e.value ->> 2 AS message,
                    e.value ->> 3 AS key, e.value ->> 4 AS access_key, e.value ->> 5 AS bearer
            FROM jsonb_each($4) e"
        ),
        ") f)
        FROM pragma_data_version v"
    ))
    .bind(now.millis() - SESSION_IDLE_MS)
    .bind(now.millis() - SESSION_LIFE_MS)
    .bind(now.millis())
    .bind(rows)
    .fetch_one(connection)
    .await?;
    let found: Vec<Row> =
        serde_json::from_str(&found).map_err(|_| StorageError::Inconsistent("answers cannot be read"))?;
    let mut known = Vec::with_capacity(found.len());
    for row in found {
        let asks = usize::try_from(row.place).ok().and_then(|place| asked.get(place)).cloned();
        known.push((asks.ok_or(StorageError::Inconsistent("an answer to nobody"))?, row.known()?));
    }
    Ok((version, Foreseen::new(known)))
}

impl Row {
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
            membership,
            author: self.sender_id == Some(self.user_id),
        });
        let message = match (self.message_id, self.sender_id) {
            (Some(id), Some(sender)) => Some(KnownMessage {
                id: MessageId::from_raw(id),
                sender: UserId::from_raw(sender),
                revision: self.revision.unwrap_or_default(),
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

    /// Likewise, and what they did before under a key. Read already, when the write said beforehand that it would ask
    /// and nothing has changed since.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn known_to(&mut self, asks: &Asks) -> Result<Option<Known>, StorageError> {
        if let Some(known) = self.foreseen().take(asks) {
            return Ok(Some(known));
        }
        let now = self.now;
        load(self.connection_unchanged().await?, now, asks).await
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
