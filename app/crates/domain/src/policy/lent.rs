//! What is lent: by a chat token, on what its issuer holds now; and how far an access key reaches.

use super::{Act, Agent, Facts, Lent, RoomFacts, acts::Reach, decide};
use crate::{Denial, KeyScope, Role};

/// The facts of whoever issued a chat token, in the place of the actor's own.
pub(super) fn of_issuer(facts: &Facts, lent: &Lent) -> Facts {
    let Agent { disabled, platform_admin, account, account_admin } = lent.issuer;
    let room = facts.room.map(|room| RoomFacts { membership: lent.membership, author: false, ..room });
    Facts { disabled, platform_admin, account, account_admin, key: Some(lent.key), agent: None, lent: None, room }
}

/// What a chat token lends: reading its one room, what it says beside, and nothing that its issuer could not do now.
pub(super) fn decide_on_lent(facts: &Facts, lent: &Lent, act: Act) -> Result<Role, Denial> {
    let Some(room) = facts.room.as_ref().filter(|room| room.id == lent.room) else {
        return Err(Denial::NotVisible);
    };
    let issuer = of_issuer(facts, lent);
    let role = decide(&issuer, Act::ChatToken).map_err(|_| Denial::TokenLapsed)?;
    match act {
        // Whoever issues a token sees all of the room, and lends that.
        Act::SeeRoom | Act::Enter(_) => Ok(role),
        Act::Send if lent.capabilities.send && room.archived => Err(Denial::Archived),
        Act::Send if lent.capabilities.send => Ok(role),
        Act::Delete if lent.capabilities.delete => decide(&issuer, act),
        Act::SendOut { .. } if lent.capabilities.send_out => decide(&issuer, act),
        Act::Overhear
        | Act::Send
        | Act::Edit
        | Act::Redact
        | Act::Delete
        | Act::Purge
        | Act::GovernRoom
        | Act::SetRole { .. }
        | Act::Ban { .. }
        | Act::SeeBans
        | Act::Announce
        | Act::SendOut { .. }
        | Act::ChatToken
        | Act::CreateRoom { .. }
        | Act::SeeAudit
        | Act::VerifyAudit
        | Act::SeePrivateRooms { .. }
        | Act::SeeUsers { .. }
        | Act::ManageUsers { .. }
        | Act::GovernAccount { .. }
        | Act::LookAround
        | Act::OwnSettings
        | Act::ManageKeys { .. } => Err(Denial::NotByToken),
    }
}

/// Whether the access key reaches as far as the act, whoever its user is. A key for one room is told nothing about any
/// other, not even whether it is there.
pub(super) fn within_key(facts: &Facts, act: Act) -> Result<(), Denial> {
    let Some(scope) = facts.key else { return Ok(()) };
    let inside = |room| facts.room.as_ref().is_some_and(|facts| facts.id == room);
    match (act.reach(), scope) {
        (Reach::Panel, _) => Err(Denial::NotByKey),
        (_, KeyScope::All) => Ok(()),
        (_, KeyScope::Read) => {
            if act.changes() {
                Err(Denial::KeyReadsOnly)
            } else {
                Ok(())
            }
        }
        (Reach::Room, KeyScope::Room(room)) if inside(room) => Ok(()),
        (Reach::Room | Reach::House, KeyScope::Room(_)) => Err(Denial::OutsideKeyRoom),
    }
}
