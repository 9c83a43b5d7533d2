//! Stores to measure on: made through the storage crate's bulk writes, in a temporary folder that goes with them.

use std::{
    path::Path,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use domain::{
    DisplayName, Email, Failure, MessageId, Password, RoomId, RoomKind, RoomName, RoomRole, Timestamp, UserId,
};
use service::{Service, token_hash};
use storage::{BulkMessage, Clock, NewUser, StorageError, Write, WriteTx};
use tempfile::TempDir;

use crate::limits::CHUNK_MESSAGES;

/// The moderator's address.
pub const EMAIL: &str = "moderator@example.org";
/// The moderator's password.
pub const PASSWORD: &str = "bench-password";
/// How long before now the messages were written.
const AGO_MS: i64 = 3 * 60 * 60 * 1000;

/// The system's clock.
struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

fn random(buffer: &mut [u8]) {
    rand::Rng::fill_bytes(&mut rand::rng(), buffer);
}

/// A store with what was planted in it.
#[derive(Debug)]
pub struct Planted {
    folder: TempDir,
    /// The rooms, in the order that was asked for.
    pub rooms: Vec<Room>,
    /// A session of the moderator, who owns every room.
    pub moderator: String,
    /// Sessions of a member of every room.
    pub viewers: Vec<String>,
}

/// A room with messages of its own making.
#[derive(Debug, Clone)]
pub struct Room {
    /// Which.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// How many messages it has.
    pub messages: u64,
    first_at: Timestamp,
}

impl Room {
    /// The n-th message, from 0.
    pub fn message(&self, n: u64) -> MessageId {
        MessageId::at(self.first_at.plus_millis(n as i64), n as u32)
    }
}

/// The text of the n-th message: of the length that people write.
pub fn text(n: u64) -> String {
    const WORDS: [&str; 16] = [
        "perhaps",
        "the",
        "second",
        "release",
        "works",
        "better",
        "when",
        "nobody",
        "has",
        "restarted",
        "it",
        "since",
        "Thursday",
        "and",
        "logs",
        "agree",
    ];
    let words = 4 + (n * 7 % 17) as usize;
    let mut text = format!("{n}:");
    for index in 0..words {
        text.push(' ');
        text.push_str(WORDS[(n as usize * 5 + index * 3) % WORDS.len()]);
    }
    text
}

/// Opens the service on a folder.
pub async fn open(folder: &Path) -> anyhow::Result<Service> {
    let options = service::Options { folder: folder.to_owned(), clock: Arc::new(SystemClock), random, pages_max: None };
    Ok(Service::open(options).await?)
}

struct People {
    password_hash: String,
}

impl Write for People {
    type Done = Vec<UserId>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let broken = StorageError::Inconsistent("the people of a benchmark");
        let mut users = Vec::new();
        for (name, email) in [("Mo Derator", EMAIL), ("Vi Ewer", "viewer@example.org")] {
            let new = NewUser {
                name: DisplayName::new(name).map_err(|_| broken.clone())?,
                identity: Some((Email::new(email).map_err(|_| broken.clone())?, self.password_hash.clone())),
                account: None,
                platform_admin: false,
                account_admin: false,
            };
            users.push(tx.create_user(&new).await?.map_err(|_| broken.clone())?);
        }
        Ok(users)
    }
}

struct Sessions {
    user: UserId,
    tokens: Vec<String>,
}

impl Write for Sessions {
    type Done = ();

    async fn run(&self, tx: &mut WriteTx) -> Result<(), StorageError> {
        for token in &self.tokens {
            tx.begin_session(&token_hash(token), self.user, "bench", "127.0.0.1").await?;
        }
        Ok(())
    }
}

struct NewRoom {
    name: RoomName,
    people: [(UserId, RoomRole); 2],
}

impl Write for NewRoom {
    type Done = RoomId;

    async fn run(&self, tx: &mut WriteTx) -> Result<RoomId, StorageError> {
        tx.create_room(None, RoomKind::Room, &self.name, &self.people).await
    }
}

struct Messages {
    room: RoomId,
    messages: Vec<BulkMessage>,
}

impl Write for Messages {
    type Done = u64;

    async fn run(&self, tx: &mut WriteTx) -> Result<u64, StorageError> {
        tx.put_messages(self.room, &self.messages, None).await
    }
}

impl Planted {
    /// Plants rooms with so many messages each, and so many sessions of viewers.
    pub async fn new(rooms: &[u64], viewer_sessions: u32) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("roomkeeper-bench-").tempdir()?;
        let service = open(folder.path()).await?;
        let store = service.store();
        let password_hash = service.passwords().hash(Password::new(PASSWORD).map_err(Failure::from)?).await?;
        let users = store.write(People { password_hash }).await?;
        let [moderator, viewer] = users.as_slice() else { anyhow::bail!("two people were asked for") };
        let tokens = |count: u32| (0..count).map(|_| service.random_text(44)).collect::<Vec<_>>();
        let (moderators, viewers) = (tokens(1), tokens(viewer_sessions));
        store.write(Sessions { user: *moderator, tokens: moderators.clone() }).await?;
        store.write(Sessions { user: *viewer, tokens: viewers.clone() }).await?;
        let mut planted = Vec::new();
        for (number, messages) in rooms.iter().enumerate() {
            let name = format!("Room {number}");
            let people = [(*moderator, RoomRole::Owner), (*viewer, RoomRole::Member)];
            let id = store.write(NewRoom { name: RoomName::new(&name).map_err(Failure::from)?, people }).await?;
            let room = Room { id, name, messages: *messages, first_at: store.now().plus_millis(-AGO_MS) };
            fill(&service, &room, *viewer).await?;
            planted.push(room);
        }
        service.close().await;
        let moderator = moderators.into_iter().next().unwrap_or_default();
        Ok(Self { folder, rooms: planted, moderator, viewers })
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

async fn fill(service: &Service, room: &Room, sender: UserId) -> anyhow::Result<()> {
    for chunk in (0..room.messages).step_by(CHUNK_MESSAGES as usize) {
        let messages = (chunk..room.messages.min(chunk + CHUNK_MESSAGES))
            .map(|n| BulkMessage {
                id: room.message(n),
                sender,
                content: text(n).into(),
                reply_to: None,
                edited: false,
            })
            .collect();
        service.store().write(Messages { room: room.id, messages }).await?;
    }
    Ok(())
}
