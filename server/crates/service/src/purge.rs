//! Purging a room: hidden from everybody by one small commit, erased by a job afterwards.

use domain::{
    Conflict, EventNumber, Failure, Field, IdempotencyKey, Invalid, MessageId, Note, Problem, Reason, RoomId, Thing,
    Verb, act, view::OperationView,
};
use storage::{Removal, StorageError, Write, WriteTx};

use crate::{Actor, Service, attempt::Attempt, removal};

/// Asks for the removal of every message of a room.
#[derive(Debug, Clone)]
pub struct PurgeRoom {
    /// Which room.
    pub room: RoomId,
    /// The newest message that goes; later ones survive. `None`: all that are there when it is carried out.
    pub through: Option<MessageId>,
    /// The room's last event when the person looked at what would go: what was taken away or brought in since is a
    /// conflict. `None` where nobody was shown anything.
    pub seen: Option<EventNumber>,
    /// The room's name, typed to confirm; `None` where no person is asked, but a program says it by the call itself.
    pub confirmation: Option<String>,
    /// The public reason.
    pub reason: Option<Reason>,
    /// The private note.
    pub note: Option<Note>,
    /// The same key twice removes once.
    pub key: Option<IdempotencyKey>,
}

impl PurgeRoom {
    /// Parses the fields of a form or call.
    ///
    /// # Errors
    /// Names the first field that is not right.
    pub fn parse(
        room: &str,
        through: &str,
        seen: &str,
        confirmation: &str,
        reason: &str,
        note: &str,
        key: &str,
    ) -> Result<Self, Failure> {
        Ok(Self {
            room: room.parse()?,
            through: if through.is_empty() { None } else { Some(through.parse()?) },
            seen: seen_number(seen)?,
            confirmation: Some(confirmation.trim().to_owned()),
            reason: Reason::optional(reason)?,
            note: Note::optional(note)?,
            key: IdempotencyKey::optional(key)?,
        })
    }
}

/// Reads the number that a dialog was given; empty is none.
fn seen_number(text: &str) -> Result<Option<EventNumber>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    let malformed = |_| Invalid { field: Field::Filter, problem: Problem::Malformed };
    Ok(Some(EventNumber(text.parse().map_err(malformed)?)))
}

struct Purge {
    actor: Actor,
    command: PurgeRoom,
}

impl Write for Purge {
    type Done = Result<OperationView, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, command } = self;
        let attempt = Attempt::new(actor, "purge").of(command.room).under(command.key.as_ref());
        let known = passed!(attempt.known(tx).await?);
        let target = command.through.map_or(0, MessageId::raw);
        let (reason, note) = (command.reason.as_ref(), command.note.as_ref());
        let fingerprint = removal::fingerprint(Verb::Purge.code(), command.room, target, reason, note);
        if let Some(before) = removal::repeated_operation(tx, &known, fingerprint).await? {
            return Ok(before);
        }
        let grant = passed!(attempt.permit::<act::Purge>(tx, &known).await?);
        let Some(room) = &known.room else { return Ok(Err(Failure::NotFound(Thing::Room))) };
        if command.confirmation.as_deref().is_some_and(|typed| typed != room.name.trim()) {
            let invalid = Invalid { field: Field::Confirmation, problem: Problem::DoesNotMatch };
            return Ok(Err(invalid.into()));
        }
        if room.reason_required && command.reason.is_none() {
            return Ok(Err(Failure::ReasonRequired(Verb::Purge)));
        }
        let through = command.through.unwrap_or(room.last_message).min(room.last_message);
        // What was shown is what goes, or nothing. A room that was shown without a last message was shown empty.
        let was_empty = command.through.is_none();
        if let Some(seen) = command.seen
            && ((was_empty && room.message_count > 0) || tx.changed_since(room, seen, through).await?)
        {
            return Ok(Err(Conflict::RoomChanged.into()));
        }
        let key = command.key.clone().map(|key| (key, fingerprint));
        let removal = Removal { reason: command.reason.clone(), note: command.note.clone(), way: actor.way, key };
        let (id, job, count) = tx.purge(&grant, known.user, room, through, &removal).await?;
        Ok(Ok(OperationView {
            id,
            verb: Verb::Purge,
            room: room.id,
            message: None,
            count,
            at: tx.now(),
            role: grant.role(),
            job: Some(job),
        }))
    }
}

impl Service {
    /// Takes every message of a room away, up to and with `through`. From the answer on nobody can read them; a job
    /// erases them from the disk. The answer carries the exact count.
    ///
    /// # Errors
    /// Denied; no such room; the typed name does not match; a reason is required; what was shown is no longer what is
    /// there.
    pub async fn purge(&self, actor: &Actor, command: PurgeRoom) -> Result<OperationView, Failure> {
        let operation = self.remove(Verb::Purge, actor, Purge { actor: actor.clone(), command }).await?;
        self.jobs_wake().notify_one();
        Ok(operation)
    }
}
