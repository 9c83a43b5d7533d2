//! Deleting a room: its messages are purged and it is nobody's from the same commit on.

use domain::{Failure, RoomId, Thing, Verb, act, permit};
use storage::{Entry, Removal, StorageError, Write, WriteTx};

use crate::{Actor, Service, attempt::Attempt};

struct DeleteRoom {
    actor: Actor,
    room: RoomId,
}

impl Write for DeleteRoom {
    type Done = Result<(), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, room } = self;
        let attempt = Attempt::new(actor, "room.delete").of(*room);
        let known = passed!(attempt.known(tx).await?);
        let grants = permit::<act::GovernRoom>(&known.facts)
            .and_then(|govern| permit::<act::Purge>(&known.facts).map(|purge| (govern, purge)));
        let (govern, purge) = passed!(attempt.settle(tx, &known, grants).await?);
        let Some(room) = &known.room else { return Ok(Err(Failure::NotFound(Thing::Room))) };
        if room.reason_required {
            return Ok(Err(Failure::ReasonRequired(Verb::Purge)));
        }
        let removal = Removal { reason: None, note: None, way: actor.way, key: None };
        tx.purge(&purge, known.user, room, room.last_message, &removal).await?;
        tx.delete_room(&govern, room.id).await?;
        let entry = Entry {
            room: Some(room.id),
            ..Entry::new(Some(known.user), Some(govern.role()), actor.way, "room.delete")
        };
        tx.audit(&entry).await.map(Ok)
    }
}

impl Service {
    /// Deletes a room with all that is in it, for good. Feeds of the room end at once; a job erases its messages.
    ///
    /// # Errors
    /// Denied; no such room; the room demands a reason for removals, and this one has none.
    pub async fn delete_room(&self, actor: &Actor, room: RoomId) -> Result<(), Failure> {
        self.act(DeleteRoom { actor: actor.clone(), room }).await?;
        self.hub().end_room(room);
        self.jobs_wake().notify_one();
        Ok(())
    }
}
