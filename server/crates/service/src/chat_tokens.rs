//! Chat tokens: issued by whoever moderates a room, they let somebody into its chat for a while. What one lends is
//! decided at each act, from what its issuer holds then.

use std::collections::BTreeMap;

use domain::{
    AccountId, Act, Capabilities, Conflict, DisplayName, Door, EventNumber, Failure, Field, Invalid, Problem, Role,
    RoomId, Thing, Timestamp, UserId, Way,
};
use live::Tap;
use storage::{Entry, HeldChatToken, Known, NewChatToken, NewUser, StorageError, Write, WriteTx};

use crate::{Actor, Client, Service, attempt::Attempt, sessions::token_hash};

/// Characters of a token: more than 256 bits.
const TOKEN_CHARS: usize = 44;
/// How long one can connect with a token. AWS says a minute. Its messaging client, told when a token ends, comes back
/// with another one half a minute before that, and without end and pause when its own clock is that much ahead: ten
/// minutes are more than clocks are off.
const CONNECT_WITHIN_MS: i64 = 10 * 60_000;
const MINUTE_MS: i64 = 60_000;

/// Asks for a chat token.
#[derive(Debug, Clone)]
pub struct CreateChatToken {
    /// For the chat of which room.
    pub room: RoomId,
    /// Whom it lets in: the name that programs find them by. Whoever is not there yet is made.
    pub user: String,
    /// What it lends beside reading.
    pub capabilities: Capabilities,
    /// How long it opens anything, in minutes.
    pub minutes: u32,
    /// What the program says of the user: it stands beside what they write.
    pub attributes: BTreeMap<String, String>,
}

/// A chat token, shown once.
#[derive(Debug, Clone)]
pub struct IssuedChatToken {
    /// The token.
    pub token: String,
    /// The first moment at which nobody can connect with it any more.
    pub token_ends_at: Timestamp,
    /// The first moment at which it opens nothing any more.
    pub session_ends_at: Timestamp,
}

/// Somebody who was let into the chat of a room.
#[derive(Debug, Clone)]
pub struct Chatter {
    /// Who acts.
    pub actor: Actor,
    /// The room.
    pub room: RoomId,
    /// The account that it belongs to: whom programs call how is said in it.
    pub account: Option<AccountId>,
    /// The name that programs know them by.
    pub name: String,
    /// What the program says of them, as JSON.
    pub attributes: String,
    /// Who let them in: when their role in the room changes, the chatter may have to go.
    pub issuer: UserId,
    /// The first moment at which they are in no more.
    pub until: Timestamp,
    /// The newest event of the room when they came: what is heard of it and before it is nothing new.
    pub head: EventNumber,
}

struct Issue {
    actor: Actor,
    command: CreateChatToken,
    attributes: String,
    hash: [u8; 32],
}

impl Write for Issue {
    type Done = Result<(Timestamp, Timestamp), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        const ACTION: &str = "chat.token";
        let Self { actor, command, attributes, hash } = self;
        let attempt = Attempt::new(actor, ACTION).of(command.room);
        let known = passed!(attempt.known(tx).await?);
        let role = passed!(attempt.decide(tx, &known, Act::ChatToken).await?);
        if known.facts.room.is_none() {
            return Ok(Err(Failure::NotFound(Thing::Room)));
        }
        // What it lends is what the key holds: somebody who came without one has nothing to lend.
        let Some(key) = actor.way.key else { return Ok(Err(Failure::NotFound(Thing::Key))) };
        let user = passed!(self.user(tx, &known, role).await?);
        // It would open nothing: said now, and not each time that somebody tries to connect with it.
        if tx.is_banned(command.room, user).await? {
            return Ok(Err(Conflict::Banned.into()));
        }
        let session_ends_at = tx.now().plus_millis(i64::from(command.minutes) * MINUTE_MS);
        let token_ends_at = session_ends_at.min(tx.now().plus_millis(CONNECT_WITHIN_MS));
        let new = NewChatToken {
            hash: *hash,
            user,
            room: command.room,
            key,
            capabilities: command.capabilities,
            attributes: attributes.clone(),
            token_ends_at,
            session_ends_at,
        };
        tx.create_chat_token(&new).await?;
        let (room, subject) = (Some(command.room), Some(user));
        let entry = Entry { room, subject, ..Entry::new(Some(known.user), Some(role), actor.way, ACTION) };
        tx.audit(&entry).await?;
        Ok(Ok((token_ends_at, session_ends_at)))
    }
}

