//! What somebody may or may not do, and what of it a key must reach.

use crate::{AccountId, RoomRole};

/// Something a person may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Read a room, its messages and its members.
    SeeRoom,
    /// Read what is written in a part of a room, and who is in it. Whoever writes there must be let in as well.
    Enter(Portion),
    /// Read what others have written to one member only. Programs do not: whoever uses them is told what they are party
    /// to, and takes away what they cannot read.
    Overhear,
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
    /// List the rooms of an account that are not public, whoever their members are.
    SeePrivateRooms {
        /// Which; `None` is what belongs to none.
        account: Option<AccountId>,
    },
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
pub(super) enum Reach {
    /// The room that is acted on.
    Room,
    /// More than one room.
    House,
    /// What no key reaches.
    Panel,
}

impl Act {
    /// Whether the act changes something.
    pub(super) const fn changes(self) -> bool {
        match self {
            Self::SeeRoom
            | Self::Enter(_)
            | Self::Overhear
            | Self::SeeBans
            | Self::SeeAudit
            | Self::VerifyAudit
            | Self::SeePrivateRooms { .. }
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

    pub(super) const fn reach(self) -> Reach {
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
            | Self::SeePrivateRooms { .. }
            | Self::SeeUsers { .. }
            | Self::ManageUsers { .. }
            | Self::GovernAccount { .. }
            | Self::LookAround => Reach::House,
            Self::Overhear | Self::OwnSettings | Self::ManageKeys { .. } => Reach::Panel,
        }
    }
}
