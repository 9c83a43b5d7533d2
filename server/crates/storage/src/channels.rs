//! Rooms as programs look after them: with what they set about them, listed by key.

use domain::{
    AccountId, ElasticChannel, EventKind, ExpirationRule, Grant, MessageId, Role, RoomId, RoomKind, RoomName, RoomRole,
    Timestamp, UserId, act,
    channel::{ChannelSettings, ChannelView, Part},
    kind, sight,
};
use sqlx::FromRow;

use crate::{Known, KnownRoom, StorageError, Store, WriteTx, bans::is_banned, expiration};

/// A channel to be made.
#[derive(Debug, Clone)]
pub struct NewChannel {
    /// The account it belongs to.
    pub account: Option<AccountId>,
    /// Its name.
    pub name: RoomName,
    /// The name that programs find it by.
    pub given: Option<String>,
    /// What is set about it.
    pub settings: ChannelSettings,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    account_id: Option<i64>,
    given: Option<String>,
    name: String,
    unrestricted: bool,
    public: bool,
    metadata: Option<String>,
    created_by: Option<i64>,
    last_message_id: i64,
    updated_at: Option<i64>,
    sub_channels_max: Option<u32>,
    members_target: Option<u32>,
    members_min_percent: Option<u32>,
    days: Option<u32>,
    criterion: Option<String>,
}

/// Rooms with what programs set about them. Who is in them is joined by whoever asks for it, as `b`.
macro_rules! select_channels {
    ($joined:literal) => {
        concat!(
            "SELECT r.id, r.account_id, n.name AS given, r.name, sm.value IS 'UNRESTRICTED' AND NOT r.elastic AS unrestricted,
                    r.public, st.value AS metadata, r.created_by, r.last_message_id, r.updated_at,
                    ec.sub_channels_max, ec.members_target, ec.members_min_percent, ex.days, ex.criterion
            FROM rooms r
            LEFT JOIN names n ON n.kind = 'room' AND n.id = r.id
            LEFT JOIN room_settings sm ON sm.room_id = r.id AND sm.name = 'mode'
            LEFT JOIN room_settings st ON st.room_id = r.id AND st.name = 'metadata'
            LEFT JOIN elastic_channels ec ON ec.room_id = r.id
            LEFT JOIN expirations ex ON ex.room_id = r.id ",
            $joined,
            " WHERE r.deleted_at IS NULL "
        )
    };
}

impl Row {
    fn view(self) -> Result<ChannelView, StorageError> {
        let id = RoomId::from_raw(self.id);
        let last = MessageId::from_raw(self.last_message_id);
        let elastic = self.sub_channels_max.zip(self.members_target).zip(self.members_min_percent).map(
            |((sub_channels_max, members_target), members_min_percent)| ElasticChannel {
                sub_channels_max,
                members_target,
                members_min_percent,
            },
        );
        let expiration =
            self.days.zip(self.criterion).map(|(days, criterion)| expiration::read(days, &criterion)).transpose()?;
        Ok(ChannelView {
            id,
            account: self.account_id.map(AccountId::from_raw),
            given: self.given,
            name: self.name,
            settings: ChannelSettings {
                unrestricted: self.unrestricted,
                public: self.public,
                metadata: self.metadata,
                elastic,
                expiration,
            },
            created_by: self.created_by.map(UserId::from_raw),
            last_message: (self.last_message_id > 0).then(|| last.timestamp()),
            updated_at: self.updated_at.map_or(id.timestamp(), Timestamp::from_millis),
        })
    }
}

