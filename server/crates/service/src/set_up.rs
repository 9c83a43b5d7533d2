//! The one-time set-up of the first admin, by a link that is printed when nobody can sign in yet.

use domain::{Conflict, Door, Failure, Role, Thing, UserId};
use storage::{Entry, NewUser, StorageError, Write, WriteTx};

use crate::{
    Client, NewPerson, Service,
    sessions::{TOKEN_CHARS, token_hash},
};

/// Makes the first admin with the set-up link.
struct SetUp {
    link: [u8; 32],
    new: NewUser,
}

impl Write for SetUp {
    type Done = Result<UserId, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        if !tx.use_set_up(&self.link).await? {
            return Ok(Err(Failure::NotFound(Thing::SetUpLink)));
        }
        let user = passed!(tx.create_user(&self.new).await?);
        let role = Some(Role::PlatformAdmin);
        let entry = Entry { subject: Some(user), ..Entry::new(Some(user), role, Door::Panel, "user.set_up") };
        tx.audit(&entry).await?;
        Ok(Ok(user))
    }
}

/// Opens the set-up link.
struct OpenSetUp([u8; 32]);

impl Write for OpenSetUp {
    type Done = ();

    async fn run(&self, tx: &mut WriteTx) -> Result<(), StorageError> {
        tx.open_set_up(&self.0).await
    }
}

impl Service {
    /// Opens a new set-up link if nobody can sign in yet, and answers with its token.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn open_set_up(&self) -> Result<Option<String>, Failure> {
        if self.store().anybody().await.map_err(|error| self.broke(error))? {
            return Ok(None);
        }
        let token = self.random_text(TOKEN_CHARS);
        self.store().write(OpenSetUp(token_hash(&token))).await.map_err(|error| self.broke(error))?;
        Ok(Some(token))
    }

    /// Whether a set-up link is still good. One that is not goes on the record.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn check_set_up(&self, token: &str, client: &Client) -> Result<bool, Failure> {
        let good = self.store().set_up_open(&token_hash(token)).await.map_err(|error| self.broke(error))?;
        if !good {
            self.refuse_set_up(client, Failure::NotFound(Thing::SetUpLink)).await;
        }
        Ok(good)
    }

    /// Puts a set-up that came to nothing on the record; of those who keep trying, one for all.
    async fn refuse_set_up(&self, client: &Client, failure: Failure) -> Failure {
        if !self.knocks(client) {
            return self.refused(failure);
        }
        let entry = Entry { refusal: Some(failure.code()), ..Entry::new(None, None, Door::Panel, "user.set_up") };
        self.on_record(entry, failure).await
    }

    /// Makes the first platform admin, uses the link up, and signs in: answers with the token for the cookie.
    ///
    /// # Errors
    /// When the link was used or is not valid, or somebody can sign in already.
    pub async fn set_up(&self, token: &str, person: NewPerson, client: &Client) -> Result<String, Failure> {
        if self.store().anybody().await.map_err(|error| self.broke(error))? {
            return Err(self.refuse_set_up(client, Conflict::SetUpDone.into()).await);
        }
        let password_hash = self.passwords().hash(person.password).await?;
        let new = NewUser {
            name: person.name,
            identity: Some((person.email, password_hash)),
            account: None,
            platform_admin: true,
            account_admin: false,
        };
        let made = self.store().write(SetUp { link: token_hash(token), new }).await;
        match made.unwrap_or_else(|error| Err(self.broke(error))) {
            Ok(user) => self.begin_session(user, None, client).await?.ok_or(Failure::WrongCredentials),
            Err(failure @ Failure::NotFound(_)) => Err(self.refuse_set_up(client, failure).await),
            Err(failure) => Err(self.refused(failure)),
        }
    }
}
