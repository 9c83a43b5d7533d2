//! How a refusal goes on the record: one entry, which holds who asked for what and why not. Changes nothing else.
//!
//! Whoever goes on asking for what they may not cannot fill the log: of one person's refusals so many in an hour stand
//! there one by one, and of those beyond them the first of each minute. What is on the record by then says how many that
//! are, so nothing of it is forgotten at a restart. All are answered alike, and the metrics count all.

use domain::{Denial, Failure, MessageId, RoomId, UserId, role_held};
use storage::{Entry, Known, StorageError, Write, WriteTx};

use crate::{Actor, Client, Service, throttle::Name};

/// Refusals of one person that go on the record one by one, in [`LATELY_MS`].
const ONE_BY_ONE: u64 = 100;
const LATELY_MS: i64 = 60 * 60 * 1000;
/// Time between two of those that come beyond them.
const THEN_EVERY_MS: i64 = 60 * 1000;

/// Puts a refusal on the record, unless its actor has filled so much of it lately that those there stand for this one too.
async fn enter(tx: &mut WriteTx, entry: &Entry) -> Result<(), StorageError> {
    if let Some(user) = entry.actor {
        let now = tx.now();
        let (lately, last) = tx.refusals_since(user, now.plus_millis(-LATELY_MS)).await?;
        if lately >= ONE_BY_ONE && last.is_some_and(|last| now < last.plus_millis(THEN_EVERY_MS)) {
            return Ok(());
        }
    }
    tx.audit(entry).await
}

/// Puts what the policy refused on the record, in the transaction that asked it.
pub(crate) async fn refuse(
    tx: &mut WriteTx,
    actor: &Actor,
    known: &Known,
    action: &'static str,
    room: Option<RoomId>,
    message: Option<MessageId>,
    denial: Denial,
) -> Result<Failure, StorageError> {
    enter(tx, &denied(actor, known, action, room, message, denial)).await?;
    Ok(denial.into())
}

/// As [`refuse`], of what was asked for about somebody; nobody when they are not there.
pub(crate) async fn refuse_about(
    tx: &mut WriteTx,
    actor: &Actor,
    known: &Known,
    action: &'static str,
    subject: Option<UserId>,
    denial: Denial,
) -> Result<Failure, StorageError> {
    let subject = match subject {
        Some(user) if tx.subject(user).await?.is_some() => Some(user),
        Some(_) | None => None,
    };
    enter(tx, &Entry { subject, ..denied(actor, known, action, None, None, denial) }).await?;
    Ok(denial.into())
}

fn denied(
    actor: &Actor,
    known: &Known,
    action: &'static str,
    room: Option<RoomId>,
    message: Option<MessageId>,
    denial: Denial,
) -> Entry {
    Entry {
        refusal: Some(denial.code()),
        room,
        message,
        ..Entry::new(Some(known.user), role_held(&known.facts), actor.way, action)
    }
}

/// A refusal that no write stands around.
struct Refused(Entry);

impl Write for Refused {
    type Done = ();

    async fn run(&self, tx: &mut WriteTx) -> Result<(), StorageError> {
        enter(tx, &self.0).await
    }
}

impl Service {
    /// Puts a refused read on the record, and answers with what to tell.
    pub(crate) async fn refuse_read(
        &self,
        actor: &Actor,
        known: &Known,
        action: &'static str,
        room: Option<RoomId>,
        message: Option<MessageId>,
        denial: Denial,
    ) -> Failure {
        self.on_record(denied(actor, known, action, room, message, denial), denial.into()).await
    }

    /// Puts a refusal on the record that no write stands around, and answers with what to tell. One that cannot be
    /// recorded is told as what broke: nothing was done either way.
    pub(crate) async fn on_record(&self, entry: Entry, failure: Failure) -> Failure {
        let told = match self.store().write(Refused(entry)).await {
            Ok(()) => failure,
            Err(error) => self.broke(error),
        };
        self.refused(told)
    }

    /// Whether what opened nothing goes on the record. Of those who keep trying from one address the first of each wait
    /// stands for all, so that nobody fills the log by knocking; all are answered alike.
    pub(crate) fn knocks(&self, client: &Client) -> bool {
        let names = [Name::knocking(&client.address)];
        self.throttle().attempt(&names, self.store().now()).map_or_else(|away| away.first, |()| true)
    }

    /// Counts what is answered with a failure.
    pub(crate) fn refused(&self, failure: Failure) -> Failure {
        self.tally().refusal(&failure);
        failure
    }
}
