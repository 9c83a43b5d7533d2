//! What was looked for and is not there.

use serde::{Deserialize, Serialize};

/// What was looked for and is not there, or may not be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// A room.
    Room,
    /// A message of a room.
    Message,
    /// A user.
    User,
    /// A member of a room.
    Member,
    /// A part of an elastic channel.
    SubChannel,
    /// A job.
    Job,
    /// An audit entry.
    Entry,
    /// A session.
    Session,
    /// An account.
    Account,
    /// A set-up link that is still good.
    SetUpLink,
    /// An access key.
    Key,
}

impl Thing {
    /// What to say when it is not there.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Room => "There is no such room, or you are not in it.",
            Self::Message => "There is no such message in this room. It may have been deleted.",
            Self::User => "There is no such user.",
            Self::Member => "This person is not a member of the room.",
            Self::SubChannel => "There is no such sub-channel in this channel. List those that it has.",
            Self::Job => "There is no such job, or it is not yours to see.",
            Self::Entry => "There is no such audit entry, or it is not yours to see.",
            Self::Session => "This session has ended already.",
            Self::Account => "There is no such account.",
            Self::Key => "There is no such access key, or it is not yours.",
            Self::SetUpLink => "This set-up link was used or is not valid. Start the server again to get a new one.",
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Room => "room_not_found",
            Self::Message => "message_not_found",
            Self::User => "user_not_found",
            Self::Member => "member_not_found",
            Self::SubChannel => "sub_channel_not_found",
            Self::Job => "job_not_found",
            Self::Entry => "entry_not_found",
            Self::Session => "session_not_found",
            Self::Account => "account_not_found",
            Self::Key => "key_not_found",
            Self::SetUpLink => "set_up_link_not_found",
        }
    }
}