impl Issue {
    /// The user who goes by the name in the room's account; made, without a way to sign in, when there is none.
    async fn user(&self, tx: &mut WriteTx, known: &Known, role: Role) -> Result<Result<UserId, Failure>, StorageError> {
        let account = known.facts.room.and_then(|room| room.account);
        let given = self.command.user.as_str();
        // Whoever was given no name goes by their id: nobody else is called so, not even by a name that is older.
        if let Ok(user) = given.parse()
            && self.knows(tx, known, user).await?
        {
            return Ok(Err(Conflict::NameTaken.into()));
        }
        if let Some(user) = tx.user_with_name(account, given).await? {
            return Ok(Ok(user));
        }
        let name = match DisplayName::new(given) {
            Ok(name) => name,
            Err(Invalid { problem, .. }) => return Ok(Err(Invalid { field: Field::User, problem }.into())),
        };
        let new = NewUser { name, identity: None, account, platform_admin: false, account_admin: false };
        let user = passed!(tx.create_user(&new).await?);
        let named = tx.name_user(account, user, given).await?;
        named.map_err(|_| StorageError::Inconsistent("a name that was free"))?;
        let way = self.actor.way;
        let entry = Entry { subject: Some(user), ..Entry::new(Some(known.user), Some(role), way, "user.create") };
        tx.audit(&entry).await?;
        Ok(Ok(user))
    }

    /// Whether an id is that of somebody whom the issuer can know of: of the room's account, of the room, or of every
    /// account, as platform admins are. To anybody else it is a name like any other, or it would tell who is known in
    /// other accounts; nobody is mistaken for another by it, since in this account no such user goes by their id.
    async fn knows(&self, tx: &mut WriteTx, known: &Known, user: UserId) -> Result<bool, StorageError> {
        let Some(subject) = tx.subject(user).await? else { return Ok(false) };
        let account = known.facts.room.and_then(|room| room.account);
        Ok(subject.account() == account
            || subject.platform_admin
            || known.facts.platform_admin
            || tx.role_in(self.command.room, user).await?.is_some())
    }
}

impl Service {
    /// Issues a chat token and shows it, for the only time.
    ///
    /// # Errors
    /// Denied; no such room; the name is none, or the id of somebody else; they are banned from the room.
    pub async fn create_chat_token(&self, actor: &Actor, command: CreateChatToken) -> Result<IssuedChatToken, Failure> {
        let token = self.random_text(TOKEN_CHARS);
        let attributes = serde_json::to_string(&command.attributes)
            .map_err(|_| Invalid { field: Field::User, problem: Problem::Malformed })?;
        let hash = token_hash(&token);
        let (token_ends_at, session_ends_at) =
            self.act(Issue { actor: actor.clone(), command, attributes, hash }).await?;
        Ok(IssuedChatToken { token, token_ends_at, session_ends_at })
    }

    /// Lets somebody with a chat token into its room. They hear it from before it was read on.
    ///
    /// # Errors
    /// The same for a token that is unknown, at its end, or of a key that opens nothing; on the record as a key that
    /// opened nothing. Denied, when the user was disabled or the issuer could not let them in now.
    pub async fn enter_chat(&self, token: &str, door: Door, client: &Client) -> Result<(Chatter, Tap), Failure> {
        let hash = token_hash(token);
        let held = self.store().chat_token(&hash).await.map_err(|error| self.broke(error))?;
        let Some(held) = held.filter(|held| held.token_ends_at > self.store().now()) else {
            return Err(self.refuse_key(None, door, client).await);
        };
        let HeldChatToken { user, given, room, key, issuer, attributes, session_ends_at: until, .. } = held;
        let actor = Actor::of_chat_token(user, hash, Way { door, key: Some(key) });
        let tap = self.hub().listen(user, actor.session, false);
        tap.listen(room);
        match self.seen_room(&actor, room).await {
            Ok((known, seen)) => {
                let name = given.unwrap_or_else(|| user.to_string());
                let account = known.facts.room.and_then(|room| room.account);
                let head = seen.last_event;
                Ok((Chatter { actor, room, account, name, attributes, issuer, until, head }, tap))
            }
            Err(Failure::SignedOut) => Err(self.refuse_key(Some((key, issuer)), door, client).await),
            Err(failure) => Err(failure),
        }
    }
}
