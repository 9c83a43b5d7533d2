//! Who may do what: one pure, total function over the facts of a moment. Nothing else in the house decides.
//!
//! Facts are loaded in the same transaction that acts. A [`Grant`] can be had from here only, and the store asks for
//! one before it changes a message, so that "forgot to check" does not compile.

mod acts;
mod facts;
mod grant;
mod held;
mod lent;
#[cfg(test)]
mod tests;

use self::lent::{decide_on_lent, within_key};
pub use self::{
    acts::{Act, Portion},
    facts::{Agent, Capabilities, Facts, Lent, RoomFacts},
    grant::{Grant, Permit, act, permit, permit_by_expiration, permit_by_rule},
    held::{Sight, role_held, sight},
};
use crate::{Denial, Role, RoomRole};

/// Decides whether the access key may act for the actor, if that is not its own user. An account admin does not rule
/// over a platform admin, even one of the account.
///
/// # Errors
/// [`Denial::MayNotActFor`].
pub fn may_act_for(facts: &Facts) -> Result<(), Denial> {
    let Some(agent) = facts.agent else { return Ok(()) };
    let of_the_account = agent.account.is_some() && agent.account == facts.account;
    let rules = agent.account_admin && of_the_account && !facts.platform_admin;
    if !agent.disabled && (agent.platform_admin || rules) { Ok(()) } else { Err(Denial::MayNotActFor) }
}

/// Decides whether the actor may do the act, and from which role.
///
/// # Errors
/// The denial says why not. Towards those who may not see the room it is always [`Denial::NotVisible`].
pub fn decide(facts: &Facts, act: Act) -> Result<Role, Denial> {
    may_act_for(facts)?;
    if facts.disabled {
        return Err(Denial::Disabled);
    }
    if let Some(lent) = &facts.lent {
        return decide_on_lent(facts, lent, act);
    }
    within_key(facts, act)?;
    match act {
        Act::CreateRoom { account } if account.is_some() && account != facts.account && !facts.platform_admin => {
            Err(Denial::ForeignAccount)
        }
        Act::CreateRoom { .. } => Ok(role_held(facts).unwrap_or(Role::Member)),
        Act::VerifyAudit if facts.platform_admin => Ok(Role::PlatformAdmin),
        Act::VerifyAudit => Err(Denial::NotAnAdmin),
        Act::SeePrivateRooms { .. } | Act::SeeUsers { .. } | Act::ManageUsers { .. } | Act::GovernAccount { .. }
            if facts.platform_admin =>
        {
            Ok(Role::PlatformAdmin)
        }
        Act::SeePrivateRooms { account }
        | Act::SeeUsers { account }
        | Act::ManageUsers { account }
        | Act::GovernAccount { account }
            if facts.account_admin && account.is_some() && account == facts.account =>
        {
            Ok(Role::AccountAdmin)
        }
        Act::SeePrivateRooms { .. } | Act::SeeUsers { .. } | Act::ManageUsers { .. } | Act::GovernAccount { .. } => {
            Err(Denial::NotAnAdmin)
        }
        Act::LookAround | Act::OwnSettings | Act::ManageKeys { own: true } => {
            Ok(role_held(facts).unwrap_or(Role::Member))
        }
        Act::ManageKeys { own: false } if facts.platform_admin => Ok(Role::PlatformAdmin),
        Act::ManageKeys { own: false } => Err(Denial::NotAnAdmin),
        Act::SeeRoom
        | Act::Enter(_)
        | Act::Overhear
        | Act::Send
        | Act::Edit
        | Act::Redact
        | Act::Delete
        | Act::Purge
        | Act::GovernRoom
        | Act::SetRole { .. }
        | Act::Announce
        | Act::SendOut { .. }
        | Act::ChatToken
        | Act::Ban { .. }
        | Act::SeeBans
        | Act::SeeAudit => decide_in_room(facts, act),
    }
}

fn decide_in_room(facts: &Facts, act: Act) -> Result<Role, Denial> {
    let Some(room) = facts.room.as_ref() else { return Err(Denial::NotVisible) };
    let Some(role) = role_held(facts) else {
        // What is public for an account all of it may read but those who were banned, and nothing else.
        let guest = room.public && !room.banned && room.account.is_some() && room.account == sight(facts).public_of;
        return match act {
            Act::SeeRoom if guest => Ok(Role::Member),
            Act::Enter(_) if guest && !room.elastic => Ok(Role::Member),
            _ if guest => Err(Denial::NotAMember),
            _ => Err(Denial::NotVisible),
        };
    };
    let moderator = if role.moderates() { Ok(role) } else { Err(Denial::NotAModerator { role }) };
    let owner = if role >= Role::RoomOwner { Ok(role) } else { Err(Denial::NotAnOwner { role }) };
    match act {
        Act::SeeRoom => Ok(role),
        // For those who moderate a room is one, however it is divided.
        Act::Enter(Portion::Whole | Portion::Other) if room.elastic && !role.moderates() => {
            Err(Denial::OutsideSubChannel)
        }
        Act::Enter(_) => Ok(role),
        Act::Send | Act::Edit if room.membership.is_none() => Err(Denial::NotAMember),
        Act::Send | Act::Edit if room.archived => Err(Denial::Archived),
        Act::Edit if !room.author => Err(Denial::NotTheAuthor),
        Act::Send | Act::Edit => Ok(role),
        Act::Overhear
        | Act::Redact
        | Act::Delete
        | Act::Purge
        | Act::SeeAudit
        | Act::SeeBans
        | Act::Announce
        | Act::ChatToken => moderator,
        // Whoever could end their membership.
        Act::SendOut { from } if from > Some(RoomRole::Member) => owner,
        Act::SendOut { .. } => moderator,
        Act::GovernRoom => owner,
        Act::SetRole { to: None, own: true, .. } => Ok(role),
        Act::SetRole { from, to, .. } if from.max(to) > Some(RoomRole::Member) => owner,
        // Members add others, where it is left to them, and do no more than that. Strangers got no further than above:
        // nobody lets themselves in. An elastic channel is looked after by those who moderate it, and an archive rests.
        Act::SetRole { from: None, to: Some(_), .. } if room.unrestricted && !room.elastic && !room.archived => {
            Ok(role)
        }
        Act::Ban { from } if from > Some(RoomRole::Member) => owner,
        Act::SetRole { .. } | Act::Ban { .. } => moderator,
        Act::CreateRoom { .. }
        | Act::VerifyAudit
        | Act::SeePrivateRooms { .. }
        | Act::SeeUsers { .. }
        | Act::ManageUsers { .. }
        | Act::GovernAccount { .. }
        | Act::LookAround
        | Act::OwnSettings
        | Act::ManageKeys { .. } => decide(facts, act),
    }
}
