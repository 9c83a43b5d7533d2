//! The one writer: commits whatever is waiting as one transaction (group commit).
//!
//! A write that breaks or panics takes its neighbours back with it, and then each is run again alone, so that one bad
//! write never fails another. Where not even a transaction could begin, all are told at once: alone each of them would wait
//! as long again for a file that somebody holds. Events are handed on after the commit, never before, and answers go out
//! before the fan-out. What panics beside the writes takes back what is open, and the writer goes on.

use std::{
    collections::VecDeque,
    future::Future,
    panic::AssertUnwindSafe,
    path::PathBuf,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use domain::{Audience, Batch, Event, EventKind, EventNumber, Id, RoomId, Timestamp, UserId};
use futures::FutureExt;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{
    mpsc::{self, error::TryRecvError},
    oneshot,
};

use crate::{
    StorageError,
    audit::{self, GENESIS, Link},
    direct::Direct,
    frames::Frames,
    log::{self, Grown, Tidy},
    pages::Unclean,
    removals,
    store::{Clock, Committed, OnCommit},
};

/// Writes in one transaction at the most.
const GROUP_WRITES_MAX: usize = 256;
/// Time between two forgettings of old keys, and of chat tokens and sessions that have ended.
const FORGET_KEYS_EVERY_MS: i64 = 60 * 60 * 1000;

/// Pages that are gone over at a time, between two groups of writes, besides as many as those have written: about a
/// millisecond.
const CLEAN_PAGES_MAX: usize = 256;
/// How long the log is tried to be emptied as the store closes, while somebody reads it.
const CLOSING_PATIENCE: Duration = Duration::from_secs(2);
/// Time between two tries.
const CLOSING_RETRY: Duration = Duration::from_millis(20);
/// After so many tries in a row, each half a second after the one before, whoever runs the server is told that the log
/// cannot be tidied up.
const TRIES_UNTOLD: u32 = 20;

/// No version of the file: the next transaction reads afresh what is kept in memory.
const VERSION_UNKNOWN: i64 = -1;

/// The newest id of all that are made here, when those of the audit log are known up to its entry `$1`: further back
/// there may be any number of refusals, which make none.
pub(crate) const LAST_ID: &str = "SELECT max(
    coalesce((SELECT max(last_message_id) FROM rooms), 0),
    coalesce((SELECT max(id) FROM rooms), 0),
    coalesce((SELECT max(id) FROM users), 0),
    coalesce((SELECT max(id) FROM accounts), 0),
    coalesce((SELECT max(id) FROM jobs), 0),
    coalesce((SELECT max(id) FROM sub_channels), 0),
    coalesce((SELECT operation_id FROM audit WHERE number > $1 AND operation_id IS NOT NULL
        ORDER BY number DESC LIMIT 1), 0))";

type Work<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// Something that changes the store, run inside the writer's transaction.
///
/// `run` may be run again after a rollback, so it must draw everything from `self` and the transaction.
pub trait Write: Send + Sync + 'static {
    /// What it answers with. A refusal is an answer too: what it wrote (its audit entry) is kept.
    type Done: Send + 'static;

    /// Whether, when nothing stands against it, it asks what is known and removes one message, and that is all, or
    /// changes rows by numbers: then it goes the short way. When something does, it is taken back and run again the
    /// driver's way.
    fn goes_direct(&self) -> bool {
        false
    }

    /// Whether all others that wait go first, in a transaction of their own: for work in the background.
    fn lets_others_go_first(&self) -> bool {
        false
    }

    /// Does it.
    ///
    /// An error means that the store broke: everything that the write did is taken back.
    fn run<'t>(&'t self, tx: &'t mut WriteTx) -> impl Future<Output = Result<Self::Done, StorageError>> + Send + 't;
}

