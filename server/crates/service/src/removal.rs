//! What the removals of one message share: the command and its repetition.

use domain::{
    Failure, IdempotencyKey, MessageId, Note, Reason, RoomId, SubChannelId, Thing, Verb, view::OperationView,
};
use storage::{Known, KnownMessage, KnownRoom, Removal, StorageError, Write, WriteTx};

use crate::{Actor, Service, attempt::Attempt, fingerprint::Fingerprint};

/// Asks for the removal of one message.
#[derive(Debug, Clone)]
pub struct RemoveMessage {
    /// In which room.
    pub room: RoomId,
    /// Which message.
    pub message: MessageId,
    /// The public reason.
    pub reason: Option<Reason>,
    /// The private note.
    pub note: Option<Note>,
    /// The same key twice removes once.
    pub key: Option<IdempotencyKey>,
    /// The sub-channel that it is said to be in; in an elastic channel it must be.
    pub sub_channel: Option<SubChannelId>,
}

impl RemoveMessage {
    /// The removal of a message of a room, with nothing said about it.
    #[must_use]
    pub const fn new(room: RoomId, message: MessageId) -> Self {
        Self { room, message, reason: None, note: None, key: None, sub_channel: None }
    }

    /// Parses the fields of a form or call.
    ///
    /// # Errors
    /// Names the first field that is not right.
    pub fn parse(room: &str, message: &str, reason: &str, note: &str, key: &str) -> Result<Self, Failure> {
        Ok(Self {
            room: room.parse()?,
            message: message.parse()?,
            reason: Reason::optional(reason)?,
            note: Note::optional(note)?,
            key: IdempotencyKey::optional(key)?,
            sub_channel: None,
        })
    }

    /// The message, if it is there and where it is said to be.
    pub(crate) fn found<'k>(&self, room: &KnownRoom, known: &'k Known) -> Result<&'k KnownMessage, Failure> {
        let message = known.message.as_ref().filter(|message| room.has_there(message, self.sub_channel));
        message.ok_or(Failure::NotFound(Thing::Message))
    }

    pub(crate) fn attempt<'a>(&'a self, actor: &'a Actor, verb: Verb) -> Attempt<'a> {
        Attempt::new(actor, verb.code()).of(self.room).on(self.message).under(self.key.as_ref())
    }

    pub(crate) fn removal(&self, actor: &Actor, fingerprint: [u8; 32]) -> Removal {
        let key = self.key.clone().map(|key| (key, fingerprint));
        Removal { reason: self.reason.clone(), note: self.note.clone(), way: actor.way, key }
    }

    pub(crate) fn fingerprint(&self, verb: Verb) -> [u8; 32] {
        fingerprint(verb.code(), self.room, self.message.raw(), self.reason.as_ref(), self.note.as_ref())
    }
}

/// Tells a repeated request from another one under the same key.
pub(crate) fn fingerprint(
    what: &str,
    room: RoomId,
    target: i64,
    reason: Option<&Reason>,
    note: Option<&Note>,
) -> [u8; 32] {
    let texts = [what, reason.map_or("", Reason::as_str), note.map_or("", Note::as_str)];
    Fingerprint::of(texts).id(room.raw()).id(target).done()
}

/// What the same request made before, if it was made before.
pub(crate) fn repeated(known: &Known, fingerprint: [u8; 32]) -> Option<Result<i64, Failure>> {
    known.remembered.map(|before| {
        if before.fingerprint == fingerprint { Ok(before.made) } else { Err(domain::Conflict::KeyReused.into()) }
    })
}

/// The operation that the same request made before, if it was made before.
pub(crate) async fn repeated_operation(
    tx: &mut WriteTx,
    known: &Known,
    fingerprint: [u8; 32],
) -> Result<Option<Result<OperationView, Failure>>, StorageError> {
    match repeated(known, fingerprint) {
        None => Ok(None),
        Some(Err(failure)) => Ok(Some(Err(failure))),
        Some(Ok(made)) => tx
            .removal(made)
            .await?
            .map(|operation| Some(Ok(operation)))
            .ok_or(StorageError::Inconsistent("remembered operation")),
    }
}

impl Service {
    /// Carries out a removal, and counts what came of it.
    pub(crate) async fn remove<W>(&self, verb: Verb, actor: &Actor, write: W) -> Result<OperationView, Failure>
    where
        W: Write<Done = Result<OperationView, Failure>>,
    {
        let answer = self.act(write).await;
        self.tally().removal(verb, actor.way.door, &answer);
        answer
    }
}
