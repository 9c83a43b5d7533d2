//! Who may do what: one pure, total function over the facts of a moment. Nothing else in the house decides.
//!
//! Facts are loaded in the same transaction that acts. A [`Grant`] can be had from here only, and the store asks for
//! one before it changes a message, so that "forgot to check" does not compile.

use std::marker::PhantomData;

use crate::{AccountId, Denial, ExpirationRule, KeyScope, RetentionRule, Role, RoomId, RoomKind, RoomRole};

/// Something a person may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Read a room, its messages and its members.
    SeeRoom,
    /// Read what is written in a part of a room, and who is in it. Whoever writes there must be let in as well.
    Enter(Portion),
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
    /// Speak to all who listen to a room, in words that are kept nowhere.
    Announce,
    /// End what somebody hears of a room, for now.
    SendOut {
        /// The role that they hold in it.
        from: Option<RoomRole>,
    },
    /// Issue a token that lets somebody into the chat of a room.
    ChatToken,
    /// Ban somebody who holds `from` from a room, or lift the ban of one who then holds nothing.
    Ban {
        /// The role held now, which ends.
        from: Option<RoomRole>,
    },
    /// See who is banned from a room.
    SeeBans,
    /// Make a room.
    CreateRoom {
        /// The account that the room is to belong to.
        account: Option<AccountId>,
    },
    /// Read the audit entries of a room.
    SeeAudit,
    /// Read every audit entry and walk the chain.
    VerifyAudit,
    /// See the users of an account, or of all.
    SeeUsers {
        /// The account that the users belong to.
        account: Option<AccountId>,
    },
    /// Change the users of an account, or of all.
    ManageUsers {
        /// The account that the user belongs to.
        account: Option<AccountId>,
    },
    /// Set for how long an account keeps messages.
    GovernAccount {
        /// Which; `None` is what belongs to none.
        account: Option<AccountId>,
    },
    /// Read what spans rooms: lists of rooms and jobs, figures, the audit entries of what one moderates.
    LookAround,
    /// See and change what is one's own in the panel: password, looks, sessions.
    OwnSettings,
    /// See, make and disable access keys.
    ManageKeys {
        /// Whether they are one's own.
        own: bool,
    },
}

/// A part of a room. In one without sub-channels all are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Portion {
    /// All of it.
    Whole,
    /// The sub-channel in which the actor is a member.
    Own,
    /// Another sub-channel, or none that is there.
    Other,
}

/// What an access key must reach for an act.
enum Reach {
    /// The room that is acted on.
    Room,
    /// More than one room.
    House,
    /// What no key reaches.
    Panel,
}

impl Act {
    /// Whether the act changes something.
    const fn changes(self) -> bool {
        match self {
            Self::SeeRoom
            | Self::Enter(_)
            | Self::SeeBans
            | Self::SeeAudit
            | Self::VerifyAudit
            | Self::SeeUsers { .. }
            | Self::LookAround => false,
            Self::Send
            | Self::Edit
            | Self::Redact
            | Self::Delete
            | Self::Purge
            | Self::GovernRoom
            | Self::SetRole { .. }
            | Self::Announce
            | Self::SendOut { .. }
            | Self::ChatToken
            | Self::Ban { .. }
            | Self::CreateRoom { .. }
            | Self::ManageUsers { .. }
            | Self::GovernAccount { .. }
            | Self::OwnSettings
            | Self::ManageKeys { .. } => true,
        }
    }

    const fn reach(self) -> Reach {
        match self {
            Self::SeeRoom
            | Self::Enter(_)
            | Self::Send
            | Self::Edit
            | Self::Redact
            | Self::Delete
            | Self::Purge
            | Self::GovernRoom
            | Self::SetRole { .. }
            | Self::Announce
            | Self::SendOut { .. }
            | Self::ChatToken
            | Self::Ban { .. }
            | Self::SeeBans
            | Self::SeeAudit => Reach::Room,
            Self::CreateRoom { .. }
            | Self::VerifyAudit
            | Self::SeeUsers { .. }
            | Self::ManageUsers { .. }
            | Self::GovernAccount { .. }
            | Self::LookAround => Reach::House,
            Self::OwnSettings | Self::ManageKeys { .. } => Reach::Panel,
        }
    }
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
    /// How far the access key reaches that the actor came with; `None` for a session.
    pub key: Option<KeyScope>,
    /// The key's own user, when the actor is another one whom the key acts for.
    pub agent: Option<Agent>,
    /// What is lent to the actor, who came with a chat token. What they may by themselves then counts for nothing.
    pub lent: Option<Lent>,
    /// The room acted on.
    pub room: Option<RoomFacts>,
}

