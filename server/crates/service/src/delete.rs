//! Deletion as one transaction: the message goes, nothing stays in its place. Never publishes before the commit.

use domain::{Failure, Thing, Verb, act, view::OperationView};
use storage::{StorageError, Write, WriteTx};

use crate::{Actor, RemoveMessage, Service, removal};

struct Delete {
    actor: Actor,
    command: RemoveMessage,
}

impl Write for Delete {
    type Done = Result<OperationView, Failure>;

    fn goes_direct(&self) -> bool {
        true
    }

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, command } = self;
        let attempt = command.attempt(actor, Verb::Delete);
        let known = passed!(attempt.known(tx).await?);
        let fingerprint = command.fingerprint(Verb::Delete);
        if let Some(before) = removal::repeated_operation(tx, &known, fingerprint).await? {
            return Ok(before);
        }
        let grant = passed!(attempt.permit::<act::Delete>(tx, &known).await?);
        let Some(room) = &known.room else { return Ok(Err(Failure::NotFound(Thing::Room))) };
        let message = passed!(command.found(room, &known));
        if room.reason_required && command.reason.is_none() {
            return Ok(Err(Failure::ReasonRequired(Verb::Delete)));
        }
        let id = tx.delete(&grant, &known, room, message, &command.removal(actor, fingerprint)).await?;
        Ok(Ok(OperationView {
            id,
            verb: Verb::Delete,
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
    /// Takes a message away, tombstones too, and what is between two others as well.
    ///
    /// # Errors
    /// Denied; no such room or message (deleted before, too); a reason is required.
    pub async fn delete(&self, actor: &Actor, command: RemoveMessage) -> Result<OperationView, Failure> {
        self.remove(Verb::Delete, actor, Delete { actor: actor.clone(), command }).await
    }
}
