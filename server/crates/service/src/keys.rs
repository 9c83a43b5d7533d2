//! Access keys: made, shown once, listed, disabled; and who comes with one.

use domain::{
    AccountId, Act, ClientKey, Conflict, Day, Denial, Door, Email, Failure, Field, Invalid, KeyId, KeyLabel, KeyScope,
    KeyState, Problem, Role, RoomId, Thing, Timestamp, UserId, Way, decide, limits,
    view::{KeyPage, KeyQuery, NewKeyView},
};
use storage::{Entry, HeldKey, NewKey, StorageError, Write, WriteTx};

use crate::{Actor, Client, Service, actor, refusal, sessions::token_hash};

/// What the characters of an id after its beginning are drawn from.
const ID_ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Characters of a secret: as many as AWS gives.
const SECRET_CHARS: usize = 40;
/// Characters of a client token: more than 256 bits.
const TOKEN_CHARS: usize = 44;
/// The use of a key is noted once in this time.
const TOUCH_EVERY_MS: i64 = 5 * 60_000;

/// Whom a key is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyOwner {
    /// By id.
    User(UserId),
    /// By the address that they sign in with.
    Email(Email),
}

impl From<UserId> for KeyOwner {
    fn from(user: UserId) -> Self {
        Self::User(user)
    }
}

/// Asks for a key.
#[derive(Debug, Clone)]
pub struct CreateKey {
    /// Whose it is to be; `None`: one's own.
    pub owner: Option<KeyOwner>,
    /// What it is for.
    pub label: Option<KeyLabel>,
    /// How far it reaches.
    pub scope: KeyScope,
    /// The last day on which it opens anything; `None`: it has no end.
    pub last_day: Option<Day>,
}

impl CreateKey {
    /// Parses the fields of a form or command. `owner` is an address, the id of a user, or empty for oneself.
    ///
    /// # Errors
    /// Names the first field that is not right.
    pub fn parse(owner: &str, label: &str, scope: &str, last_day: &str) -> Result<Self, Failure> {
        let malformed = |field| Invalid { field, problem: Problem::Malformed };
        Ok(Self {
            owner: match owner.trim() {
                "" => None,
                email if email.contains('@') => Some(KeyOwner::Email(Email::new(email)?)),
                id => Some(KeyOwner::User(id.parse()?)),
            },
            label: KeyLabel::optional(label)?,
            scope: if scope.is_empty() { KeyScope::All } else { scope.parse().map_err(|_| malformed(Field::Scope))? },
            last_day: match last_day {
                "" => None,
                text => Some(Day::parse(text).ok_or(malformed(Field::Expiry))?),
            },
        })
    }

    const fn room(&self) -> Option<RoomId> {
        match self.scope {
            KeyScope::Room(room) => Some(room),
            KeyScope::All | KeyScope::Read => None,
        }
    }
}

/// A key with its secrets, drawn before the transaction: that may be run twice.
struct Drawn {
    id: KeyId,
    secret: String,
    token: String,
    sealed_secret: Vec<u8>,
}

/// What of a key is known when it was made; the secrets come from [`Drawn`].
struct Made {
    account: Option<AccountId>,
}

struct Create {
    actor: Actor,
    command: CreateKey,
    drawn: Drawn,
}

impl Write for Create {
    type Done = Result<Made, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, command, drawn } = self;
        let Some(known) = tx.known(&actor.who, command.room(), None).await? else {
            return Ok(Err(Failure::SignedOut));
        };
        let owner = match &command.owner {
            None => Some(known.user),
            Some(KeyOwner::User(user)) => Some(*user),
            Some(KeyOwner::Email(email)) => tx.user_by_email(email).await?,
        };
        let role = match decide(&known.facts, Act::ManageKeys { own: owner == Some(known.user) }) {
            Ok(role) => role,
            Err(denial) => {
                return refusal::refuse_about(tx, actor, &known, "key.create", owner, denial).await.map(Err);
            }
        };
        // Only whoever may make keys for others learns who is known here.
        let Some(owner) = owner else { return Ok(Err(Failure::NotFound(Thing::User))) };
        if let Some(room) = command.room()
            && let Err(denial) = decide(&known.facts, Act::SeeRoom)
        {
            return refusal::refuse(tx, actor, &known, "key.create", Some(room), None, denial).await.map(Err);
        }
        let by = By { actor: Some(known.user), role: Some(role), door: actor.way.door };
        put(tx, owner, command, drawn, KeyState::Active, by).await
    }
}

