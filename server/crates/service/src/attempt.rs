//! What a write begins with: who attempts what, what is known of them and of that, and whether they may. What the policy
//! refuses goes on the record here.

use domain::{Act, Denial, Failure, Grant, IdempotencyKey, MessageId, Permit, Role, RoomId, UserId, decide, permit};
use storage::{Asks, Known, StorageError, WriteTx};

use crate::{Actor, refusal};

/// Takes what there is. A failure ends the write with it as its answer, and with what it wrote so far: a refusal's
/// entry is to stay.
macro_rules! passed {
    ($answer:expr) => {
        match $answer {
            Ok(passed) => passed,
            Err(failure) => return Ok(Err(failure.into())),
        }
    };
}

/// Who attempts what, and with which room, message or user.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt<'a> {
    actor: &'a Actor,
    /// As the audit log calls it.
    action: &'static str,
    room: Option<RoomId>,
    message: Option<MessageId>,
    subject: Option<UserId>,
    key: Option<&'a IdempotencyKey>,
}

impl<'a> Attempt<'a> {
    pub(crate) const fn new(actor: &'a Actor, action: &'static str) -> Self {
        Self { actor, action, room: None, message: None, subject: None, key: None }
    }

    /// With a room.
    pub(crate) fn of(self, room: impl Into<Option<RoomId>>) -> Self {
        Self { room: room.into(), ..self }
    }

    /// With a message of the room.
    pub(crate) fn on(self, message: impl Into<Option<MessageId>>) -> Self {
        Self { message: message.into(), ..self }
    }

    /// With somebody, who stands in the entry of a refusal if they are there.
    pub(crate) fn about(self, subject: impl Into<Option<UserId>>) -> Self {
        Self { subject: subject.into(), ..self }
    }

    /// Under a key: what was done before under it is known too.
    pub(crate) fn under(self, key: Option<&'a IdempotencyKey>) -> Self {
        Self { key, ..self }
    }

    /// What is known, unless session, key or token have ended.
    pub(crate) async fn known(&self, tx: &mut WriteTx) -> Result<Result<Known, Failure>, StorageError> {
        let Self { actor, room, message, key, .. } = *self;
        let known = tx.known_to(&Asks { who: actor.who, room, message, key: key.cloned() }).await?;
        Ok(known.ok_or(Failure::SignedOut))
    }

    /// The role that the actor may do it from; or why not, on the record.
    pub(crate) async fn decide(
        &self,
        tx: &mut WriteTx,
        known: &Known,
        act: Act,
    ) -> Result<Result<Role, Failure>, StorageError> {
        self.settle(tx, known, decide(&known.facts, act)).await
    }

    /// The grant that the store asks for; or why there is none, on the record.
    pub(crate) async fn permit<A: Permit>(
        &self,
        tx: &mut WriteTx,
        known: &Known,
    ) -> Result<Result<Grant<A>, Failure>, StorageError> {
        self.settle(tx, known, permit(&known.facts)).await
    }

    /// What was decided; a denial goes on the record.
    pub(crate) async fn settle<T>(
        &self,
        tx: &mut WriteTx,
        known: &Known,
        decided: Result<T, Denial>,
    ) -> Result<Result<T, Failure>, StorageError> {
        let denial = match decided {
            Ok(leave) => return Ok(Ok(leave)),
            Err(denial) => denial,
        };
        let Self { actor, action, room, message, subject, .. } = *self;
        if subject.is_some() {
            return refusal::refuse_about(tx, actor, known, action, subject, denial).await.map(Err);
        }
        refusal::refuse(tx, actor, known, action, room, message, denial).await.map(Err)
    }
}