/// A write on its way, whatever its type.
pub(crate) trait Erased: Send {
    fn goes_direct(&self) -> bool;
    fn lets_others_go_first(&self) -> bool;
    fn run<'t>(&'t mut self, tx: &'t mut WriteTx) -> Work<'t, Result<(), StorageError>>;
    /// Answers the caller: with what `run` made, or with the error.
    fn answer(self: Box<Self>, committed: Result<(), StorageError>);
}

pub(crate) struct Pending<W: Write> {
    write: W,
    made: Option<W::Done>,
    answer: oneshot::Sender<Result<W::Done, StorageError>>,
}

impl<W: Write> Pending<W> {
    pub(crate) fn new(write: W, answer: oneshot::Sender<Result<W::Done, StorageError>>) -> Self {
        Self { write, made: None, answer }
    }
}

impl<W: Write> Erased for Pending<W> {
    fn goes_direct(&self) -> bool {
        self.write.goes_direct()
    }

    fn lets_others_go_first(&self) -> bool {
        self.write.lets_others_go_first()
    }

    fn run<'t>(&'t mut self, tx: &'t mut WriteTx) -> Work<'t, Result<(), StorageError>> {
        Box::pin(async move {
            self.made = Some(self.write.run(tx).await?);
            Ok(())
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), StorageError>) {
        // The caller may have gone; the write stands all the same.
        let Self { made, answer, .. } = *self;
        let _ = answer.send(committed.and_then(|()| made.ok_or(StorageError::Closed)));
    }
}

pub(crate) enum Command {
    Write(Box<dyn Erased>),
    Checkpoint(oneshot::Sender<Result<(), StorageError>>),
    Close(oneshot::Sender<()>),
}

/// The writer's transaction: what a write sees of the store.
pub struct WriteTx {
    connection: SqliteConnection,
    /// `None` when it broke: then everything goes the long way.
    direct: Option<Direct>,
    /// Whether the transaction goes the short way.
    goes_direct: bool,
    pub(crate) now: Timestamp,
    pub(crate) chain: Link,
    last_id: i64,
    happened: Vec<Committed>,
    scrub: bool,
    clock: Arc<dyn Clock>,
}

impl WriteTx {
    /// The moment of the transaction.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// The connection, unless the transaction goes the short way: then it is begun again as one that has it.
    pub(crate) async fn connection(&mut self) -> Result<&mut SqliteConnection, StorageError> {
        if self.goes_direct {
            return Err(StorageError::Inconsistent("the short way does not lead there"));
        }
        Ok(&mut self.connection)
    }

    /// The short way, if the transaction goes it.
    pub(crate) fn direct(&mut self) -> Option<&mut Direct> {
        self.direct.as_mut().filter(|_| self.goes_direct)
    }

    /// Runs a statement that takes numbers, whichever way the transaction goes. Answers with the rows that it changed.
    pub(crate) async fn change(&mut self, statement: &'static str, numbers: &[i64]) -> Result<u64, StorageError> {
        if let Some(direct) = self.direct() {
            return direct.change(statement, numbers);
        }
        let query = numbers.iter().fold(sqlx::query(statement), |query, number| query.bind(*number));
        Ok(query.execute(self.connection().await?).await?.rows_affected())
    }

    /// Whether the transaction's connection overwrites what it frees. A setting of each connection: nobody else can
    /// answer for the one that has just deleted.
    pub(crate) async fn overwrites_what_it_frees(&mut self) -> Result<bool, StorageError> {
        const ASK: &str = "PRAGMA secure_delete";
        let secure: i64 = match self.direct() {
            Some(direct) => direct.number(ASK)?,
            None => sqlx::query_scalar(ASK).fetch_one(self.connection().await?).await?,
        };
        Ok(secure == 1)
    }

    /// A new id, later than every id made before.
    pub fn new_id<K>(&mut self) -> Id<K> {
        self.last_id = (self.last_id + 1).max(Id::<K>::first_at(self.now).raw());
        Id::from_raw(self.last_id)
    }

