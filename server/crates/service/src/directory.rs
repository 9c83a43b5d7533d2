//! Accounts and their users, as programs see and manage them.

use domain::{AccountId, Act, Conflict, Denial, Failure, IdempotencyKey, Page, Thing, UserId, decide};
use storage::{Entry, Known, ListedAccount, ListedUser, Part, Remembered, StorageError, Write, WriteTx};

use crate::{Actor, Service, attempt::Attempt, fingerprint::Fingerprint, removal};

struct CreateAccount {
    actor: Actor,
    name: String,
    key: Option<IdempotencyKey>,
}

impl Write for CreateAccount {
    type Done = Result<AccountId, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, name, key } = self;
        let attempt = Attempt::new(actor, "account.create").under(key.as_ref());
        let known = passed!(attempt.known(tx).await?);
        // Whoever manages the users of no account manages those of all, and makes accounts.
        let role = passed!(attempt.decide(tx, &known, Act::ManageUsers { account: None }).await?);
        let fingerprint = Fingerprint::of(["account.create", name]).done();
        if let Some(before) = removal::repeated(&known, fingerprint) {
            return Ok(before.map(AccountId::from_raw));
        }
        if tx.account_by_name(name).await?.is_some() {
            return Ok(Err(Conflict::NameTaken.into()));
        }
        let account = tx.create_account(name).await?;
        tx.audit(&Entry::new(Some(known.user), Some(role), actor.way, "account.create")).await?;
        if let Some(key) = key {
            tx.remember(known.user, key.as_str(), Remembered { fingerprint, made: account.raw() }).await?;
        }
        Ok(Ok(account))
    }
}

impl Service {
    /// Makes an account; the same key twice makes one.
    ///
    /// # Errors
    /// Denied; the name is taken; the key was used for something else.
    pub async fn create_account(
        &self,
        actor: &Actor,
        name: String,
        key: Option<IdempotencyKey>,
    ) -> Result<AccountId, Failure> {
        self.act(CreateAccount { actor: actor.clone(), name, key }).await
    }

    /// Accounts that the actor can see, by id. Asking by somebody's address is for those who see users.
    ///
    /// # Errors
    /// Denied.
    pub async fn listed_accounts(
        &self,
        actor: &Actor,
        name: Option<&str>,
        email: Option<&str>,
        part: Part,
    ) -> Result<Page<ListedAccount, i64>, Failure> {
        let known = self.known(actor).await?;
        if email.is_some()
            && let Err(denial) = decide(&known.facts, Act::SeeUsers { account: known.facts.account })
        {
            return Err(self.refuse_read(actor, &known, "user.list", None, None, denial).await);
        }
        self.store().listed_accounts(&known, name, email, part).await.map_err(|error| self.broke(error))
    }

    /// One account; `None` stands for those without one.
    ///
    /// # Errors
    /// When there is no such account, or the actor does not belong to it.
    pub async fn listed_account(&self, actor: &Actor, account: Option<AccountId>) -> Result<ListedAccount, Failure> {
        let known = self.known(actor).await?;
        self.account_seen_by(actor, &known, account).await
    }

    pub(crate) async fn account_seen_by(
        &self,
        actor: &Actor,
        known: &Known,
        account: Option<AccountId>,
    ) -> Result<ListedAccount, Failure> {
        let found = self.store().listed_account(known, account).await.map_err(|error| self.broke(error))?;
        match found {
            Some(found) => Ok(found),
            None => Err(self.refuse_read(actor, known, "account.see", None, None, Denial::ForeignAccount).await),
        }
    }

    /// Users of an account by id, or the one of them who signs in with an address.
    ///
    /// # Errors
    /// No such account; the actor is no admin of it.
    pub async fn listed_users(
        &self,
        actor: &Actor,
        account: Option<AccountId>,
        email: Option<&str>,
        part: Part,
    ) -> Result<Page<ListedUser, i64>, Failure> {
        self.admin_of(actor, account, Act::SeeUsers { account }, "user.list").await?;
        self.store().listed_users(account, email, part).await.map_err(|error| self.broke(error))
    }

    /// One user of an account.
    ///
    /// # Errors
    /// No such account or user; the actor is no admin of it.
    pub async fn listed_user(
        &self,
        actor: &Actor,
        account: Option<AccountId>,
        user: UserId,
    ) -> Result<ListedUser, Failure> {
        self.admin_of(actor, account, Act::SeeUsers { account }, "user.list").await?;
        let found = self.store().listed_user(account, user).await.map_err(|error| self.broke(error))?;
        found.ok_or(Failure::NotFound(Thing::User))
    }

    /// Ends every session and live feed of a user of an account.
    ///
    /// # Errors
    /// No such account or user; denied.
    pub async fn sign_out_user_of(
        &self,
        actor: &Actor,
        account: Option<AccountId>,
        user: UserId,
    ) -> Result<(), Failure> {
        self.admin_of(actor, account, Act::ManageUsers { account }, "user.sign_out").await?;
        let found = self.store().listed_user(account, user).await.map_err(|error| self.broke(error))?;
        if found.is_none() {
            return Err(Failure::NotFound(Thing::User));
        }
        self.sign_out_user(actor, user).await
    }

    /// Disables users of an account, or enables them again. Answers with those of whom it could not be done.
    ///
    /// # Errors
    /// No such account; the actor is no admin of it. Then nothing was changed.
    pub async fn set_users_disabled(
        &self,
        actor: &Actor,
        account: Option<AccountId>,
        users: &[UserId],
        disabled: bool,
    ) -> Result<Vec<(UserId, Failure)>, Failure> {
        let action = if disabled { "user.disable" } else { "user.enable" };
        self.admin_of(actor, account, Act::ManageUsers { account }, action).await?;
        let accounts = self.store().accounts_of(users).await.map_err(|error| self.broke(error))?;
        let mut failed = Vec::new();
        for user in users {
            let done = match accounts.get(user) {
                Some(of) if *of == account => self.set_user_disabled(actor, *user, disabled).await,
                Some(_) | None => Err(Failure::NotFound(Thing::User)),
            };
            if let Err(failure) = done {
                failed.push((*user, failure));
            }
        }
        Ok(failed)
    }

    /// Somebody who may do this with the users of an account that they can see.
    pub(crate) async fn admin_of(
        &self,
        actor: &Actor,
        account: Option<AccountId>,
        act: Act,
        action: &'static str,
    ) -> Result<(), Failure> {
        let known = self.known(actor).await?;
        self.account_seen_by(actor, &known, account).await?;
        match decide(&known.facts, act) {
            Ok(_) => Ok(()),
            Err(denial) => Err(self.refuse_read(actor, &known, action, None, None, denial).await),
        }
    }
}
