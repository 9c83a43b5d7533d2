//! What a member says that is kept nowhere: it has an id like every message, and is told to those who listen right now:
//! to all of them, to those of one sub-channel, or to one member and nobody else.

use domain::{Act, Audience, Failure, IdempotencyKey, MessageId, RoomId, Thing, UserId, Within};
use live::Word;
use storage::{Known, KnownRoom, Remembered, StorageError, Write, WriteTx};

use crate::{Actor, Service, aside, attempt::Attempt, channels::key_of, elastic, fingerprint::Fingerprint, removal};

/// Asks for something to be said.
#[derive(Debug, Clone)]
pub struct Whisper {
    /// In which room.
    pub room: RoomId,
    /// In which sub-channel of an elastic channel.
    pub within: Within,
    /// To one member only.
    pub to: Option<UserId>,
    /// The same key twice says it once.
    pub key: Option<IdempotencyKey>,
}

struct Whispering {
    actor: Actor,
    command: Whisper,
}

/// What was decided on a word.
enum Decided {
    Now(MessageId, Audience),
    Before(MessageId),
}

impl Whispering {
    /// Who is told.
    async fn audience(
        &self,
        tx: &mut WriteTx,
        known: &Known,
        room: &KnownRoom,
    ) -> Result<Result<Audience, Failure>, StorageError> {
        let Whisper { within, to, .. } = self.command;
        let place = passed!(elastic::place(tx, &self.actor, known, room, within).await?);
        let Some(to) = to else { return Ok(Ok(place.map_or(Audience::Everybody, Audience::SubChannel))) };
        let there = aside::can_be_told(tx, known, room.id, place, to).await?;
        Ok(if there { Ok(Audience::Between(known.user, to, place)) } else { Err(Failure::NotFound(Thing::Member)) })
    }
}

impl Write for Whispering {
    type Done = Result<Decided, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, command } = self;
        let room = command.room;
        let key = key_of("whisper", command.key.as_ref());
        let attempt = Attempt::new(actor, "send").of(room).under(key.as_ref());
        let known = passed!(attempt.known(tx).await?);
        passed!(attempt.decide(tx, &known, Act::Send).await?);
        let Some(found) = &known.room else { return Ok(Err(Failure::NotFound(Thing::Room))) };
        let audience = passed!(self.audience(tx, &known, found).await?);
        // Nothing of the content: it is kept nowhere, not even as a hash.
        let fingerprint = match audience {
            Audience::Everybody => Fingerprint::of(["whisper"]).id(room.raw()).done(),
            Audience::SubChannel(place) => Fingerprint::of(["whisper"]).id(room.raw()).id(place.raw()).done(),
            Audience::Between(_, to, _) => Fingerprint::of(["whisper to"]).id(room.raw()).id(to.raw()).done(),
        };
        if let Some(before) = removal::repeated(&known, fingerprint) {
            return Ok(before.map(|made| Decided::Before(MessageId::from_raw(made))));
        }
        let id: MessageId = tx.new_id();
        if let Some(key) = key {
            tx.remember(known.user, key.as_str(), Remembered { fingerprint, made: id.raw() }).await?;
        }
        Ok(Ok(Decided::Now(id, audience)))
    }
}

impl Service {
    /// Says something to those who listen to a room in a language, and keeps nothing of it. `text` is written when it
    /// is known which id it goes by.
    ///
    /// # Errors
    /// Denied; no such room, sub-channel or member; the key was used for something else.
    pub async fn whisper(
        &self,
        actor: &Actor,
        command: Whisper,
        language: &'static str,
        text: impl FnOnce(MessageId) -> Vec<u8> + Send,
    ) -> Result<MessageId, Failure> {
        let room = command.room;
        match self.act(Whispering { actor: actor.clone(), command }).await? {
            Decided::Before(id) => Ok(id),
            Decided::Now(id, audience) => {
                self.hub().say(&Word { room, audience, language, text: text(id).into() });
                Ok(id)
            }
        }
    }
}