    /// Reads what is kept in memory of the file: at the start, and when another connection has written.
    async fn catch_up(&mut self) -> Result<(), StorageError> {
        let known = self.chain.number as i64;
        let (last_id, head) = match self.direct() {
            Some(direct) => direct.kept(known)?,
            None => {
                let last_id = sqlx::query_scalar(LAST_ID).bind(known).fetch_one(&mut self.connection).await?;
                (last_id, audit::head(&mut self.connection).await?)
            }
        };
        self.last_id = self.last_id.max(last_id);
        self.chain = head.unwrap_or(GENESIS);
        Ok(())
    }

    /// Notes that something happened; viewers learn of it after the commit.
    pub(crate) fn happened(&mut self, room: RoomId, number: EventNumber, kind: EventKind) {
        self.happened_among(Audience::Everybody, room, number, kind);
    }

    /// Likewise, where not all who listen as members are told.
    pub(crate) fn happened_among(&mut self, audience: Audience, room: RoomId, number: EventNumber, kind: EventKind) {
        self.happened.push(Committed {
            room,
            event: Event { number, at: self.now, kind },
            audience,
            batch: Batch::Single,
        });
    }

    /// The place at which what happens next will stand, for [`WriteTx::in_one_act`].
    #[must_use]
    pub const fn happens_next(&self) -> usize {
        self.happened.len()
    }

    /// Notes that the people who came since that place came in one act: of those whom the same listeners are told of, the
    /// last event names all.
    pub fn in_one_act(&mut self, since: usize, by: UserId) {
        let mut told: Vec<(Audience, Vec<UserId>)> = Vec::new();
        for Committed { event, audience, .. } in self.happened.iter().skip(since) {
            let EventKind::RoleChanged { user, .. } = event.kind else { continue };
            match told.iter_mut().find(|(known, _)| known == audience) {
                Some((_, users)) => users.push(user),
                None => told.push((*audience, vec![user])),
            }
        }
        for Committed { event, audience, batch, .. } in self.happened.iter_mut().skip(since) {
            let EventKind::RoleChanged { user, .. } = event.kind else { continue };
            let Some((_, users)) = told.iter_mut().find(|(known, _)| known == audience) else { continue };
            *batch = if users.last() == Some(&user) {
                Batch::Last { by, users: std::mem::take(users) }
            } else {
                Batch::Earlier
            };
        }
    }

