//! `roomkeeper import irc-log`: plain IRC logs into a room. A bad line is told and never fatal; the same file twice
//! adds nothing, nor does one that has lost lines since; what was deleted or purged here stays gone. An import is history:
//! what somebody wrote who is banned from the room by now comes in with the rest, and does not make them a member. When
//! the room is deleted meanwhile, the import ends with it.

mod irc;
mod mark;

use std::{
    collections::{BTreeSet, HashMap},
    fs::File,
    io::IsTerminal,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use domain::{AccountId, Door, Failure, KeyFile, MessageId, RoomId, RoomKind, RoomName, Timestamp, UserId};
use service::Service;
use storage::{BulkLine, BulkMessage, Entry, OlderMark, StorageError, Write, WriteTx};
use tokio::task::JoinHandle;

use self::{
    irc::{Line, Log},
    mark::Marks,
};
use super::Stop;
use crate::{cli::Import, settings};

/// Messages put in with one transaction.
const CHUNK_MESSAGES: usize = 10_000;
/// Bad lines that are told one by one; the rest only as a number.
const BAD_LINES_TOLD: u64 = 20;

/// Finds or makes the account and the room.
struct Place {
    account: String,
    room: RoomName,
    /// By what the key is known again that lines are marked with.
    known_by: Vec<u8>,
}

/// Where lines are put.
enum Found {
    Room {
        account: AccountId,
        room: RoomId,
        /// Whether there was something in it, which an older version may have put there.
        older: bool,
    },
    /// In which of its sub-channels a line belongs, no log tells.
    Elastic,
    /// What was brought in before would not be known again.
    OtherKey,
}

impl Write for Place {
    type Done = Found;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let account = match tx.account_by_name(&self.account).await? {
            Some(account) => account,
            None => {
                let account = tx.create_account(&self.account).await?;
                tx.audit(&by_server("account.create")).await?;
                account
            }
        };
        let (room, older) = match tx.room_by_name(Some(account), self.room.as_str()).await? {
            Some(room) if room.elastic => return Ok(Found::Elastic),
            Some(room) => (room.id, room.last > MessageId::MIN),
            None => {
                let room = tx.create_room(Some(account), RoomKind::Room, &self.room, &[]).await?;
                tx.audit(&Entry { room: Some(room), ..by_server("room.create") }).await?;
                (room, false)
            }
        };
        if !tx.import_with(room, &self.known_by).await? {
            return Ok(Found::OtherKey);
        }
        Ok(Found::Room { account, room, older })
    }
}

/// An entry for what the server does by itself, as it was told on the command line.
fn by_server(action: &'static str) -> Entry {
    Entry::new(None, None, Door::CommandLine, action)
}

/// Puts a chunk in. Each goes on the record with its number: an import that breaks off has still put in what it has.
/// Those who are not known yet are found or made in the same transaction.
struct Chunk {
    account: AccountId,
    room: RoomId,
    said: Vec<Said>,
    /// Those who have written here by now, by their places; none where they are not known yet.
    users: Arc<Vec<Option<UserId>>>,
    /// Those who are not known yet: their places and their names.
    strangers: (Vec<usize>, Vec<String>),
}

/// A line of a log, by whom: a place among all who have written.
struct Said {
    id: MessageId,
    older: Option<OlderMark>,
    by: usize,
    text: Arc<str>,
}

/// What a chunk came to.
struct Landed {
    put: u64,
    /// Those who were not known before, by their places.
    users: Vec<(usize, UserId)>,
}

