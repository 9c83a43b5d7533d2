//! One's own settings: password, looks, sessions.

use domain::{
    Act, Failure, Field, Invalid, Password, Problem, Thing, decide,
    view::{SessionView, Theme},
};
use storage::{Credential, Entry, Known, Session, StorageError, Write, WriteTx};

use crate::{Actor, Service, attempt::Attempt, throttle::Name};

/// What is known of the actor and their session, unless it has ended or they were disabled. What is one's own in the
/// panel is nothing for keys.
async fn own(
    tx: &mut WriteTx,
    actor: &Actor,
    action: &'static str,
) -> Result<Result<(Known, Session), Failure>, StorageError> {
    let known = tx.known(&actor.who, None, None).await?.filter(|known| !known.facts.disabled);
    let Some(known) = known else { return Ok(Err(Failure::SignedOut)) };
    match (decide(&known.facts, Act::OwnSettings), actor.who) {
        (Ok(_), Credential::Session(session)) => Ok(Ok((known, session))),
        (Ok(_), Credential::Key(_) | Credential::KeyFor { .. } | Credential::Token(_)) => Ok(Err(Failure::SignedOut)),
        (Err(denial), _) => Attempt::new(actor, action).settle(tx, &known, Err(denial)).await,
    }
}

struct ChangePassword {
    actor: Actor,
    hash: String,
}

impl Write for ChangePassword {
    type Done = Result<(), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, hash } = self;
        let (known, session) = passed!(own(tx, actor, "settings.password").await?);
        if !tx.set_password(known.user, hash).await? {
            return Ok(Err(Failure::NotFound(Thing::User)));
        }
        tx.end_sessions(known.user, Some(&session)).await?;
        tx.audit(&Entry::new(Some(known.user), None, actor.way, "settings.password")).await.map(Ok)
    }
}

struct SetPreferences {
    actor: Actor,
    theme: Option<Theme>,
    shortcuts: Option<bool>,
}

impl Write for SetPreferences {
    type Done = Result<(), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let (known, _) = passed!(own(tx, &self.actor, "settings.look").await?);
        tx.set_preferences(known.user, self.theme, self.shortcuts).await.map(Ok)
    }
}

struct SignOutOthers(Actor);

impl Write for SignOutOthers {
    type Done = Result<(), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let (known, session) = passed!(own(tx, &self.0, "session.sign_out_others").await?);
        tx.end_sessions(known.user, Some(&session)).await?;
        tx.audit(&Entry::new(Some(known.user), None, self.0.way, "session.sign_out_others")).await.map(Ok)
    }
}

/// Names a session without giving its hash away.
fn handle(token_hash: &[u8]) -> String {
    token_hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

impl Service {
    /// The actor's session, for reading and changing what is their own in the panel.
    pub(crate) async fn own_session(&self, actor: &Actor, action: &'static str) -> Result<Session, Failure> {
        let known = self.asker(actor).await?;
        match (decide(&known.facts, Act::OwnSettings), actor.who) {
            (Ok(_), Credential::Session(session)) => Ok(session),
            (Ok(_), Credential::Key(_) | Credential::KeyFor { .. } | Credential::Token(_)) => Err(Failure::SignedOut),
            (Err(denial), _) => Err(self.refuse_read(actor, &known, action, None, None, denial).await),
        }
    }

    /// Sets a new password; every other session of the actor ends.
    ///
    /// # Errors
    /// When the current password is wrong, or the new one is no other.
    pub async fn change_password(&self, actor: &Actor, current: &str, new: Password) -> Result<(), Failure> {
        self.own_session(actor, "settings.password").await?;
        let names = [Name::Account(actor.user.to_string())];
        if let Err(away) = self.throttle().attempt(&names, self.store().now()) {
            let failure = away.into();
            return Err(if away.first { self.refuse_proof(actor, failure).await } else { self.refused(failure) });
        }
        let hash = self.store().password_hash(actor.user).await.map_err(|error| self.broke(error))?;
        if !self.passwords().fits(current.to_owned(), hash).await? {
            let wrong = Invalid { field: Field::CurrentPassword, problem: Problem::DoesNotMatch };
            return Err(self.refuse_proof(actor, wrong.into()).await);
        }
        self.throttle().succeeded(&names);
        if new.expose() == current {
            return Err(Invalid { field: Field::Password, problem: Problem::Unchanged }.into());
        }
        let hash = self.passwords().hash(new).await?;
        self.act(ChangePassword { actor: actor.clone(), hash }).await?;
        self.end_other_feeds(actor);
        Ok(())
    }

    /// Puts on the record that somebody could not prove to be who is signed in.
    async fn refuse_proof(&self, actor: &Actor, failure: Failure) -> Failure {
        let entry = Entry::new(Some(actor.user), None, actor.way, "settings.password");
        self.on_record(Entry { refusal: Some(failure.code()), ..entry }, failure).await
    }

    /// Sets light, dark or as the system says.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn set_theme(&self, actor: &Actor, theme: Theme) -> Result<(), Failure> {
        self.act(SetPreferences { actor: actor.clone(), theme: Some(theme), shortcuts: None }).await
    }

    /// Sets whether single keys act on messages.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn set_shortcuts(&self, actor: &Actor, enabled: bool) -> Result<(), Failure> {
        self.act(SetPreferences { actor: actor.clone(), theme: None, shortcuts: Some(enabled) }).await
    }

    /// The actor's own sessions, last used first.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn sessions(&self, actor: &Actor) -> Result<Vec<SessionView>, Failure> {
        let token = self.own_session(actor, "session.list").await?;
        let rows = self.store().sessions(actor.user).await.map_err(|error| self.broke(error))?;
        Ok(rows
            .into_iter()
            .map(|row| SessionView {
                handle: handle(&row.token_hash),
                created_at: row.created_at(),
                last_seen: row.last_seen(),
                current: row.token_hash == token,
                agent: row.agent,
                address: row.address,
            })
            .collect())
    }

    /// Ends one of the actor's own sessions, and its live feeds.
    ///
    /// # Errors
    /// When there is no such session.
    pub async fn end_session(&self, actor: &Actor, named: &str) -> Result<(), Failure> {
        self.own_session(actor, "session.sign_out").await?;
        let rows = self.store().sessions(actor.user).await.map_err(|error| self.broke(error))?;
        let token = rows
            .into_iter()
            .find(|row| handle(&row.token_hash) == named)
            .and_then(|row| row.token_hash.try_into().ok())
            .ok_or(Failure::NotFound(Thing::Session))?;
        self.end_one_session(actor.user, token).await.map(drop)
    }

    /// Ends every other session of the actor, and their live feeds.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn sign_out_others(&self, actor: &Actor) -> Result<(), Failure> {
        self.act(SignOutOthers(actor.clone())).await?;
        self.end_other_feeds(actor);
        Ok(())
    }

    /// Ends the live feeds of the actor's user. The page that asked opens its own again at once.
    fn end_other_feeds(&self, actor: &Actor) {
        self.session_cache().forget_user(actor.user);
        self.hub().end_user(actor.user);
    }
}
