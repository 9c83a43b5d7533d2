//! Redaction as one transaction: the content goes, a tombstone stays. Never publishes before the commit.

use domain::{Failure, Thing, Verb, act, view::OperationView};
use storage::{StorageError, Write, WriteTx};

use crate::{Actor, RemoveMessage, Service, aside, removal};

struct Redact {
    actor: Actor,
    command: RemoveMessage,
}

impl Write for Redact {
    type Done = Result<OperationView, Failure>;

    fn goes_direct(&self) -> bool {
        true
    }

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, command } = self;
        let attempt = command.attempt(actor, Verb::Redact);
        let known = passed!(attempt.known(tx).await?);
        let fingerprint = command.fingerprint(Verb::Redact);
        if let Some(before) = removal::repeated_operation(tx, &known, fingerprint).await? {
            return Ok(before);
        }
        let grant = passed!(attempt.permit::<act::Redact>(tx, &known).await?);
        let Some(room) = &known.room else { return Ok(Err(Failure::NotFound(Thing::Room))) };
        let message = passed!(command.found(room, &known));
        passed!(aside::heard(tx, actor, &known, "redact").await?);
        if let Some((at, by, role)) = message.redacted {
            return Ok(Err(Failure::AlreadyRedacted { at, by, role }));
        }
        if room.reason_required && command.reason.is_none() {
            return Ok(Err(Failure::ReasonRequired(Verb::Redact)));
        }
        let id = tx.redact(&grant, &known, room, message, &command.removal(actor, fingerprint)).await?;
        Ok(Ok(OperationView {
            id,
            verb: Verb::Redact,
            room: room.id,
            message: Some(message.id),
            count: 1,
            at: tx.now(),
            role: grant.role(),
            job: None,
        }))
    }
}

impl Service {
    /// Takes a message's content and metadata away; a tombstone stays in its place. Whoever cannot read a message, as a
    /// program cannot what is between two others, can delete it and not redact it.
    ///
    /// # Errors
    /// Denied; no such room or message; already redacted, with who and when; a reason is required.
    pub async fn redact(&self, actor: &Actor, command: RemoveMessage) -> Result<OperationView, Failure> {
        self.remove(Verb::Redact, actor, Redact { actor: actor.clone(), command }).await
    }
}
