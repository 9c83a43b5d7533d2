//! Signing in and out.
//!
//! A session is a random token in a cookie; only its SHA-256 is kept. Who a token belongs to is cached, what they may
//! do never is: that is looked up at every act, together with whether the session still stands.

mod cache;

use domain::{Door, Email, Failure, UserId};
use sha2::{Digest, Sha256};
use storage::{Credential, Entry, Identity, StorageError, Write, WriteTx};

pub(crate) use self::cache::SessionCache;
use crate::{Actor, Client, Service, actor, throttle::Name};

/// Characters of a session token: more than 256 bits.
pub(crate) const TOKEN_CHARS: usize = 44;
/// The use of a session is noted once in this time.
const TOUCH_EVERY_MS: i64 = 60_000;
/// Characters kept of what a browser calls itself.
const AGENT_CHARS_MAX: usize = 200;

/// The SHA-256 of a token: all that is kept of it.
#[must_use]
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Begins a session, with its entry in the audit log, if its user may still sign in.
struct BeginSession {
    user: UserId,
    /// The hash that their password fitted, where one was asked for.
    checked: Option<String>,
    token: [u8; 32],
    client: Client,
}

impl Write for BeginSession {
    type Done = bool;

    async fn run(&self, tx: &mut WriteTx) -> Result<bool, StorageError> {
        if !tx.may_sign_in(self.user, self.checked.as_deref()).await? {
            return Ok(false);
        }
        tx.begin_session(&self.token, self.user, &self.client.agent, &self.client.address).await?;
        tx.audit(&Entry::new(Some(self.user), None, Door::Panel, "session.sign_in")).await?;
        Ok(true)
    }
}

/// Notes that a session was used.
struct Touch([u8; 32]);

impl Write for Touch {
    type Done = ();

    async fn run(&self, tx: &mut WriteTx) -> Result<(), StorageError> {
        tx.touch_session(&self.0).await
    }
}

/// Ends one session.
struct EndSession {
    user: UserId,
    token: [u8; 32],
}

impl Write for EndSession {
    type Done = bool;

    async fn run(&self, tx: &mut WriteTx) -> Result<bool, StorageError> {
        let ended = tx.end_session(self.user, &self.token).await?;
        if ended {
            tx.audit(&Entry::new(Some(self.user), None, Door::Panel, "session.sign_out")).await?;
        }
        Ok(ended)
    }
}

impl Service {
    /// Who shows this token, if its session stands.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn authenticate(&self, token: &str) -> Result<Option<Actor>, Failure> {
        // What is seldom needed is in boxes, for this stands in the way of every request.
        let token = token_hash(token);
        let now = self.store().now();
        let owner = match self.session_cache().get(&token) {
            Some(owner) => Some(owner),
            None => Box::pin(self.store().session(&token)).await.map_err(|error| self.broke(error))?,
        };
        let Some((user, touched)) = owner else { return Ok(None) };
        if touched.plus_millis(TOUCH_EVERY_MS) >= now {
            self.session_cache().put(token, user, touched);
        } else if !Box::pin(self.touch(token, user)).await? {
            return Ok(None);
        }
        Ok(Some(Actor::of_session(user, token)))
    }

    /// Notes that a session is used; answers whether it still stands.
    async fn touch(&self, token: storage::Session, user: UserId) -> Result<bool, Failure> {
        // Never before it is known to stand: an expired session must not come back by being touched.
        let stands = self.store().known(&Credential::Session(token), None, None).await;
        if stands.map_err(|error| self.broke(error))?.is_none() {
            self.session_cache().forget(&token);
            return Ok(false);
        }
        match self.store().write(Touch(token)).await {
            Ok(()) => self.session_cache().put(token, user, self.store().now()),
            // A full disk keeps nobody from reading: the use is noted when there is room again.
            Err(StorageError::Unavailable(why)) => tracing::debug!(why, "the use of a session was not noted"),
            Err(error) => return Err(self.broke(error)),
        }
        Ok(true)
    }

    /// Signs in and answers with the token for the cookie.
    ///
    /// # Errors
    /// The same for an unknown address, a wrong password and a disabled user. Too many tries: how long to wait.
    pub async fn sign_in(&self, email: &str, password: &str, client: &Client) -> Result<String, Failure> {
        let email = Email::new(email)?;
        let names = [Name::address(&client.address), Name::Account(email.as_str().to_owned())];
        let turned_away = self.throttle().attempt(&names, self.store().now()).err();
        if let Some(away) = turned_away.filter(|away| !away.first) {
            return Err(self.refused(away.into()));
        }
        let identity = self.store().identity(email.as_str()).await.map_err(|error| self.broke(error))?;
        if let Some(away) = turned_away {
            return Err(self.refuse_sign_in(identity.as_ref(), away.into()).await);
        }
        let hash = identity.as_ref().map(|identity| identity.password_hash.clone());
        let fits = self.passwords().fits(password.to_owned(), hash.clone()).await?;
        let begun = match &identity {
            // Meanwhile they may have been disabled, or given another password.
            Some(identity) if fits => self.begin_session(identity.user, hash, client).await?,
            Some(_) | None => None,
        };
        let Some(token) = begun else {
            return Err(self.refuse_sign_in(identity.as_ref(), Failure::WrongCredentials).await);
        };
        self.throttle().succeeded(&names);
        Ok(token)
    }

    /// Puts a sign-in that came to nothing on the record, under the user it was about if there is one. What was typed
    /// stands nowhere, and an entry is made for nobody too, so that the answer takes as long.
    async fn refuse_sign_in(&self, about: Option<&Identity>, failure: Failure) -> Failure {
        let entry = Entry {
            refusal: Some(failure.code()),
            subject: about.map(|identity| identity.user),
            ..Entry::new(None, None, Door::Panel, "session.sign_in")
        };
        self.on_record(entry, failure).await
    }

    /// Begins a session without asking for a password: after it was checked against this hash, or at set-up. `None` when
    /// it is theirs no longer, or they were disabled.
    pub(crate) async fn begin_session(
        &self,
        user: UserId,
        checked: Option<String>,
        client: &Client,
    ) -> Result<Option<String>, Failure> {
        let token = self.random_text(TOKEN_CHARS);
        let hash = token_hash(&token);
        let client =
            Client { agent: client.agent.chars().take(AGENT_CHARS_MAX).collect(), address: client.address.clone() };
        let write = BeginSession { user, checked, token: hash, client };
        let begun = self.store().write(write).await.map_err(|error| self.broke(error))?;
        Ok(begun.then_some(token))
    }

    /// Ends the actor's session.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn sign_out(&self, actor: &Actor) -> Result<(), Failure> {
        let token = match actor.who {
            // Whoever holds a session may end it, whatever became of its user.
            Credential::Session(token) => token,
            Credential::Key(_) | Credential::KeyFor { .. } | Credential::Token(_) => {
                self.own_session(actor, "session.sign_out").await?
            }
        };
        self.end_one_session(actor.user, token).await.map(drop)
    }

    pub(crate) async fn end_one_session(&self, user: UserId, token: [u8; 32]) -> Result<bool, Failure> {
        let ended = self.store().write(EndSession { user, token }).await.map_err(|error| self.broke(error))?;
        self.session_cache().forget(&token);
        self.hub().end_session(actor::number(&token));
        Ok(ended)
    }
}
