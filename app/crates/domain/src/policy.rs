//! Who may do what: one pure, total function over the facts of a moment. Nothing else in the house decides.
//!
//! Facts are loaded in the same transaction that acts. A [`Grant`] can be had from here only, and the store asks for
//! one before it changes a message, so that "forgot to check" does not compile.

use std::marker::PhantomData;

use crate::{AccountId, Denial, Role, RoomKind, RoomRole};

/// Something a person may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Read a room, its messages and its members.
    SeeRoom,
    /// Write a message.
    Send,
    /// Change one's own message.
    Edit,
    /// Take a message's content away.
    Redact,
    /// Take a message away.
    Delete,
    /// Take every message of a room away.
    Purge,
    /// Rename a room, archive it, set its policy.
    GovernRoom,
    /// Give, change or end a membership: of somebody who holds `from`, to `to`.
    SetRole {
        /// The role held now.
        from: Option<RoomRole>,
        /// The role to be held.
        to: Option<RoomRole>,
        /// Whether it is one's own.
        own: bool,
    },
    /// Make a room.
    CreateRoom {
        /// The account that the room is to belong to.
        account: Option<AccountId>,
    },
    /// Read the audit entries of a room.
    SeeAudit,
    /// Read every audit entry and walk the chain.
    VerifyAudit,
    /// See and change the users of an account, or of all.
    ManageUsers {
        /// The account that the user belongs to.
        account: Option<AccountId>,
    },
}

/// What is known of the actor, and of the room if there is one, at the moment of the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The actor was disabled.
    pub disabled: bool,
    /// The actor is a platform admin.
    pub platform_admin: bool,
    /// The account that the actor belongs to.
    pub account: Option<AccountId>,
    /// The actor is an admin of that account.
    pub account_admin: bool,
    /// The room acted on.
    pub room: Option<RoomFacts>,
}

/// What is known of the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomFacts {
    /// The account that the room belongs to.
    pub account: Option<AccountId>,
    /// Its kind.
    pub kind: RoomKind,
    /// It is archived.
    pub archived: bool,
    /// The actor's membership.
    pub membership: Option<RoomRole>,
    /// The actor wrote the message acted on.
    pub author: bool,
}

/// Leave to do `A`, held by a role. Made by [`permit`] only.
#[derive(Debug)]
pub struct Grant<A> {
    role: Role,
    act: PhantomData<fn() -> A>,
}

impl<A> Grant<A> {
    /// The role that the leave rests on: what the audit log records.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }
}

/// An act that the store asks a [`Grant`] for.
pub trait Permit {
    /// The act.
    const ACT: Act;
}

/// The acts that ask for a grant, as types.
pub mod act {
    macro_rules! permits {
        ($($name:ident),*) => {$(
            /// See the act of the same name.
            #[derive(Debug)]
            pub enum $name {}
            impl super::Permit for $name {
                const ACT: super::Act = super::Act::$name;
            }
        )*};
    }
    permits!(Send, Edit, Redact, Delete, Purge, GovernRoom);
}

