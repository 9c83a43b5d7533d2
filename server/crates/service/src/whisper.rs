//! What a member says that is kept nowhere: it has an id like every message, and is told to those who listen right now.

use domain::{Failure, IdempotencyKey, MessageId, RoomId, Thing, act, permit};
use live::Word;
use storage::{Asks, Remembered, StorageError, Write, WriteTx};

use crate::{Actor, Service, channels::key_of, fingerprint::Fingerprint, refusal, removal};

struct Whisper {
    actor: Actor,
    room: RoomId,
    key: Option<IdempotencyKey>,
}

/// What was decided on a word.
enum Heard {
    Now(MessageId),
    Before(MessageId),
}

impl Write for Whisper {
    type Done = Result<Heard, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, room, key } = self;
        let key = key_of("whisper", key.as_ref());
        let asks = Asks { who: actor.who, room: Some(*room), message: None, key: key.clone() };
        let Some(known) = tx.known_to(&asks).await? else { return Ok(Err(Failure::SignedOut)) };
        if let Err(denial) = permit::<act::Send>(&known.facts) {
            return refusal::refuse(tx, actor, &known, "send", Some(*room), None, denial).await.map(Err);
        }
        if known.room.is_none() {
            return Ok(Err(Failure::NotFound(Thing::Room)));
        }
        // Nothing of the content: it is kept nowhere, not even as a hash.
        let fingerprint = Fingerprint::of(["whisper"]).id(room.raw()).done();
        if let Some(before) = removal::repeated(&known, fingerprint) {
            return Ok(before.map(|made| Heard::Before(MessageId::from_raw(made))));
        }
        let id: MessageId = tx.new_id();
        if let Some(key) = key {
            tx.remember(known.user, key.as_str(), Remembered { fingerprint, made: id.raw() }).await?;
        }
        Ok(Ok(Heard::Now(id)))
    }
}

impl Service {
    /// Says something to those who listen to a room in a language, and keeps nothing of it. `text` is written when it
    /// is known which id it goes by. The same key twice says it once.
    ///
    /// # Errors
    /// Denied; no such room; the key was used for something else.
    pub async fn whisper(
        &self,
        actor: &Actor,
        room: RoomId,
        key: Option<IdempotencyKey>,
        language: &'static str,
        text: impl FnOnce(MessageId) -> Vec<u8> + Send,
    ) -> Result<MessageId, Failure> {
        match self.act(Whisper { actor: actor.clone(), room, key }).await? {
            Heard::Before(id) => Ok(id),
            Heard::Now(id) => {
                self.hub().say(&Word { room, language, text: text(id).into() });
                Ok(id)
            }
        }
    }
}
