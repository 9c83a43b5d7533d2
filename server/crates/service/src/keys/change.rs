//! Approves a key, or disables it for good.

use domain::{Act, Conflict, Failure, KeyId, KeyState, Thing, UserId};
use storage::{StorageError, Write, WriteTx};

use super::By;
use crate::{Actor, Service, actor, attempt::Attempt};

/// What is done to a key.
#[derive(Debug, Clone, Copy)]
enum Change {
    Approve,
    Disable,
}

impl Change {
    const fn action(self) -> &'static str {
        match self {
            Self::Approve => "key.approve",
            Self::Disable => "key.disable",
        }
    }

    /// The state afterwards; a refusal when it cannot be.
    const fn from(self, state: KeyState) -> Result<KeyState, Conflict> {
        match (self, state) {
            (Self::Disable, _) => Ok(KeyState::Disabled),
            (Self::Approve, KeyState::Active | KeyState::Pending) => Ok(KeyState::Active),
            (Self::Approve, KeyState::Disabled) => Err(Conflict::KeyDisabled),
        }
    }
}

struct ChangeKey {
    actor: Actor,
    key: KeyId,
    change: Change,
}

impl Write for ChangeKey {
    type Done = Result<(), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, key, change } = self;
        let attempt = Attempt::new(actor, change.action());
        let known = passed!(attempt.known(tx).await?);
        let owner = tx.key_owner(*key).await?;
        // Nobody says yes to a key of their own by owning it.
        let own = matches!(change, Change::Disable) && owner.is_some_and(|(owner, _)| owner == known.user);
        let attempt = attempt.about(owner.map(|(owner, _)| owner));
        let role = passed!(attempt.decide(tx, &known, Act::ManageKeys { own }).await?);
        let by = By { actor: Some(known.user), role: Some(role), door: actor.way.door };
        change_state(tx, *key, owner, *change, by).await
    }
}

/// Changes a key's state: what the command line does.
struct Operate {
    key: KeyId,
    change: Change,
}

impl Write for Operate {
    type Done = Result<(), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let owner = tx.key_owner(self.key).await?;
        change_state(tx, self.key, owner, self.change, By::SERVER).await
    }
}

async fn change_state(
    tx: &mut WriteTx,
    key: KeyId,
    owner: Option<(UserId, KeyState)>,
    change: Change,
    by: By,
) -> Result<Result<(), Failure>, StorageError> {
    let Some((owner, before)) = owner else {
        return Ok(Err(Failure::NotFound(Thing::Key)));
    };
    let after = passed!(change.from(before));
    if after != before {
        tx.set_key_state(key, after).await?;
        tx.audit(&by.entry(owner, key, change.action())).await?;
    }
    Ok(Ok(()))
}

impl Service {
    /// Disables a key, for good; its live feeds end at once. One that is disabled already stays so.
    ///
    /// # Errors
    /// Denied; no such key.
    pub async fn disable_key(&self, actor: &Actor, key: KeyId) -> Result<(), Failure> {
        self.act(ChangeKey { actor: actor.clone(), key, change: Change::Disable }).await?;
        self.hub().end_session(actor::key_number(key));
        Ok(())
    }

    /// Lets a pending key open what it is for.
    ///
    /// # Errors
    /// Denied: only platform admins do this; no such key; it was disabled.
    pub async fn approve_key(&self, actor: &Actor, key: KeyId) -> Result<(), Failure> {
        self.act(ChangeKey { actor: actor.clone(), key, change: Change::Approve }).await
    }

    /// As [`Service::disable_key`] or [`Service::approve_key`], by the server itself.
    ///
    /// # Errors
    /// No such key; it was disabled.
    pub async fn operate_key(&self, key: KeyId, disable: bool) -> Result<(), Failure> {
        let change = if disable { Change::Disable } else { Change::Approve };
        self.act(Operate { key, change }).await
    }
}