    /// Notes that text was removed, so that the log is blanked soon.
    pub(crate) const fn scrub(&mut self) {
        self.scrub = true;
    }
}

/// A transaction's in-memory side, to go back to when it is rolled back.
struct Mark {
    chain: Link,
    happened: usize,
    scrub: bool,
}

/// Where a transaction broke.
enum Broke {
    /// Before any write had run.
    NotBegun(StorageError),
    /// In one of the writes, or at the commit.
    Inside(StorageError),
}

impl From<StorageError> for Broke {
    fn from(error: StorageError) -> Self {
        Self::Inside(error)
    }
}

impl From<Broke> for StorageError {
    fn from(broke: Broke) -> Self {
        match broke {
            Broke::NotBegun(error) | Broke::Inside(error) => error,
        }
    }
}

/// What each connection has last seen of the file.
#[derive(Debug, Clone, Copy)]
struct Versions {
    driver: i64,
    direct: i64,
}

pub(crate) struct Writer {
    tx: WriteTx,
    /// What each connection has last seen of the file: changes when another one has written to it.
    versions: Versions,
    /// When old idempotency keys and chat tokens are forgotten next.
    forget_keys_at: Timestamp,
    on_commit: Box<OnCommit>,
    /// The write-ahead log's file.
    log: PathBuf,
    frames: Frames,
    unclean: Unclean,
    /// Whether text was removed since every page was last gone over.
    removed: bool,
    /// What is done once nothing is unclean.
    cleaning: VecDeque<Cleaned>,
    /// Opens the short way again when it broke.
    open_direct: Box<OpenDirect>,
    /// Tries in a row to tidy the log up that failed.
    untidied: u32,
}

type OpenDirect = dyn Fn() -> Result<Direct, StorageError> + Send;

/// What is done with the log once every page that was written has been gone over.
enum Cleaned {
    Tidy(Tidy),
    Checkpoint(oneshot::Sender<Result<(), StorageError>>),
}

/// Writes that wait for the writer: those of a group, and those that let it go first.
#[derive(Default)]
struct Waiting {
    group: Vec<Box<dyn Erased>>,
    patient: Vec<Box<dyn Erased>>,
}

/// What follows a step of the writer.
enum Next {
    Step,
    /// The end; told to whoever asked for it.
    End(Option<oneshot::Sender<()>>),
}

impl Writer {
    pub(crate) async fn new(
        mut connection: SqliteConnection,
        open_direct: Box<OpenDirect>,
        log: PathBuf,
        clock: Arc<dyn Clock>,
        on_commit: Box<OnCommit>,
    ) -> Result<Self, StorageError> {
        removals::prepare(&mut connection).await?;
        let now = clock.now();
        let tx = WriteTx {
            connection,
            direct: Some(open_direct()?),
            goes_direct: false,
            now,
            chain: GENESIS,
            last_id: 0,
            happened: Vec::new(),
            scrub: false,
            clock,
        };
        let versions = Versions { driver: VERSION_UNKNOWN, direct: VERSION_UNKNOWN };
        // Nobody knows what was written before, and whether that was gone over.
        let mut unclean = Unclean::default();
        unclean.everything();
        Ok(Self {
            tx,
            versions,
            forget_keys_at: now,
            on_commit,
            log,
            frames: Frames::default(),
            unclean,
            removed: false,
            cleaning: VecDeque::new(),
            open_direct,
            untidied: 0,
        })
    }

    /// Runs the writer and the checkpointer until the store is closed or dropped.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub(crate) fn start(self, inbox: mpsc::Receiver<Command>, checkpointing: SqliteConnection) -> std::io::Result<()> {
        let (grown, tidy) = log::keep(checkpointing);
        // On a thread of its own: every statement goes to the driver's thread and back, and should never stand in line
        // behind requests or a fan-out.
        let runtime = tokio::runtime::Handle::current();
        let run = move || runtime.block_on(self.run(inbox, grown, tidy));
        std::thread::Builder::new().name("writer".into()).spawn(run).map(drop)
    }

    async fn run(mut self, mut inbox: mpsc::Receiver<Command>, grown: Grown, mut tidy: mpsc::Receiver<Tidy>) {
        let mut waiting = Waiting::default();
        // Whoever had the file before may have been killed with a removed text still in the log.
        grown.tell(true);
        let closes = loop {
            let step = self.step(&mut inbox, &mut tidy, &grown, &mut waiting);
            match AssertUnwindSafe(step).catch_unwind().await {
                Ok(Next::Step) => {}
                Ok(Next::End(answer)) => break answer,
                Err(_) => self.pull_together(&grown, &mut waiting).await,
            }
        };
        drop(grown);
        self.close().await;
        if let Some(answer) = closes {
            let _ = answer.send(());
        }
    }