/// The strongest role the actor holds towards the room, if any.
#[must_use]
pub fn role_held(facts: &Facts) -> Option<Role> {
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

/// Decides whether the actor may do the act, and from which role.
///
/// # Errors
/// The denial says why not. Towards those who may not see the room it is always [`Denial::NotVisible`].
pub fn decide(facts: &Facts, act: Act) -> Result<Role, Denial> {
    if facts.disabled {
        return Err(Denial::Disabled);
    }
    match act {
        Act::CreateRoom { account } if account.is_some() && account != facts.account && !facts.platform_admin => {
            Err(Denial::ForeignAccount)
        }
        Act::CreateRoom { .. } => Ok(role_held(facts).unwrap_or(Role::Member)),
        Act::VerifyAudit if facts.platform_admin => Ok(Role::PlatformAdmin),
        Act::VerifyAudit => Err(Denial::NotAnAdmin),
        Act::ManageUsers { .. } if facts.platform_admin => Ok(Role::PlatformAdmin),
        Act::ManageUsers { account } if facts.account_admin && account.is_some() && account == facts.account => {
            Ok(Role::AccountAdmin)
        }
        Act::ManageUsers { .. } => Err(Denial::NotAnAdmin),
        Act::SeeRoom
        | Act::Send
        | Act::Edit
        | Act::Redact
        | Act::Delete
        | Act::Purge
        | Act::GovernRoom
        | Act::SetRole { .. }
        | Act::SeeAudit => decide_in_room(facts, act),
    }
}

fn decide_in_room(facts: &Facts, act: Act) -> Result<Role, Denial> {
    let (Some(role), Some(room)) = (role_held(facts), facts.room.as_ref()) else {
        return Err(Denial::NotVisible);
    };
    let moderator = if role.moderates() { Ok(role) } else { Err(Denial::NotAModerator { role }) };
    let owner = if role >= Role::RoomOwner { Ok(role) } else { Err(Denial::NotAnOwner { role }) };
    match act {
        Act::SeeRoom => Ok(role),
        Act::Send | Act::Edit if room.membership.is_none() => Err(Denial::NotAMember),
        Act::Send | Act::Edit if room.archived => Err(Denial::Archived),
        Act::Edit if !room.author => Err(Denial::NotTheAuthor),
        Act::Send | Act::Edit => Ok(role),
        Act::Redact | Act::Delete | Act::Purge | Act::SeeAudit => moderator,
        Act::GovernRoom => owner,
        Act::SetRole { to: None, own: true, .. } => Ok(role),
        Act::SetRole { from, to, .. } if from.max(to) > Some(RoomRole::Member) => owner,
        Act::SetRole { .. } => moderator,
        Act::CreateRoom { .. } | Act::VerifyAudit | Act::ManageUsers { .. } => decide(facts, act),
    }
}

/// Decides on an act that the store asks a grant for.
///
/// # Errors
/// As [`decide`].
pub fn permit<A: Permit>(facts: &Facts) -> Result<Grant<A>, Denial> {
    decide(facts, A::ACT).map(|role| Grant { role, act: PhantomData })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: AccountId = AccountId::from_raw(1);
    const THEIRS: AccountId = AccountId::from_raw(2);

    fn facts(who: &str) -> Facts {
        let membership = match who {
            "member" | "author" | "disabled" => Some(RoomRole::Member),
            "manager" => Some(RoomRole::Manager),
            "owner" => Some(RoomRole::Owner),
            _ => None,
        };
        Facts {
            disabled: who == "disabled",
            platform_admin: who == "platform admin",
            account: Some(if who == "foreign admin" { THEIRS } else { OURS }),
            account_admin: matches!(who, "account admin" | "foreign admin"),
            room: Some(RoomFacts {
                account: Some(OURS),
                kind: RoomKind::Room,
                archived: false,
                membership,
                author: who == "author",
            }),
        }
    }

    /// The whole matrix, to be read: a row an act, a column a person.
    #[test]
    fn every_role_against_every_act() {
        use RoomRole::{Manager, Member, Owner};
        let people = [
            "stranger",
            "member",
            "author",
            "manager",
            "owner",
            "account admin",
            "foreign admin",
            "platform admin",
            "disabled",
        ];
        let set = |from, to, own| Act::SetRole { from, to, own };
        let table = [
            (Act::SeeRoom, "no  yes yes yes yes yes no  yes off"),
            (Act::Send, "no  yes yes yes yes mem no  mem off"),
            (Act::Edit, "no  aut yes aut aut mem no  mem off"),
            (Act::Redact, "no  mod mod yes yes yes no  yes off"),
            (Act::Delete, "no  mod mod yes yes yes no  yes off"),
            (Act::Purge, "no  mod mod yes yes yes no  yes off"),
            (Act::GovernRoom, "no  own own own yes yes no  yes off"),
            (set(None, Some(Member), false), "no  mod mod yes yes yes no  yes off"),
            (set(Some(Member), None, false), "no  mod mod yes yes yes no  yes off"),
            (set(Some(Member), Some(Manager), false), "no  own own own yes yes no  yes off"),
            (set(Some(Manager), Some(Member), false), "no  own own own yes yes no  yes off"),
            (set(Some(Owner), None, false), "no  own own own yes yes no  yes off"),
            (set(Some(Owner), None, true), "no  yes yes yes yes yes no  yes off"),
            (Act::CreateRoom { account: None }, "yes yes yes yes yes yes yes yes off"),
            (Act::CreateRoom { account: Some(OURS) }, "yes yes yes yes yes yes acc yes off"),
            (Act::CreateRoom { account: Some(THEIRS) }, "acc acc acc acc acc acc yes yes off"),
            (Act::SeeAudit, "no  mod mod yes yes yes no  yes off"),
            (Act::VerifyAudit, "adm adm adm adm adm adm adm yes off"),
            (Act::ManageUsers { account: Some(OURS) }, "adm adm adm adm adm yes adm yes off"),
            (Act::ManageUsers { account: None }, "adm adm adm adm adm adm adm yes off"),
        ];
        for (act, row) in table {
            let verdicts: Vec<&str> = people
                .iter()
                .map(|who| match decide(&facts(who), act) {
                    Ok(_) => "yes",
                    Err(Denial::NotVisible) => "no",
                    Err(Denial::NotAModerator { .. }) => "mod",
                    Err(Denial::NotAnOwner { .. }) => "own",
                    Err(Denial::NotAnAdmin) => "adm",
                    Err(Denial::ForeignAccount) => "acc",
                    Err(Denial::NotAMember) => "mem",
                    Err(Denial::NotTheAuthor) => "aut",
                    Err(Denial::Archived) => "arc",
                    Err(Denial::Disabled) => "off",
                })
                .collect();
            assert_eq!(verdicts, row.split_whitespace().collect::<Vec<_>>(), "{act:?}");
        }
    }

    #[test]
    fn an_archived_room_is_moderated_but_not_written_to() {
        let mut facts = facts("manager");
        if let Some(room) = facts.room.as_mut() {
            room.archived = true;
        }
        assert_eq!(decide(&facts, Act::Send), Err(Denial::Archived));
        assert_eq!(decide(&facts, Act::Redact), Ok(Role::RoomManager));
    }

    #[test]
    fn a_grant_names_the_strongest_role() {
        let mut facts = facts("manager");
        facts.platform_admin = true;
        let grant = permit::<act::Redact>(&facts).unwrap();
        assert_eq!(grant.role(), Role::PlatformAdmin);
    }

    #[test]
    fn an_admin_without_account_rules_no_room_without_account() {
        let mut facts = facts("account admin");
        facts.account = None;
        if let Some(room) = facts.room.as_mut() {
            room.account = None;
        }
        assert_eq!(decide(&facts, Act::SeeRoom), Err(Denial::NotVisible));
    }
}
