//! The three removals, the kinds of room and the doors into the house.

use serde::{Deserialize, Serialize};

/// A removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// The content is gone; a tombstone stays.
    Redact,
    /// The message is gone.
    Delete,
    /// Every message of a room is gone.
    Purge,
}

impl Verb {
    /// All of them, from the mildest to the widest.
    pub const ALL: [Self; 3] = [Self::Redact, Self::Delete, Self::Purge];

    /// The stable code: in addresses, in the audit log, in the store.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Redact => "redact",
            Self::Delete => "delete",
            Self::Purge => "purge",
        }
    }

    /// Reads a stable code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.code() == code)
    }

    /// The verb as people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Redact => "Redact",
            Self::Delete => "Delete",
            Self::Purge => "Purge",
        }
    }

    /// The verb in the past: `redacted`.
    #[must_use]
    pub const fn past(self) -> &'static str {
        match self {
            Self::Redact => "redacted",
            Self::Delete => "deleted",
            Self::Purge => "purged",
        }
    }

    /// The one sentence that tells it from the other two, the same everywhere.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Redact => "Clears the text and files; a placeholder stays in the conversation.",
            Self::Delete => "Takes the message away for everyone; nothing stays.",
            Self::Purge => "Deletes every message listed here, from the disk too; it cannot be undone.",
        }
    }
}

/// What kind of room it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomKind {
    /// A room with owners, managers and members.
    Room,
    /// One-to-one or group talk: its people are all members.
    Conversation,
    /// A channel of an app instance.
    Channel,
}

impl RoomKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Room, Self::Conversation, Self::Channel];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Room => "room",
            Self::Conversation => "conversation",
            Self::Channel => "channel",
        }
    }

    /// Reads a stable code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The kind as people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Room => "Room",
            Self::Conversation => "Conversation",
            Self::Channel => "Channel",
        }
    }
}

/// Through which door an act came in; the audit log keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// The moderation panel.
    Panel,
    /// The command line of the server.
    CommandLine,
    /// A background job.
    Job,
}

impl Door {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Panel, Self::CommandLine, Self::Job];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Panel => "panel",
            Self::CommandLine => "command_line",
            Self::Job => "job",
        }
    }

    /// Reads a stable code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|door| door.code() == code)
    }

    /// The door as people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Panel => "Panel",
            Self::CommandLine => "Command line",
            Self::Job => "Background job",
        }
    }
}
