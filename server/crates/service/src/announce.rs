//! What moderators do to those who listen to a room, and what is kept nowhere: a word to all of them, and sending one
//! of them out for now.

use domain::{Act, Audience, Failure, Reason, RoomId, Thing, UserId};
use live::Word;
use storage::{Entry, Known, StorageError, Write, WriteTx};

use crate::{Actor, Service, attempt::Attempt};

struct Announce {
    actor: Actor,
    room: RoomId,
}

impl Write for Announce {
    type Done = Result<(), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, room } = self;
        let attempt = Attempt::new(actor, "room.event").of(*room);
        let known = passed!(attempt.known(tx).await?);
        let role = passed!(attempt.decide(tx, &known, Act::Announce).await?);
        if known.room.is_none() {
            return Ok(Err(Failure::NotFound(Thing::Room)));
        }
        let entry = Entry { room: Some(*room), ..Entry::new(Some(known.user), Some(role), actor.way, "room.event") };
        tx.audit(&entry).await.map(Ok)
    }
}

struct SendOut {
    actor: Actor,
    room: RoomId,
    /// The name that a program gave them, or their id.
    name: String,
    reason: Option<Reason>,
}

impl Write for SendOut {
    type Done = Result<UserId, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        const ACTION: &str = "member.disconnect";
        let Self { actor, room, name, reason } = self;
        let attempt = Attempt::new(actor, ACTION).of(*room);
        let known = passed!(attempt.known(tx).await?);
        // First as a moderator at all, so that nobody else learns who is known here.
        passed!(attempt.decide(tx, &known, Act::SendOut { from: None }).await?);
        let Some(facts) = &known.facts.room else { return Ok(Err(Failure::NotFound(Thing::Room))) };
        let met = match name.parse() {
            Ok(user) => self.met(tx, &known, user).await?,
            Err(_) => None,
        };
        // By their id first: no name stands in its place.
        let user = match met {
            Some(user) => Some(user),
            None => tx.user_with_name(facts.account, name).await?,
        };
        let Some(user) = user else { return Ok(Err(Failure::NotFound(Thing::User))) };
        // Then as somebody who may send out those of this role.
        let from = tx.role_in(*room, user).await?;
        let role = passed!(attempt.decide(tx, &known, Act::SendOut { from }).await?);
        let entry = Entry {
            room: Some(*room),
            subject: Some(user),
            reason: reason.clone(),
            ..Entry::new(Some(known.user), Some(role), actor.way, ACTION)
        };
        tx.audit(&entry).await?;
        Ok(Ok(user))
    }
}

impl SendOut {
    /// The user with an id, if they are met here: as one of the room's account or of the room, or by a platform admin, who
    /// is there for all. Nobody else learns by it who is known elsewhere.
    async fn met(&self, tx: &mut WriteTx, known: &Known, user: UserId) -> Result<Option<UserId>, StorageError> {
        let Some(subject) = tx.subject(user).await? else { return Ok(None) };
        let account = known.facts.room.and_then(|room| room.account);
        let met =
            subject.account() == account || known.facts.platform_admin || tx.role_in(self.room, user).await?.is_some();
        Ok(met.then_some(user))
    }
}

impl Service {
    /// Says something to all who listen to a room in a language. It is kept nowhere.
    ///
    /// # Errors
    /// Denied; no such room.
    pub async fn announce(
        &self,
        actor: &Actor,
        room: RoomId,
        language: &'static str,
        text: Vec<u8>,
    ) -> Result<(), Failure> {
        self.act(Announce { actor: actor.clone(), room }).await?;
        self.hub().say(&Word { room, audience: Audience::Everybody, language, text: text.into() });
        Ok(())
    }

    /// Ends what somebody hears of a room, by id or by the name that a program gave them, and tells all who listen in a
    /// language, them too and first of all: who sends themselves out waits for that. Whoever may see the room can come
    /// back.
    ///
    /// # Errors
    /// Denied; no such room or user.
    pub async fn send_out(
        &self,
        actor: &Actor,
        room: RoomId,
        name: &str,
        reason: Option<Reason>,
        (language, text): (&'static str, Vec<u8>),
    ) -> Result<(), Failure> {
        let user = self.act(SendOut { actor: actor.clone(), room, name: name.to_owned(), reason }).await?;
        self.hub().send_out(user, &Word { room, audience: Audience::Everybody, language, text: text.into() });
        Ok(())
    }
}