/// What is known of a chat token: what it lends, and of whoever issued it what they hold now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lent {
    /// The one room that it is for.
    pub room: RoomId,
    /// What it lends beside reading.
    pub capabilities: Capabilities,
    /// How far the key reaches that it was issued with.
    pub key: KeyScope,
    /// The user of that key.
    pub issuer: Agent,
    /// Their membership in the room acted on.
    pub membership: Option<RoomRole>,
}

/// What a chat token may lend beside reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// To write messages.
    pub send: bool,
    /// To take messages away.
    pub delete: bool,
    /// To send people out.
    pub send_out: bool,
}

/// What is known of the user of an access key that acts for somebody else, or that issued a chat token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agent {
    /// They were disabled.
    pub disabled: bool,
    /// They are a platform admin.
    pub platform_admin: bool,
    /// The account that they belong to.
    pub account: Option<AccountId>,
    /// They are an admin of that account.
    pub account_admin: bool,
}

/// What is known of the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomFacts {
    /// Which.
    pub id: RoomId,
    /// The account that the room belongs to.
    pub account: Option<AccountId>,
    /// Its kind.
    pub kind: RoomKind,
    /// It is archived.
    pub archived: bool,
    /// Everybody of its account may read it.
    pub public: bool,
    /// It is divided into sub-channels.
    pub elastic: bool,
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
    if let Some(lent) = &facts.lent {
        return role_held(&of_issuer(facts, lent));
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
        Act::SeeUsers { .. } | Act::ManageUsers { .. } | Act::GovernAccount { .. } if facts.platform_admin => {
            Ok(Role::PlatformAdmin)
        }
        Act::SeeUsers { account } | Act::ManageUsers { account } | Act::GovernAccount { account }
            if facts.account_admin && account.is_some() && account == facts.account =>
        {
            Ok(Role::AccountAdmin)
        }
        Act::SeeUsers { .. } | Act::ManageUsers { .. } | Act::GovernAccount { .. } => Err(Denial::NotAnAdmin),
        Act::LookAround | Act::OwnSettings | Act::ManageKeys { own: true } => {
            Ok(role_held(facts).unwrap_or(Role::Member))
        }
        Act::ManageKeys { own: false } if facts.platform_admin => Ok(Role::PlatformAdmin),
        Act::ManageKeys { own: false } => Err(Denial::NotAnAdmin),
        Act::SeeRoom
        | Act::Enter(_)
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

/// The facts of whoever issued a chat token, in the place of the actor's own.
fn of_issuer(facts: &Facts, lent: &Lent) -> Facts {
    let Agent { disabled, platform_admin, account, account_admin } = lent.issuer;
    let room = facts.room.map(|room| RoomFacts { membership: lent.membership, author: false, ..room });
    Facts { disabled, platform_admin, account, account_admin, key: Some(lent.key), agent: None, lent: None, room }
}

/// What a chat token lends: reading its one room, what it says beside, and nothing that its issuer could not do now.
fn decide_on_lent(facts: &Facts, lent: &Lent, act: Act) -> Result<Role, Denial> {
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
        Act::Send
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
fn within_key(facts: &Facts, act: Act) -> Result<(), Denial> {
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

fn decide_in_room(facts: &Facts, act: Act) -> Result<Role, Denial> {
    let Some(room) = facts.room.as_ref() else { return Err(Denial::NotVisible) };
    let Some(role) = role_held(facts) else {
        // What is public for an account all of it may read, and nothing else.
        let of_the_account = facts.account.is_some() && facts.account == room.account;
        return match act {
            Act::SeeRoom if room.public && of_the_account => Ok(Role::Member),
            Act::Enter(_) if room.public && of_the_account && !room.elastic => Ok(Role::Member),
            _ if room.public && of_the_account => Err(Denial::NotAMember),
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
        Act::Redact | Act::Delete | Act::Purge | Act::SeeAudit | Act::SeeBans | Act::Announce | Act::ChatToken => {
            moderator
        }
        // Whoever could end their membership.
        Act::SendOut { from } if from > Some(RoomRole::Member) => owner,
        Act::SendOut { .. } => moderator,
        Act::GovernRoom => owner,
        Act::SetRole { to: None, own: true, .. } => Ok(role),
        Act::SetRole { from, to, .. } if from.max(to) > Some(RoomRole::Member) => owner,
        Act::Ban { from } if from > Some(RoomRole::Member) => owner,
        Act::SetRole { .. } | Act::Ban { .. } => moderator,
        Act::CreateRoom { .. }
        | Act::VerifyAudit
        | Act::SeeUsers { .. }
        | Act::ManageUsers { .. }
        | Act::GovernAccount { .. }
        | Act::LookAround
        | Act::OwnSettings
        | Act::ManageKeys { .. } => decide(facts, act),
    }
}

/// Decides on an act that the store asks a grant for.
///
/// # Errors
/// As [`decide`].
pub fn permit<A: Permit>(facts: &Facts) -> Result<Grant<A>, Denial> {
    decide(facts, A::ACT).map(|role| Grant { role, act: PhantomData })
}

/// The leave to purge what is too old by a rule: it was given once for all when an admin set the rule, and rests on the
/// role that they held then.
#[must_use]
pub const fn permit_by_rule(rule: &RetentionRule) -> Grant<act::Purge> {
    Grant { role: rule.role, act: PhantomData }
}

/// The leave to delete a channel that is over by what was set when it was made: it rests on the role of whoever set it.
#[must_use]
pub const fn permit_by_expiration(rule: &ExpirationRule) -> (Grant<act::GovernRoom>, Grant<act::Purge>) {
    (Grant { role: rule.role, act: PhantomData }, Grant { role: rule.role, act: PhantomData })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: AccountId = AccountId::from_raw(1);
    const THEIRS: AccountId = AccountId::from_raw(2);
    const ROOM: RoomId = RoomId::from_raw(3);
    const PEOPLE: [&str; 9] = [
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
            key: None,
            agent: None,
            lent: None,
            room: Some(RoomFacts {
                id: ROOM,
                account: Some(OURS),
                kind: RoomKind::Room,
                archived: false,
                public: false,
                elastic: false,
                membership,
                author: who == "author",
            }),
        }
    }

    fn verdict(facts: &Facts, act: Act) -> &'static str {
        match decide(facts, act) {
            Ok(_) => "yes",
            Err(Denial::NotVisible) => "no",
            Err(Denial::NotAModerator { .. }) => "mod",
            Err(Denial::NotAnOwner { .. }) => "own",
            Err(Denial::NotAnAdmin) => "adm",
            Err(Denial::ForeignAccount) => "acc",
            Err(Denial::NotAMember) => "mem",
            Err(Denial::NotTheAuthor) => "aut",
            Err(Denial::OutsideSubChannel) => "sub",
            Err(Denial::Archived) => "arc",
            Err(Denial::Disabled) => "off",
            Err(Denial::KeyReadsOnly) => "read",
            Err(Denial::OutsideKeyRoom) => "out",
            Err(Denial::NotByKey) => "key",
            Err(Denial::MayNotActFor) => "for",
            Err(Denial::NotByToken) => "tok",
            Err(Denial::TokenLapsed) => "old",
        }
    }

    #[test]
    fn a_public_room_is_read_by_its_account_and_nothing_more() {
        for (who, sees, sends) in
            [("stranger", "yes", "mem"), ("foreign admin", "no", "no"), ("disabled", "off", "off")]
        {
            let mut facts = facts(who);
            if let Some(room) = &mut facts.room {
                room.public = true;
                room.membership = None;
            }
            assert_eq!(verdict(&facts, Act::SeeRoom), sees, "{who}");
            for act in [Act::Send, Act::Redact, Act::SeeAudit, Act::SeeBans, Act::GovernRoom] {
                assert_eq!(verdict(&facts, act), sends, "{who}: {act:?}");
            }
            // Those without an account share none.
            (facts.account, facts.room.as_mut().unwrap().account) = (None, None);
            assert!(decide(&facts, Act::SeeRoom).is_err());
        }
    }

    /// The whole matrix, to be read: a row an act, a column a person; and then what keys of four scopes may of it,
    /// when their user may all of it: a key for all, one that reads, one of this room, one of another.
    #[test]
    fn every_role_against_every_act() {
        use RoomRole::{Manager, Member, Owner};
        let set = |from, to, own| Act::SetRole { from, to, own };
        let table = [
            (Act::SeeRoom, "no  yes yes yes yes yes no  yes off", "yes yes yes out"),
            (Act::Enter(Portion::Whole), "no  yes yes yes yes yes no  yes off", "yes yes yes out"),
            (Act::Send, "no  yes yes yes yes mem no  mem off", "yes read yes out"),
            (Act::Edit, "no  aut yes aut aut mem no  mem off", "yes read yes out"),
            (Act::Redact, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
            (Act::Delete, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
            (Act::Purge, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
            (Act::GovernRoom, "no  own own own yes yes no  yes off", "yes read yes out"),
            (set(None, Some(Member), false), "no  mod mod yes yes yes no  yes off", "yes read yes out"),
            (set(Some(Member), None, false), "no  mod mod yes yes yes no  yes off", "yes read yes out"),
            (set(Some(Member), Some(Manager), false), "no  own own own yes yes no  yes off", "yes read yes out"),
            (set(Some(Manager), Some(Member), false), "no  own own own yes yes no  yes off", "yes read yes out"),
            (set(Some(Owner), None, false), "no  own own own yes yes no  yes off", "yes read yes out"),
            (set(Some(Owner), None, true), "no  yes yes yes yes yes no  yes off", "yes read yes out"),
            (Act::Announce, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
            (Act::SendOut { from: None }, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
            (Act::SendOut { from: Some(Member) }, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
            (Act::SendOut { from: Some(Manager) }, "no  own own own yes yes no  yes off", "yes read yes out"),
            (Act::ChatToken, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
            (Act::Ban { from: None }, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
            (Act::Ban { from: Some(Member) }, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
            (Act::Ban { from: Some(Manager) }, "no  own own own yes yes no  yes off", "yes read yes out"),
            (Act::SeeBans, "no  mod mod yes yes yes no  yes off", "yes yes yes out"),
            (Act::CreateRoom { account: None }, "yes yes yes yes yes yes yes yes off", "yes read out out"),
            (Act::CreateRoom { account: Some(OURS) }, "yes yes yes yes yes yes acc yes off", "yes read out out"),
            (Act::CreateRoom { account: Some(THEIRS) }, "acc acc acc acc acc acc yes yes off", "yes read out out"),
            (Act::SeeAudit, "no  mod mod yes yes yes no  yes off", "yes yes yes out"),
            (Act::VerifyAudit, "adm adm adm adm adm adm adm yes off", "yes yes out out"),
            (Act::ManageUsers { account: Some(OURS) }, "adm adm adm adm adm yes adm yes off", "yes read out out"),
            (Act::ManageUsers { account: None }, "adm adm adm adm adm adm adm yes off", "yes read out out"),
            (Act::GovernAccount { account: Some(OURS) }, "adm adm adm adm adm yes adm yes off", "yes read out out"),
            (Act::GovernAccount { account: None }, "adm adm adm adm adm adm adm yes off", "yes read out out"),
            (Act::SeeUsers { account: Some(OURS) }, "adm adm adm adm adm yes adm yes off", "yes yes out out"),
            (Act::SeeUsers { account: None }, "adm adm adm adm adm adm adm yes off", "yes yes out out"),
            (Act::LookAround, "yes yes yes yes yes yes yes yes off", "yes yes out out"),
            (Act::OwnSettings, "yes yes yes yes yes yes yes yes off", "key key key key"),
            (Act::ManageKeys { own: true }, "yes yes yes yes yes yes yes yes off", "key key key key"),
            (Act::ManageKeys { own: false }, "adm adm adm adm adm adm adm yes off", "key key key key"),
        ];
        for (act, people, keys) in table {
            let verdicts: Vec<&str> = PEOPLE.iter().map(|who| verdict(&facts(who), act)).collect();
            assert_eq!(verdicts, people.split_whitespace().collect::<Vec<_>>(), "{act:?}");
            let scopes = [KeyScope::All, KeyScope::Read, KeyScope::Room(ROOM), KeyScope::Room(RoomId::from_raw(4))];
            let mut admin = facts("platform admin");
            // An author and owner besides, so that nothing but the key can be in the way.
            admin.room = facts("owner").room.map(|room| RoomFacts { author: true, ..room });
            let verdicts = scopes.map(|scope| verdict(&Facts { key: Some(scope), ..admin }, act));
            assert_eq!(verdicts.to_vec(), keys.split_whitespace().collect::<Vec<_>>(), "{act:?} by keys");
        }
    }

    #[test]
    fn a_key_gives_nobody_more_than_they_have() {
        let acts = [Act::SeeRoom, Act::Send, Act::Redact, Act::GovernRoom, Act::VerifyAudit, Act::LookAround];
        for (who, act) in PEOPLE.iter().flat_map(|who| acts.map(|act| (who, act))) {
            for scope in [KeyScope::All, KeyScope::Read, KeyScope::Room(ROOM)] {
                let (facts, with_key) = (facts(who), Facts { key: Some(scope), ..facts(who) });
                assert!(decide(&with_key, act).is_err() || decide(&facts, act).is_ok(), "{who} {act:?} {scope}");
            }
        }
    }

    /// Who reads which part of an elastic channel, private and public.
    #[test]
    fn members_enter_their_own_sub_channel_and_moderators_every_one() {
        for (portion, private, public) in [
            (Portion::Own, "no  yes yes yes yes yes no  yes off", "mem yes yes yes yes yes no  yes off"),
            (Portion::Other, "no  sub sub yes yes yes no  yes off", "mem sub sub yes yes yes no  yes off"),
            (Portion::Whole, "no  sub sub yes yes yes no  yes off", "mem sub sub yes yes yes no  yes off"),
        ] {
            for (open, expected) in [(false, private), (true, public)] {
                let verdicts = PEOPLE.map(|who| {
                    let room = facts(who).room.map(|room| RoomFacts { elastic: true, public: open, ..room });
                    verdict(&Facts { room, ..facts(who) }, Act::Enter(portion))
                });
                assert_eq!(verdicts.to_vec(), expected.split_whitespace().collect::<Vec<_>>(), "{portion:?} {open}");
            }
        }
    }

    fn agent(who: &str) -> Agent {
        let Facts { disabled, platform_admin, account, account_admin, .. } = facts(who);
        Agent { disabled, platform_admin, account, account_admin }
    }

    /// A stranger with a chat token of this room, issued by somebody.
    fn lent(issuer: &str, capabilities: Capabilities) -> Facts {
        let membership = facts(issuer).room.and_then(|room| room.membership);
        let lent = Lent { room: ROOM, capabilities, key: KeyScope::All, issuer: agent(issuer), membership };
        Facts { lent: Some(lent), ..facts("stranger") }
    }

    const NONE: Capabilities = Capabilities { send: false, delete: false, send_out: false };
    const ALL: Capabilities = Capabilities { send: true, delete: true, send_out: true };

    /// Every act, by tokens of this room: one without capabilities, then one with each, then one with all.
    #[test]
    fn a_chat_token_lends_what_it_says() {
        use RoomRole::{Manager, Member};
        let (send, delete, out) = (true, true, true);
        let tokens = [
            NONE,
            Capabilities { send, ..NONE },
            Capabilities { delete, ..NONE },
            Capabilities { send_out: out, ..NONE },
            ALL,
        ];
        let set = |from, to, own| Act::SetRole { from, to, own };
        for (act, expected) in [
            (Act::SeeRoom, "yes yes yes yes yes"),
            (Act::Enter(Portion::Whole), "yes yes yes yes yes"),
            (Act::Send, "tok yes tok tok yes"),
            (Act::Delete, "tok tok yes tok yes"),
            (Act::SendOut { from: None }, "tok tok tok yes yes"),
            (Act::SendOut { from: Some(Member) }, "tok tok tok yes yes"),
            (Act::SendOut { from: Some(Manager) }, "tok tok tok own own"),
            (Act::Edit, "tok tok tok tok tok"),
            (Act::Redact, "tok tok tok tok tok"),
            (Act::Purge, "tok tok tok tok tok"),
            (Act::GovernRoom, "tok tok tok tok tok"),
            (Act::Announce, "tok tok tok tok tok"),
            (Act::ChatToken, "tok tok tok tok tok"),
            (set(None, Some(Member), false), "tok tok tok tok tok"),
            (set(Some(Member), None, true), "tok tok tok tok tok"),
            (Act::CreateRoom { account: None }, "tok tok tok tok tok"),
            (Act::SeeAudit, "tok tok tok tok tok"),
            (Act::VerifyAudit, "tok tok tok tok tok"),
            (Act::SeeUsers { account: Some(OURS) }, "tok tok tok tok tok"),
            (Act::ManageUsers { account: Some(OURS) }, "tok tok tok tok tok"),
            (Act::LookAround, "tok tok tok tok tok"),
            (Act::OwnSettings, "tok tok tok tok tok"),
            (Act::ManageKeys { own: true }, "tok tok tok tok tok"),
        ] {
            let verdicts = tokens.map(|token| verdict(&lent("manager", token), act));
            assert_eq!(verdicts.to_vec(), expected.split_whitespace().collect::<Vec<_>>(), "{act:?}");
            // Not even what they might by themselves.
            let admin = Facts { platform_admin: true, ..lent("manager", NONE) };
            assert_eq!(verdict(&admin, act), verdicts[0], "{act:?} of an admin");
        }
    }

    #[test]
    fn a_chat_token_lends_no_more_than_its_issuer_holds_now() {
        for (issuer, expected) in [
            ("stranger", "old"),
            ("member", "old"),
            ("manager", "yes"),
            ("owner", "yes"),
            ("account admin", "yes"),
            ("foreign admin", "old"),
            ("platform admin", "yes"),
            ("disabled", "old"),
        ] {
            for act in [Act::SeeRoom, Act::Send, Act::Delete, Act::SendOut { from: None }] {
                assert_eq!(verdict(&lent(issuer, ALL), act), expected, "{issuer} {act:?}");
            }
        }
        let manager = lent("manager", ALL);
        assert_eq!(decide(&manager, Act::Delete), Ok(Role::RoomManager), "the role of the issuer");
        assert_eq!(role_held(&manager), Some(Role::RoomManager));
        assert_eq!(verdict(&Facts { disabled: true, ..manager }, Act::SeeRoom), "off");
        for scope in [KeyScope::Read, KeyScope::Room(RoomId::from_raw(4))] {
            let lent = manager.lent.map(|lent| Lent { key: scope, ..lent });
            assert_eq!(verdict(&Facts { lent, ..manager }, Act::SeeRoom), "old", "{scope}");
        }
        let elsewhere = manager.room.map(|room| RoomFacts { id: RoomId::from_raw(4), ..room });
        for room in [elsewhere, None] {
            assert_eq!(verdict(&Facts { room, ..manager }, Act::SeeRoom), "no", "not told whether it is there");
        }
        let archived = manager.room.map(|room| RoomFacts { archived: true, ..room });
        let archived = Facts { room: archived, ..manager };
        assert_eq!([Act::Send, Act::Delete].map(|act| verdict(&archived, act)), ["arc", "yes"]);
    }

    #[test]
    fn a_key_acts_for_those_whom_its_user_rules() {
        for (who, whom, expected) in [
            ("platform admin", "member", Ok(())),
            ("platform admin", "foreign admin", Ok(())),
            ("account admin", "owner", Ok(())),
            ("account admin", "foreign admin", Err(Denial::MayNotActFor)),
            ("account admin", "platform admin", Err(Denial::MayNotActFor)),
            ("owner", "member", Err(Denial::MayNotActFor)),
            ("disabled", "member", Err(Denial::MayNotActFor)),
        ] {
            let facts = Facts { agent: Some(agent(who)), key: Some(KeyScope::All), ..facts(whom) };
            assert_eq!(may_act_for(&facts), expected, "{who} for {whom}");
            assert_eq!(decide(&facts, Act::LookAround).map(drop), expected, "{who} for {whom}");
        }
        let nowhere = Agent { account: None, ..agent("account admin") };
        let nobodys = Facts { agent: Some(nowhere), account: None, ..facts("member") };
        assert_eq!(may_act_for(&nobodys), Err(Denial::MayNotActFor), "an account that is none has no admin");
    }

    #[test]
    fn a_key_of_one_room_is_not_told_whether_another_is_there() {
        let key = Some(KeyScope::Room(ROOM));
        let nowhere = Facts { key, room: None, ..facts("owner") };
        let mut elsewhere = Facts { key, ..facts("owner") };
        if let Some(room) = elsewhere.room.as_mut() {
            room.id = RoomId::from_raw(4);
        }
        for act in [Act::SeeRoom, Act::Redact] {
            assert_eq!(decide(&nowhere, act), Err(Denial::OutsideKeyRoom));
            assert_eq!(decide(&elsewhere, act), Err(Denial::OutsideKeyRoom));
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