/// Who makes or changes a key: somebody in the panel, or the server itself.
struct By {
    actor: Option<UserId>,
    role: Option<Role>,
    door: Door,
}

impl By {
    const SERVER: Self = Self { actor: None, role: None, door: Door::CommandLine };

    fn entry(&self, owner: UserId, key: KeyId, action: &'static str) -> Entry {
        let way = Way { door: self.door, key: Some(key) };
        Entry { subject: Some(owner), ..Entry::new(self.actor, self.role, way, action) }
    }
}

async fn put(
    tx: &mut WriteTx,
    owner: UserId,
    command: &CreateKey,
    drawn: &Drawn,
    state: KeyState,
    by: By,
) -> Result<Result<Made, Failure>, StorageError> {
    let Some(subject) = tx.subject(owner).await? else {
        return Ok(Err(Failure::NotFound(Thing::User)));
    };
    if command.last_day.is_some_and(|day| day.end() <= tx.now()) {
        return Ok(Err(Invalid { field: Field::Expiry, problem: Problem::Past }.into()));
    }
    if tx.count_keys(owner).await? >= limits::KEYS_OF_A_USER_MAX {
        return Ok(Err(Conflict::TooManyKeys.into()));
    }
    let new = NewKey {
        id: drawn.id,
        user: owner,
        label: command.label.clone(),
        scope: command.scope,
        state,
        sealed_secret: drawn.sealed_secret.clone(),
        token_hash: token_hash(&drawn.token),
        expires_at: command.last_day.map(Day::end),
    };
    tx.create_key(&new).await?;
    tx.audit(&by.entry(owner, drawn.id, "key.create")).await?;
    Ok(Ok(Made { account: subject.account() }))
}

/// Makes a key for whoever signs in with an address: what the command line does.
struct Issue {
    email: Email,
    command: CreateKey,
    state: KeyState,
    drawn: Drawn,
}

impl Write for Issue {
    type Done = Result<Made, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Some(owner) = tx.user_by_email(&self.email).await? else {
            return Ok(Err(Failure::NotFound(Thing::User)));
        };
        if let Some(room) = self.command.room()
            && !tx.room_exists(room).await?
        {
            return Ok(Err(Failure::NotFound(Thing::Room)));
        }
        put(tx, owner, &self.command, &self.drawn, self.state, By::SERVER).await
    }
}

/// What is done to a key.
#[derive(Debug, Clone, Copy)]
enum Change {
    Approve,
    Disable,
}

impl Change {
    const fn action(self) -> &'static str {
        match self {
            Self::Approve => "key.approve",
            Self::Disable => "key.disable",
        }
    }

    /// The state afterwards; a refusal when it cannot be.
    const fn from(self, state: KeyState) -> Result<KeyState, Conflict> {
        match (self, state) {
            (Self::Disable, _) => Ok(KeyState::Disabled),
            (Self::Approve, KeyState::Active | KeyState::Pending) => Ok(KeyState::Active),
            (Self::Approve, KeyState::Disabled) => Err(Conflict::KeyDisabled),
        }
    }
}

struct ChangeKey {
    actor: Actor,
    key: KeyId,
    change: Change,
}

impl Write for ChangeKey {
    type Done = Result<(), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, key, change } = self;
        let Some(known) = tx.known(&actor.who, None, None).await? else {
            return Ok(Err(Failure::SignedOut));
        };
        let owner = tx.key_owner(*key).await?;
        // Nobody says yes to a key of their own by owning it.
        let own = matches!(change, Change::Disable) && owner.is_some_and(|(owner, _)| owner == known.user);
        let role = match decide(&known.facts, Act::ManageKeys { own }) {
            Ok(role) => role,
            Err(denial) => {
                let subject = owner.map(|(owner, _)| owner);
                return refusal::refuse_about(tx, actor, &known, change.action(), subject, denial).await.map(Err);
            }
        };
        let by = By { actor: Some(known.user), role: Some(role), door: actor.way.door };
        change_state(tx, *key, owner, *change, by).await
    }
}

/// Changes a key's state: what the command line does.
struct Operate {
    key: KeyId,
    change: Change,
}

impl Write for Operate {
    type Done = Result<(), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let owner = tx.key_owner(self.key).await?;
        change_state(tx, self.key, owner, self.change, By::SERVER).await
    }
}