impl Store {
    /// One room. Whether it may be seen was asked by the caller.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn channel(&self, room: RoomId) -> Result<Option<ChannelView>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<Row> = sqlx::query_as(concat!(select_channels!(""), "AND r.id = $1"))
            .bind(room.raw())
            .fetch_optional(&mut *reader)
            .await?;
        row.map(Row::view).transpose()
    }

    /// These rooms; those that are gone are left out.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn channels_of(&self, rooms: &[RoomId]) -> Result<Vec<ChannelView>, StorageError> {
        let ids: Vec<i64> = rooms.iter().map(|room| room.raw()).collect();
        let ids = serde_json::to_string(&ids).map_err(|_| StorageError::Inconsistent("ids cannot be written"))?;
        let mut reader = self.reader().await?;
        let rows: Vec<Row> =
            sqlx::query_as(concat!(select_channels!(""), "AND r.id IN (SELECT e.value FROM json_each($1) e)"))
                .bind(ids)
                .fetch_all(&mut *reader)
                .await?;
        rows.into_iter().map(Row::view).collect()
    }

    /// Rooms of an account that the actor can see, by id, after one of them; only the public ones, or the others, if
    /// it is asked for.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn channels(
        &self,
        known: &Known,
        account: Option<AccountId>,
        public: Option<bool>,
        after: Option<RoomId>,
        rows: u32,
    ) -> Result<Part<ChannelView, kind::Room>, StorageError> {
        let sight = sight(&known.facts);
        let mut reader = self.reader().await?;
        let found: Vec<Row> = sqlx::query_as(concat!(
            select_channels!("LEFT JOIN memberships b ON b.room_id = r.id AND b.user_id = $1"),
            "AND ($2 OR b.user_id IS NOT NULL OR r.account_id = $3 OR (r.public AND r.account_id = $8 AND NOT ",
            is_banned!("r.id", "$1"),
            "))
              AND r.account_id IS $4
              AND ($5 IS NULL OR r.public = $5)
              AND r.id > $6
            ORDER BY r.id
            LIMIT $7"
        ))
        .bind(known.user.raw())
        .bind(sight.everywhere)
        .bind(sight.ruled.map(AccountId::raw))
        .bind(account.map(AccountId::raw))
        .bind(public)
        .bind(after.map_or(0, RoomId::raw))
        .bind(rows + 1)
        .bind(sight.public_of.map(AccountId::raw))
        .fetch_all(&mut *reader)
        .await?;
        let channels = found.into_iter().map(Row::view).collect::<Result<_, _>>()?;
        Ok(Part::cut(channels, rows, |channel| channel.id))
    }
}

impl WriteTx {
    /// Makes a channel with its first people, the first of whom owns it. Whether its name is free, and whether all find a
    /// place, was asked by the caller, who knows the role it is made in.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn create_channel(
        &mut self,
        new: &NewChannel,
        people: &[(UserId, RoomRole)],
        role: Role,
    ) -> Result<RoomId, StorageError> {
        let settings = &new.settings;
        let places = settings.elastic.map(|elastic| self.divide(&elastic, people.len())).unwrap_or_default();
        let room = self.seat_first(new.account, RoomKind::Channel, &new.name, people, &places).await?;
        if let Some(elastic) = &settings.elastic {
            self.put_elastic(room, elastic, &places).await?;
        }
        if let (Some(kept), Some((owner, _))) = (settings.expiration, people.first()) {
            self.put_expiration(room, &ExpirationRule { kept, set_by: *owner, role }).await?;
        }
        if let Some(given) = &new.given {
            let named = self.name_room(new.account, room, given).await?;
            named.map_err(|_| StorageError::Inconsistent("a name that was free"))?;
        }
        self.put_settings(room, &new.settings).await?;
        Ok(room)
    }

    /// Gives a channel another name and other settings; what is `None` stays.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn update_channel(
        &mut self,
        _grant: &Grant<act::GovernRoom>,
        room: &KnownRoom,
        name: Option<&RoomName>,
        unrestricted: Option<bool>,
        metadata: Option<&str>,
    ) -> Result<(), StorageError> {
        sqlx::query("UPDATE rooms SET name = coalesce($2, name), updated_at = $3 WHERE id = $1")
            .bind(room.id.raw())
            .bind(name.map(RoomName::as_str))
            .bind(self.now.millis())
            .execute(self.connection().await?)
            .await?;
        if let Some(unrestricted) = unrestricted {
            self.put_setting(room.id, "mode", Some(mode(unrestricted))).await?;
        }
        if let Some(metadata) = metadata {
            self.put_setting(room.id, "metadata", Some(metadata)).await?;
        }
        // Said whatever has changed: who listens reads the channel anew.
        let renamed = EventKind::Renamed { name: name.map_or(&*room.name, RoomName::as_str).to_owned() };
        self.room_event(room.id, room.last_event.next(), renamed).await
    }

    async fn put_settings(&mut self, room: RoomId, settings: &ChannelSettings) -> Result<(), StorageError> {
        self.put_setting(room, "mode", Some(mode(settings.unrestricted))).await?;
        sqlx::query("UPDATE rooms SET public = $2 WHERE id = $1")
            .bind(room.raw())
            .bind(settings.public)
            .execute(self.connection().await?)
            .await?;
        if let Some(metadata) = &settings.metadata {
            self.put_setting(room, "metadata", Some(metadata)).await?;
        }
        Ok(())
    }
}

const fn mode(unrestricted: bool) -> &'static str {
    if unrestricted { "UNRESTRICTED" } else { "RESTRICTED" }
}
