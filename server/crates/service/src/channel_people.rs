//! The people of channels and accounts as programs look after them: added many at once, found by given names.

use domain::{
    AccountId, Act, Conflict, DisplayName, Failure, IdempotencyKey, RoomId, SubChannelId, Thing, UserId,
    channel::{ChannelMember, Part, Somebody, SubChannel},
    decide, kind,
    view::AccountRef,
};
use storage::{Entry, Known, NewUser, Remembered, StorageError, Write, WriteTx};

use crate::{Actor, Service, attempt::Attempt, channels::key_of, fingerprint::Fingerprint, removal};

/// Who is hidden, and who is to be, is for those who also see who is banned: the moderators.
pub(crate) const HIDDEN: Act = Act::SeeBans;

/// Whether the actor is shown hidden members.
pub(crate) fn sees_hidden(known: &Known) -> bool {
    decide(&known.facts, HIDDEN).is_ok()
}

/// Asks for a user whom programs find by a name of their own.
#[derive(Debug, Clone)]
pub struct CreatePerson {
    /// The account they are to belong to.
    pub account: Option<AccountId>,
    /// The name that programs find them by.
    pub given: String,
    /// The name they go by.
    pub name: DisplayName,
    /// The same token twice makes one user.
    pub key: Option<IdempotencyKey>,
}

impl CreatePerson {
    fn fingerprint(&self) -> [u8; 32] {
        let texts = ["user.create", self.given.as_str(), self.name.as_str()];
        Fingerprint::of(texts).id(self.account.map_or(0, AccountId::raw)).done()
    }
}

/// Whether somebody in an account goes by a name, as one that was given to them or as their id. Who is known in other
/// accounts only, nobody learns by it; nor is any of them mistaken for another, since here they do not go by their ids.
async fn is_taken(tx: &mut WriteTx, account: Option<AccountId>, given: &str) -> Result<bool, StorageError> {
    if let Ok(user) = given.parse()
        && tx.is_met_in(account, user).await?
    {
        return Ok(true);
    }
    Ok(tx.user_with_name(account, given).await?.is_some())
}

struct Create {
    actor: Actor,
    command: CreatePerson,
}

impl Write for Create {
    type Done = Result<UserId, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, command } = self;
        let key = key_of("user.create", command.key.as_ref());
        let attempt = Attempt::new(actor, "user.create").under(key.as_ref());
        let known = passed!(attempt.known(tx).await?);
        let account = command.account;
        let role = passed!(attempt.decide(tx, &known, Act::ManageUsers { account }).await?);
        let fingerprint = command.fingerprint();
        if let Some(before) = removal::repeated(&known, fingerprint) {
            return Ok(before.map(UserId::from_raw));
        }
        if let Some(account) = account
            && !tx.account_exists(account).await?
        {
            return Ok(Err(Failure::NotFound(Thing::Account)));
        }
        if is_taken(tx, account, &command.given).await? {
            return Ok(Err(Conflict::NameTaken.into()));
        }
        let name = command.name.clone();
        let new = NewUser { name, identity: None, account, platform_admin: false, account_admin: false };
        let user = passed!(tx.create_user(&new).await?);
        let named = tx.name_user(account, user, &command.given).await?;
        named.map_err(|_| StorageError::Inconsistent("a name that was free"))?;
        if let Some(key) = key {
            tx.remember(known.user, key.as_str(), Remembered { fingerprint, made: user.raw() }).await?;
        }
        let entry = Entry { subject: Some(user), ..Entry::new(Some(known.user), Some(role), actor.way, "user.create") };
        tx.audit(&entry).await.map(|()| Ok(user))
    }
}

impl Service {
    /// Members of a room by id, after one of them: the hidden ones, which are for its moderators, or the others; of one
    /// sub-channel of an elastic channel, if one is named.
    ///
    /// # Errors
    /// When there is no such room or sub-channel, or the actor may not see it.
    pub async fn channel_members(
        &self,
        actor: &Actor,
        room: RoomId,
        (sub_channel, hidden): (Option<SubChannelId>, bool),
        after: Option<UserId>,
        rows: u32,
    ) -> Result<Part<ChannelMember, kind::User>, Failure> {
        let (known, room) = self.entered_room(actor, room, None, sub_channel).await?;
        if hidden && let Err(denial) = decide(&known.facts, HIDDEN) {
            return Err(self.refuse_read(actor, &known, "room.see", Some(room.id), None, denial).await);
        }
        let sub_channel = sub_channel.filter(|_| room.elastic);
        let found = self.store().channel_members(room.id, sub_channel, hidden, after, rows).await;
        found.map_err(|error| self.broke(error))
    }