impl Write for Chunk {
    /// `None` when the room was deleted meanwhile: what came in after that would be erased by nobody.
    type Done = Option<Landed>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        if !tx.room_exists(self.room).await? {
            return Ok(None);
        }
        let (places, names) = &self.strangers;
        let new: HashMap<usize, UserId> =
            places.iter().copied().zip(tx.users_without_sign_in(Some(self.account), names).await?).collect();
        let lines: Vec<BulkLine> = self
            .said
            .iter()
            .filter_map(|Said { id, older, by, text }| {
                let sender = self.users.get(*by).copied().flatten().or_else(|| new.get(by).copied())?;
                let content = Arc::clone(text);
                let message = BulkMessage { id: *id, sender, content, reply_to: None, edited: false };
                Some(BulkLine { message, older: *older })
            })
            .collect();
        let newcomers = new.values().copied().collect();
        let put = tx.put_lines(self.room, &lines, &newcomers).await?;
        if put > 0 {
            tx.audit(&Entry { room: Some(self.room), count: Some(put), ..by_server("room.import") }).await?;
            // With the messages, not after them all: whoever counts the room meanwhile learns that it has changed.
            tx.announce_import(self.room).await?;
        }
        Ok(Some(Landed { put, users: new.into_iter().collect() }))
    }
}

/// What came of an import.
#[derive(Debug, Default)]
struct Tally {
    read: u64,
    put: u64,
    notices: u64,
    bad: u64,
    /// Files that were read to their end.
    files: usize,
}

/// Brings logs into a room.
pub(crate) async fn run(import: Import, file: &settings::File) -> Result<(), Stop> {
    let Import::IrcLog { account, room, files, data } = import;
    let account = domain::DisplayName::new(&account).map_err(Failure::from)?;
    let room = RoomName::new(&room).map_err(Failure::from)?;
    let service = super::open(&data.or(file), Arc::default()).await?;
    let began = Instant::now();
    let done = import_all(&service, account.as_str(), room, &files).await;
    service.close().await;
    let (tally, outcome) = done?;
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{} messages put in, {} were there already or stay gone, {} notices left out, {} bad lines; \
         {} files in {seconds:.1} s, {:.0} messages per second.",
        tally.put,
        tally.read - tally.put,
        tally.notices,
        tally.bad,
        tally.files,
        tally.read as f64 / seconds.max(0.001),
    );
    outcome
}

/// What was put in, and how it ended: an import that breaks off keeps what it has read, and says so.
async fn import_all(
    service: &Service,
    account: &str,
    room: RoomName,
    files: &[PathBuf],
) -> Result<(Tally, Result<(), Stop>), Stop> {
    let logs: Vec<(&Path, Log)> =
        files.iter().map(|file| dated(file, service.store().now())).collect::<Result<_, _>>()?;
    let marks = Marks::new(&service.import_key().await?);
    let name = room.as_str().to_owned();
    let place = Place { account: account.to_owned(), room, known_by: marks.known_by().to_vec() };
    let (account, room, older) = match service.store().write(place).await? {
        Found::Room { account, room, older } => (account, room, older),
        Found::Elastic => {
            return Err(Stop(format!(
                "{name} is an elastic channel, and a log does not tell in which of its sub-channels a line belongs. Name another room."
            )));
        }
        Found::OtherKey => return Err(Failure::from(KeyFile::Wrong).into()),
    };
    let mut importer = Importer {
        service,
        account,
        room,
        marks,
        older,
        people: People::default(),
        waiting: Vec::new(),
        under_way: None,
        tally: Tally::default(),
    };
    let progress = std::io::stderr().is_terminal();
    let mut outcome = Ok(());
    for (file, log) in logs {
        outcome = importer.file(file, log).await;
        if outcome.is_err() {
            break;
        }
        importer.tally.files += 1;
        if progress {
            eprint!("\r{} of {} files, {} messages", importer.tally.files, files.len(), importer.tally.read);
        }
    }
    for rest in [importer.flush().await, importer.landed().await] {
        outcome = outcome.and(rest);
    }
    if progress {
        eprintln!();
    }
    Ok((importer.tally, outcome))
}

/// A file with its day. All are looked at before the first is read: one wrong name shall not leave an import half done.
fn dated(file: &Path, now: Timestamp) -> Result<(&Path, Log), Stop> {
    let (shown, name) = (file.display(), file.file_name().unwrap_or(file.as_os_str()).to_string_lossy());
    let log = Log::of(&name, now)
        .ok_or_else(|| Stop(format!("{shown}: the file's name must begin with its day, as 2008-04-27.txt.")))?;
    if !log.is_of_the_past() {
        return Err(Stop(format!("{shown}: the day in the file's name is none between 1970 and today (UTC).")));
    }
    File::open(file).map_err(|error| unreadable(file, &error))?;
    Ok((file, log))
}

