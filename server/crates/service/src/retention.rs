//! For how long an account keeps messages: an admin sets it, and the server purges what is older. And for how long a
//! channel is kept, as it was set when it was made: the server deletes it when it is over.

use std::time::Duration;

use domain::{
    AccountId, Act, Door, Failure, Note, Reason, Retention, RetentionRule, RoomId, Timestamp, permit_by_expiration,
    permit_by_rule,
};
use storage::{Entry, Over, Removal, StorageError, Write, WriteTx};

use crate::{Actor, Service, attempt::Attempt};

/// Time between the setting of a rule and the first removal by it, in which it can be taken back.
const BEGINS_AFTER_MS: i64 = 24 * 60 * 60 * 1000;
/// Time between two looks for messages that are too old.
const LOOK_EVERY: Duration = Duration::from_secs(10 * 60);

struct SetRetention {
    actor: Actor,
    account: Option<AccountId>,
    kept: Retention,
}

impl Write for SetRetention {
    type Done = Result<RetentionRule, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        const ACTION: &str = "account.retention";
        let Self { actor, account, kept } = self;
        let attempt = Attempt::new(actor, ACTION);
        let known = passed!(attempt.known(tx).await?);
        let role = passed!(attempt.decide(tx, &known, Act::GovernAccount { account: *account }).await?);
        let begins_at = tx.now().plus_millis(BEGINS_AFTER_MS);
        let rule = RetentionRule { kept: *kept, set_by: known.user, role, begins_at };
        tx.set_retention(*account, &rule).await?;
        // What the days are is for those who moderate; the log holds no content, and this is none.
        let note = Note::optional(&kept.to_string()).ok().flatten();
        tx.audit(&Entry { note, ..Entry::new(Some(known.user), Some(role), actor.way, ACTION) }).await?;
        Ok(Ok(rule))
    }
}

/// The removal of what was kept for so many days.
fn at_the_end_of(days: u32) -> Removal {
    let reason = Reason::optional(&format!("Kept for {days} days")).ok().flatten();
    Removal { reason, note: None, way: Door::Job.into(), key: None }
}

/// Purges what is too old in a room at the moment of a look.
struct Retain(RoomId, Timestamp);

impl Write for Retain {
    type Done = u64;

    fn lets_others_go_first(&self) -> bool {
        true
    }

    async fn run(&self, tx: &mut WriteTx) -> Result<u64, StorageError> {
        let Some(due) = tx.due(self.0, self.1).await? else { return Ok(0) };
        let grant = permit_by_rule(&due.rule);
        let removal = at_the_end_of(due.days.days());
        let (_, _, count) = tx.purge(&grant, due.rule.set_by, &due.room, due.through, &removal).await?;
        Ok(count)
    }
}

/// Deletes a channel that is over, as its owner would.
struct Expire(RoomId);

impl Write for Expire {
    type Done = bool;

    fn lets_others_go_first(&self) -> bool {
        true
    }

    async fn run(&self, tx: &mut WriteTx) -> Result<bool, StorageError> {
        let Some(Over { room, rule }) = tx.over(self.0).await? else { return Ok(false) };
        let (govern, purge) = permit_by_expiration(&rule);
        let removal = at_the_end_of(rule.kept.days);
        tx.purge(&purge, rule.set_by, &room, room.last_message, &removal).await?;
        tx.delete_room(&govern, room.id).await?;
        let entry = Entry::new(Some(rule.set_by), Some(govern.role()), Door::Job, "room.delete");
        tx.audit(&Entry { room: Some(room.id), reason: removal.reason, ..entry }).await.map(|()| true)
    }
}

impl Service {
    /// For how long an account keeps messages; `None` when nobody ever said.
    ///
    /// # Errors
    /// No such account; the actor is no admin of it.
    pub async fn retention(&self, actor: &Actor, account: Option<AccountId>) -> Result<Option<RetentionRule>, Failure> {
        self.admin_of(actor, account, Act::SeeUsers { account }, "account.see").await?;
        self.store().retention(account).await.map_err(|error| self.broke(error))
    }

    /// Sets for how long an account keeps messages. What is older goes from a day later on, so that a mistake can be
    /// mended.
    ///
    /// # Errors
    /// No such account; the actor is no admin of it.
    pub async fn set_retention(
        &self,
        actor: &Actor,
        account: Option<AccountId>,
        kept: Retention,
    ) -> Result<RetentionRule, Failure> {
        let known = self.known(actor).await?;
        self.account_seen_by(actor, &known, account).await?;
        self.act(SetRetention { actor: actor.clone(), account, kept }).await
    }

    /// Looks for messages that are too old and purges them, every now and then. Runs until it is dropped.
    pub async fn run_retention(&self) {
        loop {
            match self.retain().await {
                Ok(()) => {}
                Err(StorageError::Closed) => return,
                Err(error) => tracing::error!(%error, "messages that are too old could not be removed"),
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Deletes all channels that are over at this moment, and purges all messages that are too old.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn retain(&self) -> Result<(), StorageError> {
        loop {
            let over = self.store().rooms_over().await?;
            if over.is_empty() {
                break;
            }
            for room in over {
                if self.store().write(Expire(room)).await? {
                    self.hub().end_room(room);
                    self.jobs_wake().notify_one();
                }
            }
        }
        // One moment for the whole look: a message grows too old with each that passes, and a purge for each would fill
        // the log.
        let now = self.store().now();
        loop {
            let rooms = self.store().rooms_due(now).await?;
            if rooms.is_empty() {
                return Ok(());
            }
            for room in rooms {
                self.store().write(Retain(room, now)).await?;
                self.jobs_wake().notify_one();
            }
        }
    }
}
