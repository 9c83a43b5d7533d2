//! Writes that put a test's set-up into the store, as sample data is put in.

use domain::{AccountId, Conflict, Role, RoomId, RoomKind, RoomName, RoomRole, UserId, channel::ChannelSettings};
use service::Service;
use storage::{BulkMessage, Credential, NewChannel, NewUser, StorageError, Write, WriteTx};

/// Puts something in, and comes back when those who listen have been told of it.
///
/// An answer goes out before they are: without the wait, who begins to listen after it may or may not hear of it still.
pub(crate) async fn plant<W: Write>(service: &Service, write: W) -> W::Done {
    let done = service.store().write(write).await.unwrap();
    all_told(service).await;
    done
}

/// Waits until what has been written so far is told.
pub(crate) async fn all_told(service: &Service) {
    service.store().write(Nothing).await.unwrap();
}

/// Its turn comes when what was written before has been told.
struct Nothing;

impl Write for Nothing {
    type Done = ();

    async fn run(&self, _: &mut WriteTx) -> Result<(), StorageError> {
        Ok(())
    }
}

pub(crate) struct Account(pub(crate) String);

impl Write for Account {
    type Done = AccountId;

    async fn run(&self, tx: &mut WriteTx) -> Result<AccountId, StorageError> {
        tx.create_account(&self.0).await
    }
}

/// A user with an open session and memberships.
pub(crate) struct User {
    pub(crate) new: NewUser,
    pub(crate) session: [u8; 32],
    pub(crate) rooms: Vec<(RoomId, RoomRole)>,
}

impl Write for User {
    type Done = UserId;

    async fn run(&self, tx: &mut WriteTx) -> Result<UserId, StorageError> {
        let user = tx.create_user(&self.new).await?.expect("nobody else has this address");
        tx.begin_session(&self.session, user, "testkit", "192.0.2.1").await?;
        for (room, role) in &self.rooms {
            let (_, known) = tx.known_room(&Credential::Session(self.session), *room).await?;
            tx.set_role(&known, user, None, Some(*role), user).await?.expect("nobody is taken away");
        }
        Ok(user)
    }
}

pub(crate) struct Session {
    pub(crate) user: UserId,
    pub(crate) session: [u8; 32],
}

impl Write for Session {
    type Done = ();

    async fn run(&self, tx: &mut WriteTx) -> Result<(), StorageError> {
        tx.begin_session(&self.session, self.user, "testkit", "192.0.2.2").await
    }
}

pub(crate) struct Room {
    pub(crate) account: Option<AccountId>,
    pub(crate) kind: RoomKind,
    pub(crate) name: RoomName,
    pub(crate) people: Vec<(UserId, RoomRole)>,
    pub(crate) archived: bool,
    /// Only a channel can be.
    pub(crate) public: bool,
    pub(crate) reason_required: bool,
}

impl Write for Room {
    type Done = RoomId;

    async fn run(&self, tx: &mut WriteTx) -> Result<RoomId, StorageError> {
        let room = if self.public {
            assert_eq!(self.kind, RoomKind::Channel);
            let settings = ChannelSettings { public: true, ..ChannelSettings::default() };
            let new = NewChannel { account: self.account, name: self.name.clone(), given: None, settings };
            tx.create_channel(&new, &self.people, Role::PlatformAdmin).await?
        } else {
            tx.create_room(self.account, self.kind, &self.name, &self.people).await?
        };
        tx.set_room_state(room, self.archived, self.reason_required).await?;
        Ok(room)
    }
}

pub(crate) struct Messages {
    pub(crate) room: RoomId,
    pub(crate) messages: Vec<BulkMessage>,
    /// Whether viewers are told, as of an import.
    pub(crate) told: bool,
}

impl Write for Messages {
    type Done = u64;

    async fn run(&self, tx: &mut WriteTx) -> Result<u64, StorageError> {
        let put = tx.put_messages(self.room, &self.messages, None).await?;
        if self.told {
            tx.announce_import(self.room).await?;
        }
        Ok(put)
    }
}

pub(crate) struct Disable(pub(crate) UserId);

impl Write for Disable {
    type Done = Result<bool, Conflict>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        tx.set_user_disabled(self.0, true).await
    }
}
