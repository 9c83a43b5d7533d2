//! Who comes with a key: its secret or its token is proved, its use noted, and what opened nothing put on the record.

use domain::{Act, ClientKey, Denial, Door, Failure, KeyId, KeyState, RoomId, Timestamp, UserId, Way, decide};
use storage::{Entry, HeldKey, StorageError, Write, WriteTx};

use crate::{Actor, Client, Service, sessions::token_hash};

/// The use of a key is noted once in this time.
const TOUCH_EVERY_MS: i64 = 5 * 60_000;

/// Notes that a key was used.
struct Touch(KeyId);

impl Write for Touch {
    type Done = ();

    async fn run(&self, tx: &mut WriteTx) -> Result<(), StorageError> {
        tx.touch_key(self.0).await
    }
}

/// A key whose holder still has to prove that they hold its secret.
pub struct Signer {
    actor: Actor,
    state: KeyState,
    secret: String,
    last_used: Option<Timestamp>,
}

/// A program whose key was proved.
#[derive(Debug, Clone)]
pub struct Proved {
    /// Who acts.
    pub actor: Actor,
    /// Whether the key opens anything; what is not active is told so, and at the act denied whatever it asks.
    pub state: KeyState,
    last_used: Option<Timestamp>,
}

impl Signer {
    /// Hands the secret to a check. Only if it passes is there somebody who acts.
    ///
    /// # Errors
    /// What the check answers.
    pub fn prove<E>(self, check: impl FnOnce(&str) -> Result<(), E>) -> Result<Proved, E> {
        check(&self.secret)?;
        Ok(Proved { actor: self.actor, state: self.state, last_used: self.last_used })
    }
}

/// The state in effect: a key opens nothing after its end, nor when its user was disabled.
fn state_now(held: &HeldKey, now: Timestamp) -> KeyState {
    let over = held.expires_at.is_some_and(|end| end <= now);
    if over || held.user_disabled { KeyState::Disabled } else { held.state }
}

impl Service {
    /// The key with this id, for a request that is signed with its secret. `None` when there is none.
    ///
    /// # Errors
    /// When the store broke, or the key file is not as it must be.
    pub async fn signer(&self, id: &str, door: Door) -> Result<Option<Signer>, Failure> {
        let Ok(id) = id.parse::<KeyId>() else { return Ok(None) };
        let Some(held) = self.store().key(id).await.map_err(|error| self.broke(error))? else { return Ok(None) };
        let secret = self.unseal(id, &held.sealed_secret).await?;
        let state = state_now(&held, self.store().now());
        Ok(Some(Signer { actor: Actor::of_key(held.user, id, door), state, secret, last_used: held.last_used }))
    }

    /// Notes, now and then, that a proved key was used.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn note_use(&self, proved: &Proved) -> Result<(), Failure> {
        let due = |last: Timestamp| last.plus_millis(TOUCH_EVERY_MS) <= self.store().now();
        let Some(key) = proved.actor.way.key.filter(|_| proved.last_used.is_none_or(due)) else { return Ok(()) };
        match self.store().write(Touch(key)).await {
            Ok(()) => Ok(()),
            // A full disk keeps nobody from reading: the use is noted when there is room again.
            Err(StorageError::Unavailable(why)) => {
                tracing::debug!(why, "the use of a key was not noted");
                Ok(())
            }
            Err(error) => Err(self.broke(error)),
        }
    }

    /// Who comes with this client token, under the name of their account.
    ///
    /// # Errors
    /// The same for a token that is unknown, not active, at its end, of a disabled user or of another account.
    pub async fn authenticate_client(
        &self,
        client_key: &str,
        token: &str,
        door: Door,
        client: &Client,
    ) -> Result<Actor, Failure> {
        let held = self.store().key_by_token(&token_hash(token)).await.map_err(|error| self.broke(error))?;
        let fits = |held: &HeldKey| {
            client_key.parse() == Ok(ClientKey(held.account)) && state_now(held, self.store().now()) == KeyState::Active
        };
        match held {
            Some(held) if fits(&held) => {
                let actor = Actor::of_key(held.user, held.id, door);
                let proved = Proved { actor, state: held.state, last_used: held.last_used };
                self.note_use(&proved).await?;
                Ok(proved.actor)
            }
            held => {
                let about = held.map(|held| (held.id, held.user));
                Err(self.refuse_key(about, door, client).await)
            }
        }
    }

    /// Puts on the record that a key, or what was taken for one, opened nothing; of those who keep trying, one for all.
    pub async fn refuse_key(&self, about: Option<(KeyId, UserId)>, door: Door, client: &Client) -> Failure {
        let failure = Failure::WrongCredentials;
        if !self.knocks(client) {
            return self.refused(failure);
        }
        let way = Way { door, key: about.map(|(key, _)| key) };
        let entry = Entry {
            refusal: Some(failure.code()),
            subject: about.map(|(_, user)| user),
            ..Entry::new(None, None, way, "key.use")
        };
        self.on_record(entry, failure).await
    }

    /// Whether a room that somebody may not see is one of their own account: some dialects tell these people that it
    /// is there. Never of a room without account, and never to a key that is for another room.
    ///
    /// # Errors
    /// When the session or key has ended.
    pub async fn is_of_own_account(&self, actor: &Actor, room: RoomId) -> Result<bool, Failure> {
        let known = self.store().known(&actor.who, Some(room), None).await.map_err(|error| self.broke(error))?;
        let known = known.ok_or(Failure::SignedOut)?;
        let account = known.facts.room.and_then(|room| room.account);
        let outside = decide(&known.facts, Act::SeeRoom) == Err(Denial::OutsideKeyRoom);
        Ok(!outside && account.is_some() && account == known.facts.account)
    }
}