async fn change_state(
    tx: &mut WriteTx,
    key: KeyId,
    owner: Option<(UserId, KeyState)>,
    change: Change,
    by: By,
) -> Result<Result<(), Failure>, StorageError> {
    let Some((owner, before)) = owner else {
        return Ok(Err(Failure::NotFound(Thing::Key)));
    };
    let after = match change.from(before) {
        Ok(after) => after,
        Err(conflict) => return Ok(Err(conflict.into())),
    };
    if after != before {
        tx.set_key_state(key, after).await?;
        tx.audit(&by.entry(owner, key, change.action())).await?;
    }
    Ok(Ok(()))
}

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
    async fn draw_key(&self) -> Result<Drawn, Failure> {
        let id = [KeyId::PREFIX, &self.random_of(ID_ALPHABET, KeyId::DRAWN_CHARS)].concat();
        let id = id.parse().map_err(|_| Failure::Unavailable)?;
        let (secret, token) = (self.random_text(SECRET_CHARS), self.random_text(TOKEN_CHARS));
        let sealed_secret = self.seal(id, &secret).await?;
        Ok(Drawn { id, secret, token, sealed_secret })
    }

    /// Makes a key and shows its secrets, for the only time.
    ///
    /// # Errors
    /// Denied; no such user or room; the day is over; too many keys; the key file is not as it must be.
    pub async fn create_key(&self, actor: &Actor, command: CreateKey) -> Result<NewKeyView, Failure> {
        let drawn = self.draw_key().await?;
        let (secret, token, id) = (drawn.secret.clone(), drawn.token.clone(), drawn.id);
        let made = self.act(Create { actor: actor.clone(), command, drawn }).await?;
        Ok(shown(id, secret, token, made))
    }

    /// As [`Service::create_key`], by the server itself, for whoever signs in with an address.
    ///
    /// # Errors
    /// No such user or room; the day is over; too many keys; the key file is not as it must be.
    pub async fn issue_key(&self, email: Email, command: CreateKey, state: KeyState) -> Result<NewKeyView, Failure> {
        let drawn = self.draw_key().await?;
        let (secret, token, id) = (drawn.secret.clone(), drawn.token.clone(), drawn.id);
        let made = self.act(Issue { email, command, state, drawn }).await?;
        Ok(shown(id, secret, token, made))
    }

    /// A page of keys, newest first: one's own, somebody's, or everybody's.
    ///
    /// # Errors
    /// Denied.
    pub async fn keys(&self, actor: &Actor, query: &KeyQuery) -> Result<KeyPage, Failure> {
        let known = self.asker(actor).await?;
        let whose = query.user.or(if query.all { None } else { Some(known.user) });
        if let Err(denial) = decide(&known.facts, Act::ManageKeys { own: whose == Some(known.user) }) {
            return Err(self.refuse_read(actor, &known, "key.list", None, None, denial).await);
        }
        let after = query.after.as_deref().unwrap_or_default();
        self.store().keys(whose, query.standing, after).await.map_err(|error| self.broke(error))
    }

    /// Disables a key, for good; its live feeds end at once. One that is disabled already stays so.
    ///
    /// # Errors
    /// Denied; no such key.
    pub async fn disable_key(&self, actor: &Actor, key: KeyId) -> Result<(), Failure> {
        self.act(ChangeKey { actor: actor.clone(), key, change: Change::Disable }).await?;
        self.hub().end_session(actor::key_number(key));
        Ok(())
    }

    /// Lets a pending key open what it is for.
    ///
    /// # Errors
    /// Denied: only platform admins do this; no such key; it was disabled.
    pub async fn approve_key(&self, actor: &Actor, key: KeyId) -> Result<(), Failure> {
        self.act(ChangeKey { actor: actor.clone(), key, change: Change::Approve }).await
    }

    /// As [`Service::disable_key`] or [`Service::approve_key`], by the server itself.
    ///
    /// # Errors
    /// No such key; it was disabled.
    pub async fn operate_key(&self, key: KeyId, disable: bool) -> Result<(), Failure> {
        let change = if disable { Change::Disable } else { Change::Approve };
        self.act(Operate { key, change }).await
    }

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

fn shown(id: KeyId, secret: String, token: String, made: Made) -> NewKeyView {
    NewKeyView {
        access_key_id: id,
        secret_access_key: secret,
        client_key: ClientKey(made.account).to_string(),
        client_token: token,
    }
}
