//! What is known at the moment of an act: of the actor, their key or token, and the room.

use crate::{AccountId, KeyScope, RoomId, RoomKind, RoomRole};

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
    /// Its mode leaves it to its members too whom to add.
    pub unrestricted: bool,
    /// The actor's membership.
    pub membership: Option<RoomRole>,
    /// The actor is banned from it. Known only where it matters: of a public room without a membership.
    pub banned: bool,
    /// The actor wrote the message acted on.
    pub author: bool,
}