    /// Waits for what is to be done next, and does it with all that waits beside it.
    async fn step(
        &mut self,
        inbox: &mut mpsc::Receiver<Command>,
        tidy: &mut mpsc::Receiver<Tidy>,
        grown: &Grown,
        waiting: &mut Waiting,
    ) -> Next {
        let first = if self.cleaning.is_empty() {
            tokio::select! {
                biased;
                Some(how) = tidy.recv() => {
                    self.asked_to_tidy(how, grown).await;
                    return Next::Step;
                }
                command = inbox.recv() => match command {
                    Some(command) => Some(command),
                    None => return Next::End(None),
                },
            }
        } else {
            // A piece of it between two groups. Meanwhile the log grows, and is begun anew as ever.
            self.clean_on(grown).await;
            if let Ok(how) = tidy.try_recv() {
                self.asked_to_tidy(how, grown).await;
            }
            match inbox.try_recv() {
                Ok(command) => Some(command),
                Err(TryRecvError::Empty) => None,
                Err(TryRecvError::Disconnected) => return Next::End(None),
            }
        };
        let mut next = first;
        let mut then = None;
        while let Some(command) = next.take() {
            match command {
                Command::Write(write) if write.lets_others_go_first() => waiting.patient.push(write),
                Command::Write(write) => waiting.group.push(write),
                other => {
                    then = Some(other);
                    break;
                }
            }
            if waiting.group.len() < GROUP_WRITES_MAX {
                next = inbox.try_recv().ok();
            }
        }
        for group in [&mut waiting.group, &mut waiting.patient] {
            if group.is_empty() {
                continue;
            }
            self.commit_group(group).await;
            self.frames.committed(&self.log, &mut self.unclean);
            self.removed |= self.tx.scrub;
            grown.tell(std::mem::take(&mut self.tx.scrub));
        }
        match then {
            None | Some(Command::Write(_)) => {}
            Some(Command::Checkpoint(answer)) => self.clean_before(Cleaned::Checkpoint(answer)),
            Some(Command::Close(answer)) => return Next::End(Some(answer)),
        }
        Next::Step
    }

    /// Has the log tidied up; before it is blanked, every page that was written is gone over.
    async fn asked_to_tidy(&mut self, how: Tidy, grown: &Grown) {
        match how {
            Tidy::BeginAnew | Tidy::Empty => self.tidy(how, grown).await,
            Tidy::Blank => self.clean_before(Cleaned::Tidy(how)),
        }
    }

    /// Has every page gone over that was written, piece by piece, before something is done with the log. Of a job that
    /// erases there may be thousands by now: nobody waits for all of them at once.
    fn clean_before(&mut self, next: Cleaned) {
        if self.cleaning.is_empty() {
            self.frames.look(&self.log, &mut self.unclean);
            self.unclean.begin();
        }
        self.cleaning.push_back(next);
    }

    /// Goes over some of the pages that were written, and does what waits for it once all were.
    async fn clean_on(&mut self, grown: &Grown) {
        self.frames.look(&self.log, &mut self.unclean);
        let cleaned = self.clean(CLEAN_PAGES_MAX);
        // What that has written is copied beside like everything else, and not by the writer when it comes to the end.
        grown.tell(false);
        if cleaned.is_ok() && !self.unclean.is_empty() {
            return;
        }
        self.removed &= cleaned.is_err();
        while let Some(next) = self.cleaning.pop_front() {
            match (next, &cleaned) {
                (Cleaned::Tidy(how), Ok(())) => self.tidy(how, grown).await,
                (Cleaned::Tidy(how), Err(error)) => {
                    self.tidy(how, grown).await;
                    self.untidied(how, error, grown);
                }
                (Cleaned::Checkpoint(answer), Ok(())) => {
                    let _ = answer.send(self.shorten(Tidy::Empty).await);
                }
                (Cleaned::Checkpoint(answer), Err(error)) => {
                    let _ = answer.send(Err(error.clone()));
                }
            }
        }
    }

    /// Goes over as many of the pages as were written since the last time, and so many more.
    fn clean(&mut self, more: usize) -> Result<(), StorageError> {
        let direct = match self.tx.direct.take() {
            Some(direct) => direct,
            None => (self.open_direct)()?,
        };
        let direct = self.tx.direct.insert(direct);
        let cleaned = direct.clean(&mut self.unclean, more);
        if cleaned.is_err() {
            self.tx.direct = self.tx.direct.take().and_then(Direct::roll_back);
        }
        cleaned
    }

    async fn tidy(&mut self, how: Tidy, grown: &Grown) {
        match self.shorten(how).await {
            Ok(()) => self.untidied = 0,
            Err(error) => self.untidied(how, &error, grown),
        }
    }

