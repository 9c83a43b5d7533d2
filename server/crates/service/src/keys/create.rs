//! Makes a key, and shows its secrets for the only time.

use domain::{
    AccountId, Act, ClientKey, Conflict, Day, Email, Failure, Field, Invalid, KeyId, KeyLabel, KeyScope, KeyState,
    Problem, RoomId, Thing, UserId, limits, view::NewKeyView,
};
use storage::{NewKey, StorageError, Write, WriteTx};

use super::By;
use crate::{Actor, Service, attempt::Attempt, sessions::token_hash};

/// What the characters of an id after its beginning are drawn from.
const ID_ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Characters of a secret: as many as AWS gives.
const SECRET_CHARS: usize = 40;
/// Characters of a client token: more than 256 bits.
const TOKEN_CHARS: usize = 44;

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
        let attempt = Attempt::new(actor, "key.create").of(command.room());
        let known = passed!(attempt.known(tx).await?);
        let owner = match &command.owner {
            None => Some(known.user),
            Some(KeyOwner::User(user)) => Some(*user),
            Some(KeyOwner::Email(email)) => tx.user_by_email(email).await?,
        };
        let making = Act::ManageKeys { own: owner == Some(known.user) };
        let role = passed!(attempt.of(None).about(owner).decide(tx, &known, making).await?);
        // Only whoever may make keys for others learns who is known here.
        let Some(owner) = owner else { return Ok(Err(Failure::NotFound(Thing::User))) };
        if command.room().is_some() {
            passed!(attempt.decide(tx, &known, Act::SeeRoom).await?);
        }
        let by = By { actor: Some(known.user), role: Some(role), door: actor.way.door };
        put(tx, owner, command, drawn, KeyState::Active, by).await
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
}

fn shown(id: KeyId, secret: String, token: String, made: Made) -> NewKeyView {
    NewKeyView {
        access_key_id: id,
        secret_access_key: secret,
        client_key: ClientKey(made.account).to_string(),
        client_token: token,
    }
}
