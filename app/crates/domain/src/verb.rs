//! The three removals, the kinds of room and the doors into the house.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::KeyId;

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
    /// The dialect of Amazon Chime.
    Chime,
    /// The dialect of Amazon IVS Chat.
    IvsChat,
    /// The dialect of Chime SDK messaging.
    Messaging,
    /// The dialect of IMKIT.
    Imkit,
}

impl Door {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Panel, Self::CommandLine, Self::Job, Self::Chime, Self::IvsChat, Self::Messaging, Self::Imkit];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Panel => "panel",
            Self::CommandLine => "command_line",
            Self::Job => "job",
            Self::Chime => "chime",
            Self::IvsChat => "ivs_chat",
            Self::Messaging => "messaging",
            Self::Imkit => "imkit",
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
            Self::Chime => "Chime",
            Self::IvsChat => "IVS Chat",
            Self::Messaging => "Chime SDK messaging",
            Self::Imkit => "IMKIT",
        }
    }
}

/// The way that an act came in: a door, and the access key that it is about. At the door of a dialect that is the key
/// which opened it; at all others, where no key opens anything, the key that was made or disabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Way {
    /// The door.
    pub door: Door,
    /// The key.
    pub key: Option<KeyId>,
}

impl From<Door> for Way {
    fn from(door: Door) -> Self {
        Self { door, key: None }
    }
}

impl Way {
    /// Reads the written form: the door's code, and the key's id after a space if there is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(' ') {
            None => Door::from_code(text).map(Self::from),
            Some((door, key)) => Some(Self { door: Door::from_code(door)?, key: Some(key.parse().ok()?) }),
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.door.code())?;
        self.key.map_or(Ok(()), |key| write!(f, " {key}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_read_as_it_is_written() {
        let key: KeyId = "RK0123456789ABCDEFGH".parse().unwrap();
        for way in Door::ALL.into_iter().flat_map(|door| [Way::from(door), Way { door, key: Some(key) }]) {
            assert_eq!(Way::parse(&way.to_string()), Some(way));
        }
        for text in ["", "window", "panel ", "imkit RK", " RK0123456789ABCDEFGH"] {
            assert_eq!(Way::parse(text), None, "{text}");
        }
    }
}
