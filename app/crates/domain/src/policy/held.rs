//! What somebody holds towards a room, and which rooms they find in lists.

use super::Facts;
use crate::{AccountId, Role};

/// The strongest role the actor holds towards the room, if any.
#[must_use]
pub fn role_held(facts: &Facts) -> Option<Role> {
    if let Some(lent) = &facts.lent {
        return role_held(&super::lent::of_issuer(facts, lent));
    }
    if facts.platform_admin {
        return Some(Role::PlatformAdmin);
    }
    let room = facts.room.as_ref()?;
    let of_the_account = facts.account.is_some() && facts.account == room.account;
    if facts.account_admin && of_the_account {
        return Some(Role::AccountAdmin);
    }
    room.membership.map(Role::from)
}

/// Which rooms somebody finds in lists, beside those they are a member of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// All that there are.
    pub everywhere: bool,
    /// All of the account that they are an admin of.
    pub ruled: Option<AccountId>,
    /// What is public in the account that they belong to, without what they were banned from.
    pub public_of: Option<AccountId>,
}

/// The rooms that lists may show: in a session, or with a key for everything, those that [`Act::SeeRoom`] opens.
#[must_use]
pub fn sight(facts: &Facts) -> Sight {
    let ruled = facts.account.filter(|_| facts.account_admin);
    Sight { everywhere: facts.platform_admin, ruled, public_of: facts.account }
}
