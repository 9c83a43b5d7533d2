//! Bans: somebody is no member of a room any more, and cannot be made one until the ban is lifted.

use domain::{
    Act, Conflict, Failure, RoomId, Thing, UserId,
    channel::{ChannelBan, Part},
    decide, kind,
};
use storage::{Entry, StorageError, Write, WriteTx};

use crate::{Actor, Service, attempt::Attempt};

struct Ban {
    actor: Actor,
    room: RoomId,
    user: UserId,
}

impl Write for Ban {
    /// Whether they still see the room, as an admin.
    type Done = Result<bool, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        const ACTION: &str = "member.ban";
        let Self { actor, room, user } = self;
        let attempt = Attempt::new(actor, ACTION).of(*room);
        let known = passed!(attempt.known(tx).await?);
        // The weakest act first: whoever may ban nobody learns nothing of who is a member.
        passed!(attempt.decide(tx, &known, Act::Ban { from: None }).await?);
        let Some(from_room) = &known.room else { return Ok(Err(Failure::NotFound(Thing::Room))) };
        let Some(subject) = tx.subject(*user).await? else { return Ok(Err(Failure::NotFound(Thing::User))) };
        if tx.is_banned(*room, *user).await? {
            return Ok(Err(Conflict::AlreadyBanned.into()));
        }
        let from = tx.role_in(*room, *user).await?;
        let role = passed!(attempt.decide(tx, &known, Act::Ban { from }).await?);
        if from.is_some()
            && let Err(conflict) = tx.set_role(from_room, *user, from, None, known.user).await?
        {
            return Ok(Err(conflict.into()));
        }
        tx.ban(*room, *user, known.user).await?;
        let entry = Entry {
            room: Some(*room),
            subject: Some(*user),
            ..Entry::new(Some(known.user), Some(role), actor.way, ACTION)
        };
        tx.audit(&entry).await?;
        let account = known.facts.room.and_then(|room| room.account);
        let rules = subject.account_admin && subject.account().is_some() && subject.account() == account;
        Ok(Ok(subject.platform_admin || rules))
    }
}

struct LiftBan {
    actor: Actor,
    room: RoomId,
    user: UserId,
}

impl Write for LiftBan {
    type Done = Result<(), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        const ACTION: &str = "member.unban";
        let Self { actor, room, user } = self;
        let attempt = Attempt::new(actor, ACTION).of(*room);
        let known = passed!(attempt.known(tx).await?);
        let role = passed!(attempt.decide(tx, &known, Act::Ban { from: None }).await?);
        if known.room.is_none() {
            return Ok(Err(Failure::NotFound(Thing::Room)));
        }
        if !tx.is_banned(*room, *user).await? {
            return Ok(Err(Failure::NotFound(Thing::User)));
        }
        tx.lift_ban(*room, *user).await?;
        let entry = Entry {
            room: Some(*room),
            subject: Some(*user),
            ..Entry::new(Some(known.user), Some(role), actor.way, ACTION)
        };
        tx.audit(&entry).await.map(Ok)
    }
}

impl Service {
    /// Bans somebody from a room; what they watch of it ends.
    ///
    /// # Errors
    /// Denied; no such room or user; banned already; the room would be left without an owner.
    pub async fn ban(&self, actor: &Actor, room: RoomId, user: UserId) -> Result<(), Failure> {
        let sees = self.act(Ban { actor: actor.clone(), room, user }).await?;
        if !sees {
            self.hub().end_in_room(room, user);
        }
        Ok(())
    }

    /// Lifts a ban. They are no member by that.
    ///
    /// # Errors
    /// Denied; no such room; not banned.
    pub async fn lift_ban(&self, actor: &Actor, room: RoomId, user: UserId) -> Result<(), Failure> {
        self.act(LiftBan { actor: actor.clone(), room, user }).await
    }

    /// Who is banned from a room by id, after one of them.
    ///
    /// # Errors
    /// Denied; no such room.
    pub async fn bans(
        &self,
        actor: &Actor,
        room: RoomId,
        after: Option<UserId>,
        rows: u32,
    ) -> Result<Part<ChannelBan, kind::User>, Failure> {
        self.moderated(actor, room).await?;
        self.store().bans(room, after, rows).await.map_err(|error| self.broke(error))
    }

    /// One ban.
    ///
    /// # Errors
    /// Denied; no such room; not banned.
    pub async fn ban_of(&self, actor: &Actor, room: RoomId, user: UserId) -> Result<ChannelBan, Failure> {
        self.moderated(actor, room).await?;
        let found = self.store().ban(room, user).await.map_err(|error| self.broke(error))?;
        found.ok_or(Failure::NotFound(Thing::User))
    }

    /// Whether the actor may see what is for the moderators of a room.
    ///
    /// # Errors
    /// Denied; no such room.
    pub async fn moderated(&self, actor: &Actor, room: RoomId) -> Result<(), Failure> {
        let known = self.store().known(&actor.who, Some(room), None).await.map_err(|error| self.broke(error))?;
        let known = known.ok_or(Failure::SignedOut)?;
        if let Err(denial) = decide(&known.facts, Act::SeeBans) {
            return Err(self.refuse_read(actor, &known, "room.see", Some(room), None, denial).await);
        }
        known.room.map(|_| ()).ok_or(Failure::NotFound(Thing::Room))
    }
}
