//! Giving people a role in a room, as programs do it: somebody, or many at once, each with an answer of their own.

use domain::{Act, Conflict, Failure, RoomId, RoomRole, SubChannelId, Thing, UserId};
use storage::{Entry, Seat, StorageError, Write, WriteTx};

use crate::{Actor, Service, aside::is_kept_from, attempt::Attempt, channel_people::HIDDEN};

/// What came of each, in their order: in which sub-channel of an elastic channel they are now.
type Appointed = Vec<Result<Option<SubChannelId>, Failure>>;

struct Appoint {
    actor: Actor,
    room: RoomId,
    users: Vec<UserId>,
    role: RoomRole,
    seat: Seat,
    /// Those who listen are told of all of them at once.
    at_once: bool,
}

impl Write for Appoint {
    type Done = Result<Appointed, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, room, users, role: to, seat, at_once } = self;
        let attempt = Attempt::new(actor, "member.add").of(*room);
        let mut known = passed!(attempt.known(tx).await?);
        // The weakest act first: whoever may add nobody learns nothing of who is a member.
        let least = Act::SetRole { from: None, to: Some(*to), own: false };
        passed!(attempt.decide(tx, &known, least).await?);
        if seat.hidden {
            passed!(attempt.decide(tx, &known, HIDDEN).await?);
        }
        if let (Some(named), Some(true)) = (seat.sub_channel, known.room.as_ref().map(|room| room.elastic))
            && !tx.has_sub_channel(*room, named).await?
        {
            return Ok(Err(Failure::NotFound(Thing::SubChannel)));
        }
        let first = tx.happens_next();
        let mut done = Vec::with_capacity(users.len());
        for user in users {
            let Some(into) = &known.room else { return Ok(Err(Failure::NotFound(Thing::Room))) };
            if tx.subject(*user).await?.is_none() {
                done.push(Err(Failure::NotFound(Thing::User)));
                continue;
            }
            if is_kept_from(tx, &known, *room, *user).await? {
                done.push(Err(Failure::NotFound(Thing::User)));
                continue;
            }
            let from = tx.role_in(*room, *user).await?;
            if from >= Some(*to) {
                done.push(Err(Conflict::AlreadyMember.into()));
                continue;
            }
            let action = if from.is_none() { "member.add" } else { "member.role" };
            let act = Act::SetRole { from, to: Some(*to), own: *user == known.user };
            let role = match Attempt::new(actor, action).of(*room).decide(tx, &known, act).await? {
                Ok(role) => role,
                Err(failure) => {
                    done.push(Err(failure));
                    continue;
                }
            };
            let place = match tx.seat(into, *user, from, Some(*to), known.user, *seat).await? {
                Ok(place) => place,
                Err(conflict) => {
                    done.push(Err(conflict.into()));
                    continue;
                }
            };
            tx.audit(&Entry {
                room: Some(*room),
                subject: Some(*user),
                ..Entry::new(Some(known.user), Some(role), actor.way, action)
            })
            .await?;
            done.push(Ok(place));
            // The room's numbers have moved on.
            known = tx.known_room(&actor.who, *room).await?.0;
        }
        if *at_once {
            tx.in_one_act(first, known.user);
        }
        Ok(Ok(done))
    }
}

impl Service {
    /// Gives a role in a room to somebody who holds none or a weaker one; answers with the sub-channel of an elastic channel
    /// in which they are now.
    ///
    /// # Errors
    /// Denied; no such room, sub-channel or user; no place left in an elastic channel; they hold it already.
    pub async fn appoint(
        &self,
        actor: &Actor,
        room: RoomId,
        user: UserId,
        role: RoomRole,
        seat: Seat,
    ) -> Result<Option<SubChannelId>, Failure> {
        let users = vec![user];
        let done = self.act(Appoint { actor: actor.clone(), room, users, role, seat, at_once: false }).await?;
        done.into_iter().next().unwrap_or(Err(Failure::NotFound(Thing::User)))
    }

    /// Likewise to many in one act: what came of each, in their order. Those who listen are told of them at once.
    ///
    /// # Errors
    /// Denied; no such room or sub-channel. For each: no such user; no place left; they hold it already.
    pub async fn appoint_all(
        &self,
        actor: &Actor,
        room: RoomId,
        users: Vec<UserId>,
        role: RoomRole,
        seat: Seat,
    ) -> Result<Appointed, Failure> {
        self.act(Appoint { actor: actor.clone(), room, users, role, seat, at_once: true }).await
    }
}