fn unreadable(file: &Path, error: &std::io::Error) -> Stop {
    Stop(format!("{} cannot be read: {error}.", file.display()))
}

struct Importer<'s> {
    service: &'s Service,
    account: AccountId,
    room: RoomId,
    /// Those of a file begin anew.
    marks: Marks,
    older: bool,
    people: People,
    waiting: Vec<Said>,
    /// The chunk that is being written while the next is read.
    under_way: Option<JoinHandle<Result<Option<Landed>, StorageError>>>,
    tally: Tally,
}

impl Importer<'_> {
    async fn file(&mut self, file: &Path, log: Log) -> Result<(), Stop> {
        let bytes = std::fs::read(file).map_err(|error| unreadable(file, &error))?;
        for (number, line) in log.read(&bytes, self.marks.clone(), self.older) {
            match line {
                Line::Said(irc::Said { id, older, nick, text }) => {
                    self.tally.read += 1;
                    self.waiting.push(Said { id, older, by: self.people.place(nick), text });
                    if self.waiting.len() >= CHUNK_MESSAGES {
                        self.flush().await?;
                    }
                }
                Line::Notice => self.tally.notices += 1,
                Line::Bad(why) => {
                    self.tally.bad += 1;
                    match self.tally.bad {
                        ..=BAD_LINES_TOLD => eprintln!("{}:{number}: {why}", file.display()),
                        n if n == BAD_LINES_TOLD + 1 => eprintln!("More bad lines are counted and not told."),
                        _ => {}
                    }
                }
            }
        }
        Ok(())
    }

    /// Sends what waits on its way, as soon as the chunk before has landed.
    async fn flush(&mut self) -> Result<(), Stop> {
        self.landed().await?;
        let said = std::mem::take(&mut self.waiting);
        if !said.is_empty() {
            let (users, strangers) = (Arc::clone(&self.people.users), self.people.strangers(&said));
            let chunk = Chunk { account: self.account, room: self.room, said, users, strangers };
            let store = self.service.store().clone();
            self.under_way = Some(tokio::spawn(async move { store.write(chunk).await }));
        }
        Ok(())
    }

    /// Waits until the chunk that is under way is on the disk.
    async fn landed(&mut self) -> Result<(), Stop> {
        if let Some(chunk) = self.under_way.take() {
            let landed = chunk.await.map_err(|error| Stop(format!("The import broke off: {error}.")))??;
            let Some(landed) = landed else {
                return Err(Stop(format!(
                    "The room was deleted meanwhile; {} messages were put in before and are erased with it.",
                    self.tally.put
                )));
            };
            self.tally.put += landed.put;
            self.people.met(landed.users);
        }
        Ok(())
    }
}

/// All who have written in what was read by now, each with a place, so that names are looked up once a line.
#[derive(Default)]
struct People {
    places: HashMap<String, usize>,
    names: Vec<String>,
    /// By their places; who is past the end or `None` is in no chunk that is on the disk.
    users: Arc<Vec<Option<UserId>>>,
}

impl People {
    fn place(&mut self, nick: String) -> usize {
        if let Some(place) = self.places.get(&nick) {
            return *place;
        }
        let place = self.names.len();
        self.names.push(nick.clone());
        self.places.insert(nick, place);
        place
    }

    /// Those of a chunk who are not known yet: their places and their names.
    fn strangers(&self, said: &[Said]) -> (Vec<usize>, Vec<String>) {
        let unknown = |by: &usize| !matches!(self.users.get(*by), Some(Some(_)));
        let places: BTreeSet<usize> = said.iter().map(|said| said.by).filter(unknown).collect();
        places.into_iter().filter_map(|place| Some((place, self.names.get(place)?.clone()))).unzip()
    }

    fn met(&mut self, met: Vec<(usize, UserId)>) {
        let users = Arc::make_mut(&mut self.users);
        users.resize(self.names.len(), None);
        for (place, user) in met {
            if let Some(known) = users.get_mut(place) {
                *known = Some(user);
            }
        }
    }
}
