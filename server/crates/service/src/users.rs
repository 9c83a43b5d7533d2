//! Users and access, for admins.

use domain::{
    AccountId, Act, DisplayName, Email, Failure, Field, Invalid, Password, Problem, Thing, UserId, decide,
    view::{UserPage, UserQuery},
};
use storage::{Entry, NewUser, StorageError, Write, WriteTx};

use crate::{Actor, Service, actor::key_number, attempt::Attempt};

/// A person with a way to sign in.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The name they go by.
    pub name: DisplayName,
    /// The address they sign in with.
    pub email: Email,
    /// Their first password.
    pub password: Password,
}

impl NewPerson {
    /// Parses the fields of a form.
    ///
    /// # Errors
    /// Names the first field that is not right.
    pub fn parse(name: &str, email: &str, password: &str) -> Result<Self, Failure> {
        Ok(Self { name: DisplayName::new(name)?, email: Email::new(email)?, password: Password::new(password)? })
    }
}

/// Where a new user belongs, and their standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The account they belong to.
    pub account: Option<AccountId>,
    /// Whether they are a platform admin.
    pub platform_admin: bool,
    /// Whether they are an admin of their account.
    pub account_admin: bool,
}

impl Place {
    /// Parses the fields of a form. `standing` is `member`, `account_admin` or `platform_admin`.
    ///
    /// # Errors
    /// When the standing is none, or an account admin has no account.
    pub fn parse(account: &str, standing: &str) -> Result<Self, Failure> {
        let account = if account.is_empty() { None } else { Some(account.parse()?) };
        let (platform_admin, account_admin) = match standing {
            "member" | "" => (false, false),
            "account_admin" => (false, true),
            "platform_admin" => (true, false),
            _ => return Err(Invalid { field: Field::Role, problem: Problem::Malformed }.into()),
        };
        if account_admin && account.is_none() {
            return Err(Invalid { field: Field::Account, problem: Problem::Missing }.into());
        }
        Ok(Self { account, platform_admin, account_admin })
    }
}

struct CreateUser {
    actor: Actor,
    new: NewUser,
}

impl Write for CreateUser {
    type Done = Result<UserId, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, new } = self;
        let attempt = Attempt::new(actor, "user.create");
        let known = passed!(attempt.known(tx).await?);
        // A platform admin stands above every account: only somebody who manages all users makes one.
        let account = if new.platform_admin { None } else { new.account };
        let role = passed!(attempt.decide(tx, &known, Act::ManageUsers { account }).await?);
        if let Some(account) = new.account
            && !tx.account_exists(account).await?
        {
            return Ok(Err(Failure::NotFound(Thing::Account)));
        }
        let user = passed!(tx.create_user(new).await?);
        let entry = Entry { subject: Some(user), ..Entry::new(Some(known.user), Some(role), actor.way, "user.create") };
        tx.audit(&entry).await?;
        Ok(Ok(user))
    }
}

/// What an admin changes about a user.
#[derive(Debug, Clone)]
enum Change {
    Disable,
    Enable,
    Password(String),
    SignOut,
}

impl Change {
    const fn action(&self) -> &'static str {
        match self {
            Self::Disable => "user.disable",
            Self::Enable => "user.enable",
            Self::Password(_) => "user.password",
            Self::SignOut => "user.sign_out",
        }
    }
}

struct Manage {
    actor: Actor,
    user: UserId,
    change: Change,
}

