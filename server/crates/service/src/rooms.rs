//! Making a room, and what its owner does to it.

use domain::{
    AccountId, Act, Email, Failure, Field, Grant, Invalid, Problem, RoomId, RoomKind, RoomName, RoomRole, Thing,
    UserId, act, view::RoomView,
};
use storage::{Entry, KnownRoom, StorageError, Write, WriteTx};

use crate::{Actor, Service, attempt::Attempt};

/// People that a new room can be made with.
const FIRST_PEOPLE_MAX: usize = 100;

/// Asks for a new room.
#[derive(Debug, Clone)]
pub struct CreateRoom {
    /// Its name.
    pub name: RoomName,
    /// Its kind.
    pub kind: RoomKind,
    /// The account it belongs to.
    pub account: Option<AccountId>,
    /// Its first members, beside whoever makes it.
    pub people: Vec<Email>,
}

impl CreateRoom {
    /// Parses the fields of a form. `people` are addresses, one a line or with commas between.
    ///
    /// # Errors
    /// Names the first field that is not right.
    pub fn parse(name: &str, kind: &str, account: &str, people: &str) -> Result<Self, Failure> {
        let malformed = |field| Invalid { field, problem: Problem::Malformed };
        let people: Vec<&str> =
            people.split([',', '\n', ';']).map(str::trim).filter(|address| !address.is_empty()).collect();
        if people.len() > FIRST_PEOPLE_MAX {
            let problem = Problem::TooMany { max: FIRST_PEOPLE_MAX as u32 };
            return Err(Invalid { field: Field::Email, problem }.into());
        }
        let many = people.len() > 1;
        let read = |(number, address): (u32, &str)| {
            let nth = Invalid { field: Field::Email, problem: Problem::NthNotAnEmail { number } };
            Email::new(address).map_err(|invalid| if many { nth } else { invalid })
        };
        let people = (1..).zip(people).map(read).collect::<Result<_, _>>()?;
        Ok(Self {
            name: RoomName::new(name)?,
            kind: RoomKind::from_code(kind).ok_or(malformed(Field::RoomKind))?,
            account: if account.is_empty() { None } else { Some(account.parse()?) },
            people,
        })
    }
}

/// The making of a room: a write of its own, or a part of a larger one.
pub(crate) struct Create {
    pub(crate) actor: Actor,
    pub(crate) command: CreateRoom,
}

impl Write for Create {
    type Done = Result<RoomId, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, command } = self;
        let attempt = Attempt::new(actor, "room.create");
        let known = passed!(attempt.known(tx).await?);
        passed!(attempt.decide(tx, &known, Act::CreateRoom { account: command.account }).await?);
        if let Some(account) = command.account
            && !tx.account_exists(account).await?
        {
            return Ok(Err(Failure::NotFound(Thing::Account)));
        }
        // The people of a conversation are all members; a room or channel belongs to whoever makes it.
        let own_role = match command.kind {
            RoomKind::Conversation => RoomRole::Member,
            RoomKind::Room | RoomKind::Channel => RoomRole::Owner,
        };
        let mut people: Vec<(UserId, RoomRole)> = vec![(known.user, own_role)];
        for (number, address) in (1..).zip(&command.people) {
            let Some(user) = tx.user_by_email(address).await? else {
                let nth = Invalid { field: Field::Email, problem: Problem::NthUnknown { number } };
                let many = command.people.len() > 1;
                return Ok(Err(if many { nth.into() } else { Failure::NotFound(Thing::User) }));
            };
            if people.iter().all(|(known, _)| *known != user) {
                people.push((user, RoomRole::Member));
            }
        }
        let room = tx.create_room(command.account, command.kind, &command.name, &people).await?;
        let entry = Entry {
            room: Some(room),
            ..Entry::new(Some(known.user), domain::role_held(&known.facts), actor.way, "room.create")
        };
        tx.audit(&entry).await?;
        Ok(Ok(room))
    }
}

/// What an owner changes about a room.
#[derive(Debug, Clone)]
enum Change {
    Rename(RoomName),
    Archive(bool),
    ReasonRequired(bool),
}

impl Change {
    const fn action(&self) -> &'static str {
        match self {
            Self::Rename(_) => "room.rename",
            Self::Archive(true) => "room.archive",
            Self::Archive(false) => "room.unarchive",
            Self::ReasonRequired(_) => "room.policy",
        }
    }

    /// Answers whether anything was done.
    async fn apply(
        &self,
        tx: &mut WriteTx,
        grant: &Grant<act::GovernRoom>,
        room: &KnownRoom,
    ) -> Result<bool, StorageError> {
        match self {
            Self::Rename(name) => tx.rename_room(grant, room, name).await,
            Self::Archive(archived) => tx.archive_room(grant, room, *archived).await,
            Self::ReasonRequired(required) => tx.set_reason_required(grant, room, *required).await,
        }
    }
}

struct Govern {
    actor: Actor,
    room: RoomId,
    change: Change,
}

impl Write for Govern {
    type Done = Result<(), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, room, change } = self;
        let attempt = Attempt::new(actor, change.action()).of(*room);
        let known = passed!(attempt.known(tx).await?);
        let grant = passed!(attempt.permit::<act::GovernRoom>(tx, &known).await?);
        let Some(room) = &known.room else { return Ok(Err(Failure::NotFound(Thing::Room))) };
        if !change.apply(tx, &grant, room).await? {
            // It is as it was wanted: nothing was done, and nothing is on the record.
            return Ok(Ok(()));
        }
        let entry = Entry {
            room: Some(room.id),
            ..Entry::new(Some(known.user), Some(grant.role()), actor.way, change.action())
        };
        tx.audit(&entry).await.map(Ok)
    }
}

impl Service {
    /// Makes a room.
    ///
    /// # Errors
    /// When the account or one of the people is not there.
    pub async fn create_room(&self, actor: &Actor, command: CreateRoom) -> Result<RoomView, Failure> {
        let room = self.act(Create { actor: actor.clone(), command }).await?;
        self.room(actor, room).await
    }

    /// Gives a room another name. Of one that has it already nothing changes.
    ///
    /// # Errors
    /// Denied; no such room.
    pub async fn rename_room(&self, actor: &Actor, room: RoomId, name: RoomName) -> Result<(), Failure> {
        self.act(Govern { actor: actor.clone(), room, change: Change::Rename(name) }).await
    }

    /// Archives a room, or brings it back. Of one that is so already nothing changes.
    ///
    /// # Errors
    /// Denied; no such room.
    pub async fn archive_room(&self, actor: &Actor, room: RoomId, archived: bool) -> Result<(), Failure> {
        self.act(Govern { actor: actor.clone(), room, change: Change::Archive(archived) }).await
    }

    /// Sets whether removals in a room need a reason. Of one where that is so already nothing changes.
    ///
    /// # Errors
    /// Denied; no such room.
    pub async fn set_reason_required(&self, actor: &Actor, room: RoomId, required: bool) -> Result<(), Failure> {
        self.act(Govern { actor: actor.clone(), room, change: Change::ReasonRequired(required) }).await
    }
}
