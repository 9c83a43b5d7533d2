//! Writing a message.

use domain::{
    Conflict, Content, Earshot, Failure, IdempotencyKey, MessageId, RoomId, Thing, UserId, Within, act,
    view::{Body, Extra, MessageView},
};
use sha2::{Digest, Sha256};
use storage::{Known, KnownMessage, NewMessage, Remembered, StorageError, Write, WriteTx};

use crate::{Actor, Service, aside, attempt::Attempt, elastic, removal};

/// Asks for a message to be written.
#[derive(Debug, Clone)]
pub struct SendMessage {
    /// In which room.
    pub room: RoomId,
    /// Its text.
    pub content: Content,
    /// What it answers to.
    pub reply_to: Option<MessageId>,
    /// The same key twice writes once.
    pub key: Option<IdempotencyKey>,
    /// What a program sends along.
    pub extra: Extra,
    /// In which sub-channel of an elastic channel.
    pub within: Within,
    /// To one member only.
    pub to: Option<UserId>,
}

impl SendMessage {
    /// Parses the fields of a form.
    ///
    /// # Errors
    /// Names the first field that is not right.
    pub fn parse(room: &str, content: &str, reply_to: &str, key: &str) -> Result<Self, Failure> {
        Ok(Self {
            room: room.parse()?,
            content: Content::typed(content)?,
            reply_to: if reply_to.is_empty() { None } else { Some(reply_to.parse()?) },
            key: IdempotencyKey::optional(key)?,
            extra: Extra::default(),
            within: Within::Room,
            to: None,
        })
    }

    /// Knows nothing of the content, not even a hash by which it could be guessed: it outlives the message.
    ///
    /// It knows where the message belongs: who has another place since asks for another message.
    fn fingerprint(&self, known: &Known) -> [u8; 32] {
        let mut digest = Sha256::new();
        digest.update(b"send");
        digest.update(self.room.raw().to_be_bytes());
        digest.update(self.reply_to.map_or(0, MessageId::raw).to_be_bytes());
        let own = known.room.as_ref().and_then(|room| room.own_sub_channel);
        if let Some(sub_channel) = self.within.named().or(own) {
            digest.update(sub_channel.raw().to_be_bytes());
        }
        if let Some(to) = self.to {
            digest.update(b"to");
            digest.update(to.raw().to_be_bytes());
        }
        digest.finalize().into()
    }

    /// Whether what was written under the same key cannot have been this. An edited message may have been anything.
    fn differs_from(&self, written: &MessageView) -> bool {
        match &written.body {
            Body::Text(text) => {
                let same = text == self.content.as_str()
                    && written.extra.as_deref().map(parts).unwrap_or_default() == parts(&self.extra);
                written.edited_at.is_none() && !same
            }
            Body::Redacted(_) => false,
        }
    }
}

/// What comes along with a message; nothing and an empty text are the same.
fn parts(extra: &Extra) -> (&str, &str) {
    (extra.metadata.as_deref().unwrap_or_default(), extra.more.as_deref().unwrap_or_default())
}

struct Send {
    actor: Actor,
    command: SendMessage,
}

impl Write for Send {
    type Done = Result<MessageView, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, command } = self;
        let attempt = Attempt::new(actor, "send").of(command.room).under(command.key.as_ref());
        let known = passed!(attempt.on(command.reply_to).known(tx).await?);
        let fingerprint = command.fingerprint(&known);
        let earshot = Earshot::of(&known.facts, known.user);
        // The answer shows what is there now, quotes too: only to somebody who may still see it.
        if elastic::may_enter(&known, command.within)
            && let Some(before) = removal::repeated(&known, fingerprint)
        {
            return Ok(match before {
                Ok(made) => match tx.message(command.room, MessageId::from_raw(made), earshot).await? {
                    Some(written) if command.differs_from(&written) => Err(Conflict::KeyReused.into()),
                    Some(written) => Ok(written),
                    // It was removed since: there is nothing to show, and nothing is written anew.
                    None => Err(Conflict::RemovedSince.into()),
                },
                Err(failure) => Err(failure),
            });
        }
        let grant = passed!(attempt.permit::<act::Send>(tx, &known).await?);
        let Some(room) = &known.room else { return Ok(Err(Failure::NotFound(Thing::Room))) };
        let sub_channel = passed!(elastic::place(tx, actor, &known, room, command.within).await?);
        // Nothing is quoted out of another sub-channel, nor what is not for all.
        let quotable = |message: &KnownMessage| {
            message.redacted.is_none() && message.sub_channel == sub_channel && message.target.is_none()
        };
        if command.reply_to.is_some() && !known.message.as_ref().is_some_and(quotable) {
            return Ok(Err(Failure::NotFound(Thing::Message)));
        }
        let SendMessage { content, reply_to, extra, to, .. } = command;
        if let Some(to) = *to
            && !aside::can_be_told(tx, &known, room.id, sub_channel, to).await?
        {
            return Ok(Err(Failure::NotFound(Thing::Member)));
        }
        let new = NewMessage { content, reply_to: *reply_to, extra, sub_channel, target: *to };
        let sent = tx.send(&grant, &known, room, new).await?;
        if let Some(key) = &command.key {
            tx.remember(known.user, key.as_str(), Remembered { fingerprint, made: sent.id.raw() }).await?;
        }
        Ok(Ok(sent))
    }
}

impl Service {
    /// Writes a message.
    ///
    /// # Errors
    /// Denied; no such room; what it answers to is not there.
    pub async fn send(&self, actor: &Actor, command: SendMessage) -> Result<MessageView, Failure> {
        self.act(Send { actor: actor.clone(), command }).await
    }
}