impl Write for Manage {
    type Done = Result<(), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, user, change } = self;
        let attempt = Attempt::new(actor, change.action()).about(*user);
        let known = passed!(attempt.known(tx).await?);
        let subject = tx.subject(*user).await?;
        // An account admin does not rule over a platform admin, even one of the account.
        let account = subject.filter(|subject| !subject.platform_admin).and_then(|subject| subject.account());
        let role = passed!(attempt.decide(tx, &known, Act::ManageUsers { account }).await?);
        if subject.is_none() {
            return Ok(Err(Failure::NotFound(Thing::User)));
        }
        match change {
            Change::Disable | Change::Enable => {
                let disabled = matches!(change, Change::Disable);
                match tx.set_user_disabled(*user, disabled).await? {
                    Ok(true) => {}
                    // They are as they were wanted: nothing was done, and nothing is on the record.
                    Ok(false) => return Ok(Ok(())),
                    Err(conflict) => return Ok(Err(conflict.into())),
                }
            }
            Change::Password(hash) => {
                if !tx.set_password(*user, hash).await? {
                    return Ok(Err(Failure::NotFound(Thing::User)));
                }
            }
            Change::SignOut => {}
        }
        match change {
            Change::Disable | Change::Password(_) | Change::SignOut => {
                tx.end_sessions(*user, None).await?;
                tx.end_chat_tokens(*user).await?;
            }
            Change::Enable => {}
        }
        let entry =
            Entry { subject: Some(*user), ..Entry::new(Some(known.user), Some(role), actor.way, change.action()) };
        tx.audit(&entry).await.map(Ok)
    }
}

impl Service {
    /// A page of users, by name.
    ///
    /// # Errors
    /// When the actor is no admin.
    pub async fn users(&self, actor: &Actor, query: UserQuery) -> Result<UserPage, Failure> {
        let known = self.asker(actor).await?;
        if let Err(denial) = decide(&known.facts, Act::SeeUsers { account: known.facts.account }) {
            return Err(self.refuse_read(actor, &known, "user.list", None, None, denial).await);
        }
        self.store().users(&known, &query).await.map_err(|error| self.broke(error))
    }

    /// Makes a user.
    ///
    /// # Errors
    /// Denied; the address is taken; no such account.
    pub async fn create_user(&self, actor: &Actor, person: NewPerson, place: Place) -> Result<UserId, Failure> {
        let password_hash = self.passwords().hash(person.password).await?;
        let new = NewUser {
            name: person.name,
            identity: Some((person.email, password_hash)),
            account: place.account,
            platform_admin: place.platform_admin,
            account_admin: place.account_admin,
        };
        self.create_new_user(actor, new).await
    }

    pub(crate) async fn create_new_user(&self, actor: &Actor, new: NewUser) -> Result<UserId, Failure> {
        self.act(CreateUser { actor: actor.clone(), new }).await
    }

    /// Disables a user, whose sessions and live feeds end at once and with them those of their keys, or enables it
    /// again. Of one who is so already nothing changes.
    ///
    /// # Errors
    /// Denied; no such user; no platform admin would be left.
    pub async fn set_user_disabled(&self, actor: &Actor, user: UserId, disabled: bool) -> Result<(), Failure> {
        self.manage(actor, user, if disabled { Change::Disable } else { Change::Enable }).await?;
        if disabled {
            // Whom they let into a chat goes by their keys.
            let keys = self.store().keys_of(user).await.map_err(|error| self.broke(error))?;
            keys.into_iter().for_each(|key| self.hub().end_session(key_number(key)));
        }
        Ok(())
    }

    /// Sets another password for a user, whose sessions and live feeds end at once.
    ///
    /// # Errors
    /// Denied; no such user, or one who does not sign in.
    pub async fn reset_password(&self, actor: &Actor, user: UserId, password: Password) -> Result<(), Failure> {
        let hash = self.passwords().hash(password).await?;
        self.manage(actor, user, Change::Password(hash)).await
    }

    /// Ends every session and live feed of a user.
    ///
    /// # Errors
    /// Denied; no such user.
    pub async fn sign_out_user(&self, actor: &Actor, user: UserId) -> Result<(), Failure> {
        self.manage(actor, user, Change::SignOut).await
    }

    async fn manage(&self, actor: &Actor, user: UserId, change: Change) -> Result<(), Failure> {
        let ends = !matches!(change, Change::Enable);
        self.act(Manage { actor: actor.clone(), user, change }).await?;
        if ends {
            self.session_cache().forget_user(user);
            self.hub().end_user(user);
        }
        Ok(())
    }
}