    /// Tidies the log up; before any of it is overwritten or cut off, all that is in it is looked at.
    async fn shorten(&mut self, how: Tidy) -> Result<(), StorageError> {
        let before = self.version().await?;
        let mut look = || self.frames.look(&self.log, &mut self.unclean);
        look();
        log::tidy(&mut self.tx.connection, &self.log, how, look).await?;
        if self.frames.cut_off(&self.log) && self.version().await? != before {
            // Another process has written since the look, and which pages is in the log no more.
            self.unclean.everything();
        }
        Ok(())
    }

    /// Changes when anybody else has written.
    async fn version(&mut self) -> Result<i64, StorageError> {
        Ok(sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut self.tx.connection).await?)
    }

    fn untidied(&mut self, how: Tidy, error: &StorageError, grown: &Grown) {
        self.untidied += 1;
        if self.untidied.is_multiple_of(TRIES_UNTOLD) {
            tracing::warn!(%error, "the store cannot be tidied up; what was removed may stay in its files");
        }
        grown.tell_failed(how);
    }

    /// After a panic outside of any write: were the writer to end with it, nobody could write any more. Whoever waits is
    /// told, what is open is taken back, and the log, which may have been at work on, is gone over once more.
    async fn pull_together(&mut self, grown: &Grown, waiting: &mut Waiting) {
        tracing::error!("the writer panicked beside its writes; it goes on");
        waiting.group.clear();
        waiting.patient.clear();
        self.tx.direct = self.tx.direct.take().and_then(Direct::roll_back);
        self.tx.goes_direct = false;
        if let Err(error) = sqlx::query("ROLLBACK").execute(&mut self.tx.connection).await {
            tracing::debug!(%error, "nothing to roll back");
        }
        if let Err(error) = log::be_patient(&mut self.tx.connection).await {
            tracing::warn!(%error, "the writer gives up sooner than it should while somebody holds the file");
        }
        self.versions = Versions { driver: VERSION_UNKNOWN, direct: VERSION_UNKNOWN };
        // Read afresh as well: it may be that of what is taken back.
        self.tx.chain = GENESIS;
        self.tx.happened.clear();
        self.tx.scrub = false;
        self.cleaning.clear();
        self.unclean.everything();
        grown.tell_failed(Tidy::Blank);
    }

    /// Lets go of the file; whoever waits for that may move it.
    async fn close(mut self) {
        // All of the file is gone over by who serves it, at their next start.
        self.frames.look(&self.log, &mut self.unclean);
        if self.removed
            && !self.unclean.is_everything()
            && let Err(error) = self.clean(usize::MAX)
        {
            tracing::warn!(%error, "what was written was not gone over; that is done at the next start");
        }
        let WriteTx { mut connection, direct, .. } = self.tx;
        drop(direct);
        let give_up = Instant::now() + CLOSING_PATIENCE;
        while let Err(error) = log::empty(&mut connection).await {
            if Instant::now() > give_up {
                tracing::warn!(%error, "the write-ahead log was not emptied; that is done at the next start");
                break;
            }
            tokio::time::sleep(CLOSING_RETRY).await;
        }
        let _ = connection.close().await;
    }

    /// All of the group in one transaction; if any breaks, each alone. None of them is to blame for a file
    /// that is held.
    async fn commit_group(&mut self, group: &mut Vec<Box<dyn Erased>>) {
        match self.transact(group).await {
            Ok(()) => self.answer(group.drain(..), Ok(())),
            Err(Broke::NotBegun(error @ StorageError::Unavailable(_))) => self.answer(group.drain(..), Err(error)),
            Err(Broke::NotBegun(error) | Broke::Inside(error)) if group.len() == 1 => {
                self.answer(group.drain(..), Err(error));
            }
            Err(_) => {
                for mut write in group.drain(..) {
                    let outcome = self.transact(std::slice::from_mut(&mut write)).await;
                    self.answer(std::iter::once(write), outcome.map_err(StorageError::from));
                }
            }
        }
    }

    async fn transact(&mut self, group: &mut [Box<dyn Erased>]) -> Result<(), Broke> {
        self.tx.now = self.tx.clock.now();
        let all_direct = self.tx.direct.is_some() && group.iter().all(|write| write.goes_direct());
        if all_direct && self.tx.now < self.forget_keys_at {
            match self.transact_by(true, group).await {
                Ok(()) => return Ok(()),
                Err(Broke::NotBegun(error @ StorageError::Unavailable(_))) => return Err(Broke::NotBegun(error)),
                Err(Broke::NotBegun(why) | Broke::Inside(why)) => {
                    tracing::debug!(%why, "the short way ends here; taking the long one")
                }
            }
        }
        self.transact_by(false, group).await
    }

    async fn transact_by(&mut self, direct: bool, group: &mut [Box<dyn Erased>]) -> Result<(), Broke> {
        let mark = Mark { chain: self.tx.chain, happened: self.tx.happened.len(), scrub: self.tx.scrub };
        self.tx.goes_direct = direct;
        let outcome = self.try_transact(group).await;
        if outcome.is_err() {
            if direct {
                // One that cannot be taken back is closed, and the lock that it holds goes with it.
                self.tx.direct = self.tx.direct.take().and_then(Direct::roll_back);
            } else if let Err(error) = sqlx::query("ROLLBACK").execute(&mut self.tx.connection).await {
                tracing::debug!(%error, "nothing to roll back");
            }
            self.tx.chain = mark.chain;
            // Another process may have written just before: what was read of it went with the rollback.
            self.versions = Versions { driver: VERSION_UNKNOWN, direct: VERSION_UNKNOWN };
            self.tx.happened.truncate(mark.happened);
            self.tx.scrub = mark.scrub;
        }
        self.tx.goes_direct = false;
        outcome
    }

    /// Answers once the transaction has begun, and what is kept in memory is what the file holds.
    async fn begin(&mut self) -> Result<(), Broke> {
        let (version, seen) = match self.tx.direct() {
            Some(direct) => (direct.begin().map_err(Broke::NotBegun)?, &mut self.versions.direct),
            None => {
                let begin = sqlx::query_scalar("BEGIN IMMEDIATE; SELECT data_version FROM pragma_data_version");
                let version = begin.fetch_one(&mut self.tx.connection).await;
                (version.map_err(|error| Broke::NotBegun(error.into()))?, &mut self.versions.driver)
            }
        };
        if version != *seen {
            self.tx.catch_up().await?;
            *seen = version;
        }
        Ok(())
    }

    async fn try_transact(&mut self, group: &mut [Box<dyn Erased>]) -> Result<(), Broke> {
        self.begin().await?;
        let forgets = self.tx.now >= self.forget_keys_at;
        if forgets {
            self.tx.forget_keys().await?;
            self.tx.forget_chat_tokens().await?;
            self.tx.forget_sessions().await?;
        }
        for write in group {
            // One that panics has broken like any other: were the writer to end with it, nobody could write any more.
            let run = AssertUnwindSafe(write.run(&mut self.tx)).catch_unwind().await;
            run.map_err(|_| StorageError::Inconsistent("a write panicked"))??;
        }
        match self.tx.direct() {
            Some(direct) => direct.commit()?,
            None => {
                sqlx::query("COMMIT").execute(&mut self.tx.connection).await.map_err(StorageError::from)?;
            }
        }
        if forgets {
            self.forget_keys_at = self.tx.now.plus_millis(FORGET_KEYS_EVERY_MS);
        }
        Ok(())
    }

    fn answer(&mut self, group: impl Iterator<Item = Box<dyn Erased>>, outcome: Result<(), StorageError>) {
        for write in group {
            write.answer(outcome.clone());
        }
        let happened = std::mem::take(&mut self.tx.happened);
        if !happened.is_empty() {
            (self.on_commit)(happened);
        }
    }
}
