//! Memberships: giving, changing and ending them.

use domain::{
    Act, Conflict, Email, Failure, Field, Invalid, Problem, RoomId, RoomRole, SubChannelId, Thing, UserId, decide,
    view::MemberPage,
};
use storage::{Entry, StorageError, Write, WriteTx};

use crate::{Actor, Service, aside::is_kept_from, attempt::Attempt, channel_people::sees_hidden};

/// Parses a room role from a form.
///
/// # Errors
/// When it is none.
pub fn parse_room_role(role: &str) -> Result<RoomRole, Failure> {
    RoomRole::from_code(role).map_err(|_| Invalid { field: Field::Role, problem: Problem::Malformed }.into())
}

/// Whom a membership is about.
#[derive(Debug, Clone)]
enum Whom {
    User(UserId),
    Email(Email),
    /// Somebody who is no member yet, as whoever is named by their address.
    New(UserId),
}

struct SetRole {
    actor: Actor,
    room: RoomId,
    whom: Whom,
    to: Option<RoomRole>,
    /// The sub-channel that they are said to be in.
    sub_channel: Option<SubChannelId>,
}

/// What became of a membership.
struct Changed {
    user: UserId,
    /// Whether the person can still see the room.
    sees: bool,
}

impl Write for SetRole {
    type Done = Result<Changed, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, room, whom, to, sub_channel } = self;
        let attempt = Attempt::new(actor, "member.role").of(*room);
        let known = passed!(attempt.known(tx).await?);
        passed!(attempt.decide(tx, &known, Act::SeeRoom).await?);
        let Some(room) = &known.room else { return Ok(Err(Failure::NotFound(Thing::Room))) };
        // The weakest act first, so that only those who may add anybody learn who is known here.
        let may_add = Act::SetRole { from: None, to: Some(RoomRole::Member), own: false };
        let user = match whom {
            Whom::User(user) => Some(*user),
            Whom::Email(_) | Whom::New(_) if decide(&known.facts, may_add).is_err() => Some(known.user),
            Whom::New(user) => Some(*user),
            Whom::Email(email) => tx.user_by_email(email).await?,
        };
        let Some(user) = user else { return Ok(Err(Failure::NotFound(Thing::User))) };
        let Some(subject) = tx.subject(user).await? else { return Ok(Err(Failure::NotFound(Thing::User))) };
        // For them it is as if that person were not in the room, and could not be found either.
        let kept = is_kept_from(tx, &known, room.id, user).await?;
        let from = if kept { None } else { tx.role_in(room.id, user).await? };
        if let Some(named) = sub_channel.filter(|_| room.elastic && from.is_some())
            && tx.place_of(room.id, user).await? != Some(named)
        {
            return Ok(Err(Failure::NotFound(Thing::Member)));
        }
        let action = match (from, to) {
            (None, _) => "member.add",
            (Some(_), Some(_)) => "member.role",
            (Some(_), None) => "member.remove",
        };
        let act = Act::SetRole { from, to: *to, own: user == known.user };
        let role = passed!(Attempt::new(actor, action).of(room.id).decide(tx, &known, act).await?);
        if from.is_none() && (to.is_none() || matches!(whom, Whom::User(_))) {
            return Ok(Err(Failure::NotFound(Thing::Member)));
        }
        if kept {
            return Ok(Err(Failure::NotFound(Thing::User)));
        }
        if from.is_some() && matches!(whom, Whom::New(_) | Whom::Email(_)) {
            return Ok(Err(Conflict::AlreadyMember.into()));
        }
        if from != *to {
            if let Err(conflict) = tx.set_role(room, user, from, *to, known.user).await? {
                return Ok(Err(conflict.into()));
            }
            tx.audit(&Entry {
                room: Some(room.id),
                subject: Some(user),
                ..Entry::new(Some(known.user), Some(role), actor.way, action)
            })
            .await?;
        }
        let room_account = known.facts.room.and_then(|room| room.account);
        let rules = subject.account_admin && subject.account().is_some() && subject.account() == room_account;
        // Whoever moderates sees all of an elastic channel, and their own sub-channel only when they do so no more.
        let stays = to.is_some_and(|to| !room.elastic || to > RoomRole::Member || from <= Some(RoomRole::Member));
        Ok(Ok(Changed { user, sees: stays || subject.platform_admin || rules }))
    }
}

impl Service {
    /// A page of members, strongest role first, then by name.
    ///
    /// # Errors
    /// When there is no such room, or the actor may not see it.
    pub async fn members(&self, actor: &Actor, room: RoomId, after: &str) -> Result<MemberPage, Failure> {
        let (known, room) = self.entered_room(actor, room, None, None).await?;
        self.store().members(room.id, sees_hidden(&known), after).await.map_err(|error| self.broke(error))
    }

    /// Adds the person who signs in with this address.
    ///
    /// # Errors
    /// Denied; no such room or user; a member already.
    pub async fn add_member(&self, actor: &Actor, room: RoomId, email: Email, role: RoomRole) -> Result<(), Failure> {
        self.change_role(SetRole {
            actor: actor.clone(),
            room,
            whom: Whom::Email(email),
            to: Some(role),
            sub_channel: None,
        })
        .await
    }

    /// Adds somebody who is no member yet.
    ///
    /// # Errors
    /// Denied; no such room or user; a member already.
    pub async fn add_new_member(
        &self,
        actor: &Actor,
        room: RoomId,
        user: UserId,
        role: RoomRole,
    ) -> Result<(), Failure> {
        self.change_role(SetRole {
            actor: actor.clone(),
            room,
            whom: Whom::New(user),
            to: Some(role),
            sub_channel: None,
        })
        .await
    }

    /// Sets a member's role; `None` ends the membership, and the member's live feeds with it.
    ///
    /// # Errors
    /// Denied; no such room or member; the room would be left without an owner.
    pub async fn set_role(
        &self,
        actor: &Actor,
        room: RoomId,
        user: UserId,
        role: Option<RoomRole>,
    ) -> Result<(), Failure> {
        self.change_role(SetRole { actor: actor.clone(), room, whom: Whom::User(user), to: role, sub_channel: None })
            .await
    }

    /// Ends a membership, and the member's live feeds with it, if it lies in the sub-channel that is named.
    ///
    /// # Errors
    /// Denied; no such room or member; the room would be left without an owner.
    pub async fn end_membership(
        &self,
        actor: &Actor,
        room: RoomId,
        user: UserId,
        sub_channel: Option<SubChannelId>,
    ) -> Result<(), Failure> {
        self.change_role(SetRole { actor: actor.clone(), room, whom: Whom::User(user), to: None, sub_channel }).await
    }

    async fn change_role(&self, write: SetRole) -> Result<(), Failure> {
        let room = write.room;
        let Changed { user, sees } = self.act(write).await?;
        if !sees {
            self.hub().end_in_room(room, user);
        }
        Ok(())
    }
}
