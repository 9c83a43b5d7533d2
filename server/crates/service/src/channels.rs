//! Channels as programs look after them: made with all that is said about them, changed, and read by key.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    AccountId, Act, Conflict, Criterion, Earshot, Failure, IdempotencyKey, MessageId, Role, RoomId, RoomName, RoomRole,
    SubChannelId, Thing, UserId, act,
    channel::{ChannelView, Part, Span},
    decide, kind, permit,
    view::MessageView,
};
use sha2::{Digest, Sha256};
use storage::{Entry, NewChannel, Remembered, StorageError, Write, WriteTx};

use crate::{Actor, Called, Service, attempt::Attempt, fingerprint::Fingerprint, removal};

/// Asks for a channel.
#[derive(Debug, Clone)]
pub struct CreateChannel {
    /// What is to be made.
    pub new: NewChannel,
    /// Its first people, beside whoever makes it. Who is named twice gets the first of the roles.
    pub people: Vec<(UserId, RoomRole)>,
    /// Its tags, and what it is called as a resource that has some.
    pub tags: (BTreeMap<String, String>, Called),
    /// The same token twice makes one channel.
    pub key: Option<IdempotencyKey>,
}

/// The key that a token is remembered under, apart from those of other operations.
pub(crate) fn key_of(operation: &str, token: Option<&IdempotencyKey>) -> Option<IdempotencyKey> {
    let digest = Sha256::digest([operation, " ", token?.as_str()].concat());
    let text: String = digest.iter().take(24).map(|byte| format!("{byte:02x}")).collect();
    IdempotencyKey::optional(&text).ok().flatten()
}

impl CreateChannel {
    fn fingerprint(&self) -> [u8; 32] {
        let new = &self.new;
        let divided = new
            .settings
            .elastic
            .map_or([0; 3], |elastic| [elastic.sub_channels_max, elastic.members_target, elastic.members_min_percent]);
        let kept = new
            .settings
            .expiration
            .map_or([0; 2], |kept| [kept.days, u32::from(kept.criterion == Criterion::LastMessage)]);
        let metadata = new.settings.metadata.as_deref().unwrap_or_default();
        let texts = ["channel.create", new.name.as_str(), new.given.as_deref().unwrap_or_default(), metadata];
        let tags = self.tags.0.iter().flat_map(|(key, value)| [key.as_str(), value.as_str()]);
        let of_it = Fingerprint::of(texts.into_iter().chain(tags))
            .id(new.account.map_or(0, AccountId::raw))
            .and([u8::from(!new.settings.unrestricted), u8::from(new.settings.public)])
            .and(divided.map(u32::to_be_bytes).concat())
            .and(kept.map(u32::to_be_bytes).concat());
        self.people.iter().fold(of_it, |print, (user, role)| print.id(user.raw()).and(role.code())).done()
    }
}

/// Whether something in an account goes by a name, as one that was given to it or as its id. Of the rooms of other
/// accounts nobody learns by it; nor is any of them mistaken for another, since here they do not go by their ids.
async fn is_taken(tx: &mut WriteTx, account: Option<AccountId>, given: &str) -> Result<bool, StorageError> {
    if let Ok(room) = given.parse()
        && tx.is_room_of(account, room).await?
    {
        return Ok(true);
    }
    tx.room_name_taken(account, given).await
}

struct Create {
    actor: Actor,
    command: CreateChannel,
}

impl Write for Create {
    type Done = Result<RoomId, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, command } = self;
        let key = key_of("channel.create", command.key.as_ref());
        let attempt = Attempt::new(actor, "room.create").under(key.as_ref());
        let known = passed!(attempt.known(tx).await?);
        let new = &command.new;
        passed!(attempt.decide(tx, &known, Act::CreateRoom { account: new.account }).await?);
        let role = domain::role_held(&known.facts);
        let fingerprint = command.fingerprint();
        if let Some(before) = removal::repeated(&known, fingerprint) {
            return Ok(before.map(RoomId::from_raw));
        }
        if let Some(account) = new.account
            && !tx.account_exists(account).await?
        {
            return Ok(Err(Failure::NotFound(Thing::Account)));
        }
        if let Some(given) = &new.given
            && is_taken(tx, new.account, given).await?
        {
            return Ok(Err(Conflict::NameTaken.into()));
        }
        let mut people = vec![(known.user, RoomRole::Owner)];
        for (user, role) in &command.people {
            if people.iter().all(|(known, _)| known != user) {
                people.push((*user, *role));
            }
        }
        if new.settings.elastic.is_some() && new.settings.unrestricted {
            return Ok(Err(Conflict::ElasticIsRestricted.into()));
        }
        if new.settings.elastic.is_some_and(|elastic| !elastic.holds(people.len())) {
            return Ok(Err(Conflict::SubChannelsFull.into()));
        }
        // Whoever makes it owns it: on that word it ends, if it is to end by itself.
        let room = tx.create_channel(new, &people, role.unwrap_or(Role::RoomOwner)).await?;
        let (tags, called) = &command.tags;
        if !tags.is_empty() {
            let (known, _) = tx.known_room(&actor.who, room).await?;
            // Whoever has made a room owns it.
            let grant = permit::<act::GovernRoom>(&known.facts).map_err(|_| StorageError::Inconsistent("new room"))?;
            tx.change_tags(&grant, &called(room), tags, &BTreeSet::new()).await?;
        }
        if let Some(key) = key {
            tx.remember(known.user, key.as_str(), Remembered { fingerprint, made: room.raw() }).await?;
        }
        let entry = Entry { room: Some(room), ..Entry::new(Some(known.user), role, actor.way, "room.create") };
        tx.audit(&entry).await.map(|()| Ok(room))
    }
}