    /// One member of a room.
    ///
    /// # Errors
    /// When there is no such room, sub-channel or member, or the actor may not see it. Of a hidden member only moderators
    /// and they themselves know.
    pub async fn channel_member(
        &self,
        actor: &Actor,
        room: RoomId,
        user: UserId,
        sub_channel: Option<SubChannelId>,
    ) -> Result<ChannelMember, Failure> {
        // What is one's own needs no name of a sub-channel.
        let within = if user == actor.user { None } else { Some(sub_channel) };
        let (known, room) = match within {
            Some(sub_channel) => self.entered_room(actor, room, None, sub_channel).await?,
            None => self.seen_room(actor, room).await?,
        };
        let found = self.store().channel_member(room.id, user).await.map_err(|error| self.broke(error))?;
        let shown = |member: &ChannelMember| {
            let here = !room.elastic || sub_channel.is_none() || member.sub_channel == sub_channel;
            here && (!member.hidden || user == known.user || sees_hidden(&known))
        };
        found.filter(shown).ok_or(Failure::NotFound(Thing::Member))
    }

    /// Sub-channels of an elastic channel by id, after one of them; none of any other room.
    ///
    /// # Errors
    /// Denied; no such room.
    pub async fn sub_channels(
        &self,
        actor: &Actor,
        room: RoomId,
        after: Option<SubChannelId>,
        rows: u32,
    ) -> Result<Part<SubChannel, kind::SubChannel>, Failure> {
        self.moderated(actor, room).await?;
        self.store().sub_channels(room, after, rows).await.map_err(|error| self.broke(error))
    }

    /// Makes a user who does not sign in, for programs to act as.
    ///
    /// # Errors
    /// Denied; no such account; the name is taken.
    pub async fn create_person(&self, actor: &Actor, command: CreatePerson) -> Result<UserId, Failure> {
        self.act(Create { actor: actor.clone(), command }).await
    }

    /// Users of an account by id, after one of them.
    ///
    /// # Errors
    /// When the actor is no admin of it; no such account.
    pub async fn people(
        &self,
        actor: &Actor,
        account: Option<AccountId>,
        after: Option<UserId>,
        rows: u32,
    ) -> Result<Part<Somebody, kind::User>, Failure> {
        let known = self.asker(actor).await?;
        if let Err(denial) = decide(&known.facts, Act::SeeUsers { account }) {
            return Err(self.refuse_read(actor, &known, "user.list", None, None, denial).await);
        }
        self.account_seen_by(actor, &known, account).await?;
        self.store().people(account, after, rows).await.map_err(|error| self.broke(error))
    }

    /// One user of an account, by the name they have there: oneself, or anybody for an admin of it.
    ///
    /// # Errors
    /// Denied; no such user.
    pub async fn person(&self, actor: &Actor, account: Option<AccountId>, name: &str) -> Result<Somebody, Failure> {
        let known = self.asker(actor).await?;
        let found = self.store().user_named(account, name).await.map_err(|error| self.broke(error))?;
        let own = found == Some(known.user);
        let act = if own { Act::LookAround } else { Act::SeeUsers { account } };
        if let Err(denial) = decide(&known.facts, act) {
            return Err(self.refuse_read(actor, &known, "user.see", None, None, denial).await);
        }
        let user = found.ok_or(Failure::NotFound(Thing::User))?;
        let mut found = self.store().somebodies(&[user]).await.map_err(|error| self.broke(error))?;
        found.remove(&user).ok_or(Failure::NotFound(Thing::User))
    }

    /// Accounts that the actor can look into, by id, after one of them.
    ///
    /// # Errors
    /// When the key is for one room only, or has ended.
    pub async fn accounts_after(
        &self,
        actor: &Actor,
        after: Option<AccountId>,
        rows: u32,
    ) -> Result<Part<AccountRef, kind::Account>, Failure> {
        let known = self.known(actor).await?;
        self.store().accounts_after(&known, after, rows).await.map_err(|error| self.broke(error))
    }
}
