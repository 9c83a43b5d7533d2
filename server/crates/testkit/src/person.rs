//! Somebody with a name, an address, a password and an open session.

use std::{future::IntoFuture, ops::Deref, pin::Pin};

use domain::{AccountId, DisplayName, Email, MessageId, Password, RoomId, RoomRole, UserId, view::MessageView};
use service::{Actor, Service, token_hash};
use storage::NewUser;
use tokio::sync::OnceCell;

use crate::{
    asks::write,
    plant::{Session, User, plant},
};

/// The password of everybody.
pub const PASSWORD: &str = "correct horse battery";

/// Characters of a session token that a test makes.
const TOKEN_CHARS: usize = 44;

/// Hashing is slow on purpose: once for all.
static HASH: OnceCell<String> = OnceCell::const_new();

/// A person to be made.
#[derive(Debug)]
pub struct PersonPlan {
    service: Service,
    name: String,
    account: Option<AccountId>,
    platform_admin: bool,
    account_admin: bool,
    rooms: Vec<(RoomId, RoomRole)>,
}

impl PersonPlan {
    pub(crate) fn new(service: Service, name: &str) -> Self {
        Self {
            service,
            name: name.to_owned(),
            account: None,
            platform_admin: false,
            account_admin: false,
            rooms: Vec::new(),
        }
    }

    /// Puts them in an account.
    #[must_use]
    pub const fn of(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// Makes them an admin of an account.
    #[must_use]
    pub const fn admin_of(mut self, account: AccountId) -> Self {
        self.account_admin = true;
        self.of(account)
    }

    /// Makes them a platform admin.
    #[must_use]
    pub const fn platform_admin(mut self) -> Self {
        self.platform_admin = true;
        self
    }

    /// Puts them in a room.
    #[must_use]
    pub fn member_of(self, room: RoomId) -> Self {
        self.in_room(room, RoomRole::Member)
    }

    /// Makes them a manager of a room.
    #[must_use]
    pub fn manager_of(self, room: RoomId) -> Self {
        self.in_room(room, RoomRole::Manager)
    }

    /// Makes them an owner of a room.
    #[must_use]
    pub fn owner_of(self, room: RoomId) -> Self {
        self.in_room(room, RoomRole::Owner)
    }

    fn in_room(mut self, room: RoomId, role: RoomRole) -> Self {
        self.rooms.push((room, role));
        self
    }

    async fn make(self) -> Person {
        let password = Password::new(PASSWORD).unwrap();
        let hash = HASH.get_or_init(|| async { self.service.passwords().hash(password).await.unwrap() }).await;
        let email = format!("{}@example.org", self.name.replace(' ', "-"));
        let token = self.service.random_text(TOKEN_CHARS);
        let new = NewUser {
            name: DisplayName::new(&self.name).unwrap(),
            identity: Some((Email::new(&email).unwrap(), hash.clone())),
            account: self.account,
            platform_admin: self.platform_admin,
            account_admin: self.account_admin,
        };
        let write = User { new, session: token_hash(&token), rooms: self.rooms };
        let id = plant(&self.service, write).await;
        let actor = self.service.authenticate(&token).await.unwrap().unwrap();
        Person { id, name: self.name, email, token, actor }
    }
}

impl IntoFuture for PersonPlan {
    type Output = Person;
    type IntoFuture = Pin<Box<dyn Future<Output = Person> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.make())
    }
}

/// Somebody who is signed in. Stands for their [`Actor`] wherever one is asked for.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// The name they go by.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// The secret of their session.
    pub token: String,
    actor: Actor,
}

impl Deref for Person {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.actor
    }
}

impl Person {
    /// Writes a message.
    pub async fn says(&self, service: &Service, room: RoomId, text: &str) -> MessageView {
        service.send(self, write(room, text)).await.unwrap()
    }

    /// Writes a message that answers to another.
    pub async fn answers(&self, service: &Service, room: RoomId, to: MessageId, text: &str) -> MessageView {
        let mut command = write(room, text);
        command.reply_to = Some(to);
        service.send(self, command).await.unwrap()
    }

    /// The same person in another browser.
    pub async fn elsewhere(&self, service: &Service) -> Self {
        let token = service.random_text(TOKEN_CHARS);
        service.store().write(Session { user: self.id, session: token_hash(&token) }).await.unwrap();
        let actor = service.authenticate(&token).await.unwrap().unwrap();
        Self { token, actor, ..self.clone() }
    }
}
