//! Making a room for a program that may ask twice for the same one.

use domain::{AccountId, Act, Email, Failure, IdempotencyKey, RoomId, decide};
use storage::{Remembered, StorageError, Write, WriteTx};

use crate::{Actor, CreateRoom, Service, attempt::Attempt, fingerprint::Fingerprint, removal, rooms::Create};

struct CreateOnce {
    create: Create,
    key: IdempotencyKey,
}

impl CreateOnce {
    /// Tells a repeated request from another one under the same key.
    fn fingerprint(&self) -> [u8; 32] {
        let CreateRoom { name, kind, account, people } = &self.create.command;
        let texts = ["room.create", name.as_str(), kind.code()].into_iter().chain(people.iter().map(Email::as_str));
        Fingerprint::of(texts).id(account.map_or(0, AccountId::raw)).done()
    }
}

impl Write for CreateOnce {
    type Done = Result<RoomId, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { create, key } = self;
        let attempt = Attempt::new(&create.actor, "room.create").under(Some(key));
        let known = passed!(attempt.known(tx).await?);
        let fingerprint = self.fingerprint();
        // Whoever may no longer make the room is refused below, as for a new one.
        if decide(&known.facts, Act::CreateRoom { account: create.command.account }).is_ok()
            && let Some(before) = removal::repeated(&known, fingerprint)
        {
            return Ok(before.map(RoomId::from_raw));
        }
        let room = passed!(create.run(tx).await?);
        tx.remember(known.user, key.as_str(), Remembered { fingerprint, made: room.raw() }).await?;
        Ok(Ok(room))
    }
}

impl Service {
    /// Makes a room; the same key twice makes one.
    ///
    /// # Errors
    /// As [`Service::create_room`]; the key was used for another room.
    pub async fn create_room_once(
        &self,
        actor: &Actor,
        command: CreateRoom,
        key: Option<IdempotencyKey>,
    ) -> Result<RoomId, Failure> {
        let create = Create { actor: actor.clone(), command };
        match key {
            Some(key) => self.act(CreateOnce { create, key }).await,
            None => self.act(create).await,
        }
    }
}