/// Asks for a channel to be changed; what is `None` stays.
#[derive(Debug, Clone)]
pub struct UpdateChannel {
    /// Which.
    pub room: RoomId,
    /// Its name.
    pub name: Option<RoomName>,
    /// Whether members are to add members too.
    pub unrestricted: Option<bool>,
    /// Free text for applications.
    pub metadata: Option<String>,
}

struct Update {
    actor: Actor,
    command: UpdateChannel,
}

impl Write for Update {
    type Done = Result<(), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, command } = self;
        let asked = Some(command.room);
        let attempt = Attempt::new(actor, "room.update").of(command.room);
        let known = passed!(attempt.known(tx).await?);
        let grant = passed!(attempt.permit::<act::GovernRoom>(tx, &known).await?);
        let Some(room) = &known.room else { return Ok(Err(Failure::NotFound(Thing::Room))) };
        let UpdateChannel { name, unrestricted, metadata, .. } = command;
        if room.elastic && *unrestricted == Some(true) {
            return Ok(Err(Conflict::ElasticIsRestricted.into()));
        }
        tx.update_channel(&grant, room, name.as_ref(), *unrestricted, metadata.as_deref()).await?;
        let entry = Entry { room: asked, ..Entry::new(Some(known.user), Some(grant.role()), actor.way, "room.update") };
        tx.audit(&entry).await.map(Ok)
    }
}

impl Service {
    /// Makes a channel, owned by whoever makes it.
    ///
    /// # Errors
    /// Denied; no such account; the name that it is to be found by is taken; its people find no place, or whom to add is
    /// left to them, in an elastic one.
    pub async fn create_channel(&self, actor: &Actor, command: CreateChannel) -> Result<RoomId, Failure> {
        self.act(Create { actor: actor.clone(), command }).await
    }

    /// Changes name and settings of a channel.
    ///
    /// # Errors
    /// Denied; no such room; whom to add is left to the members of an elastic channel.
    pub async fn update_channel(&self, actor: &Actor, command: UpdateChannel) -> Result<(), Failure> {
        self.act(Update { actor: actor.clone(), command }).await
    }

    /// One room, as programs look after it.
    ///
    /// # Errors
    /// When there is no such room, or the actor may not see it.
    pub async fn channel(&self, actor: &Actor, room: RoomId) -> Result<ChannelView, Failure> {
        let (_, room) = self.seen_room(actor, room).await?;
        let found = self.store().channel(room.id).await.map_err(|error| self.broke(error))?;
        found.ok_or(Failure::NotFound(Thing::Room))
    }

    /// Rooms of an account that the actor can see, by id, after one of them.
    ///
    /// # Errors
    /// When the key is for one room only, or has ended; when those that are not public are asked for by nobody who rules
    /// over the account.
    pub async fn channels(
        &self,
        actor: &Actor,
        account: Option<AccountId>,
        public: Option<bool>,
        after: Option<RoomId>,
        rows: u32,
    ) -> Result<Part<ChannelView, kind::Room>, Failure> {
        let (act, action) = match public {
            Some(false) => (Act::SeePrivateRooms { account }, "room.list"),
            Some(true) | None => (Act::LookAround, "look"),
        };
        let known = self.asker(actor).await?;
        if let Err(denial) = decide(&known.facts, act) {
            return Err(self.refuse_read(actor, &known, action, None, None, denial).await);
        }
        self.store().channels(&known, account, public, after, rows).await.map_err(|error| self.broke(error))
    }

    /// One message, and the sub-channel that it is in: the one that is named, in an elastic channel, or any for those who
    /// see all of it.
    ///
    /// # Errors
    /// When there is no such room, sub-channel or message, or the actor may not see it.
    pub async fn message(
        &self,
        actor: &Actor,
        room: RoomId,
        message: MessageId,
        sub_channel: Option<SubChannelId>,
    ) -> Result<(MessageView, Option<SubChannelId>), Failure> {
        let (known, room) = self.entered_room(actor, room, Some(message), sub_channel).await?;
        let found = known.message.as_ref().filter(|message| room.has_there(message, sub_channel));
        let place = found.ok_or(Failure::NotFound(Thing::Message))?.sub_channel;
        self.heard(actor, &known, "room.see").await?;
        let earshot = Earshot::of(&known.facts, known.user);
        let found = self.store().message(room.id, message, earshot).await.map_err(|error| self.broke(error))?;
        Ok((found.ok_or(Failure::NotFound(Thing::Message))?, place))
    }

    /// So many messages of a span, in its order, and whether there are more: of the sub-channel that is named, in an
    /// elastic channel, or of all for those who see all of it.
    ///
    /// # Errors
    /// When there is no such room or sub-channel, or the actor may not see it.
    pub async fn messages_of_span(
        &self,
        actor: &Actor,
        room: RoomId,
        sub_channel: Option<SubChannelId>,
        span: &Span,
        rows: u32,
    ) -> Result<(Vec<MessageView>, bool), Failure> {
        let (known, room) = self.entered_room(actor, room, None, sub_channel).await?;
        let sub_channel = sub_channel.filter(|_| room.elastic);
        let earshot = Earshot::of(&known.facts, known.user);
        let found = self.store().messages_of_span(room.id, earshot, sub_channel, span, rows).await;
        found.map_err(|error| self.broke(error))
    }
}
