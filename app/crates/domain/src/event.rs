//! Events of a room, and the frames of the live feed that carry them.
//!
//! The store keeps ids only; bodies are joined when an event is read, so that a replay never brings back what was
//! removed in the meantime.

use serde::{Deserialize, Serialize};

use crate::{
    MessageId, RoomId, RoomRole, SubChannelId, Timestamp, UserId,
    view::{MessageView, RemovedBy, Tombstone},
};

/// The place of an event in its room: 1, 2, 3 without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventNumber(pub u64);

impl EventNumber {
    /// The one that follows.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// Something that happened in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its place in the room.
    #[serde(rename = "n")]
    pub number: EventNumber,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
}

/// What happened. Written as `{"redacted": {…}}`: the name outside is what the browser reads with the least code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A message was written.
    Sent {
        /// As it is now.
        message: MessageView,
    },
    /// A message was changed by its author.
    Edited {
        /// As it is now.
        message: MessageView,
    },
    /// A message lost its content.
    Redacted {
        /// Which.
        message: MessageId,
        /// What stands in its place.
        tombstone: Tombstone,
    },
    /// A message is gone.
    Deleted {
        /// Which.
        message: MessageId,
        /// By what class of person.
        by: RemovedBy,
        /// Why, if they said.
        reason: Option<String>,
    },
    /// Every message up to one is gone.
    Purged {
        /// The last that is gone.
        through: MessageId,
        /// How many went.
        count: u64,
        /// By whom.
        by: RemovedBy,
        /// Why, if they said.
        reason: Option<String>,
    },
    /// Somebody's role changed.
    RoleChanged {
        /// Whose.
        user: UserId,
        /// To what; `None` when they left or were removed.
        role: Option<RoomRole>,
    },
    /// The room has another name.
    Renamed {
        /// The new name.
        name: String,
    },
    /// The room was archived, or brought back.
    Archived {
        /// Whether it is archived now.
        archived: bool,
    },
    /// The room's policy changed.
    PolicyChanged {
        /// Whether removals need a reason now.
        reason_required: bool,
    },
    /// Many messages came in at once, as by an import: the page is to be read afresh.
    Imported,
    /// It concerned a message that has gone since, or one that is between two others: nothing of it is told.
    Gone,
}

/// Which of those who listen to a room as members are told of something that happened in it. Whoever watches it as a
/// whole is asked when they begin, for what is between two as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Audience {
    /// All of them.
    #[default]
    Everybody,
    /// Those of one sub-channel.
    SubChannel(SubChannelId),
    /// These two, in the sub-channel where they are; twice the same is one.
    Between(UserId, UserId, Option<SubChannelId>),
}

impl Audience {
    /// Whether somebody is told who listens in a sub-channel, or in a room that has none.
    #[must_use]
    pub fn includes(self, user: UserId, sub_channel: Option<SubChannelId>) -> bool {
        match self {
            Self::Everybody => true,
            Self::SubChannel(only) => sub_channel == Some(only),
            Self::Between(one, other, _) => user == one || user == other,
        }
    }
}

/// Whether something was done to one person, or to several in one act. Each of them has an event with a number of its own
/// all the same; those who listen in a language that tells of them at once do so with the last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Batch {
    /// To one.
    #[default]
    Single,
    /// To several, and the event of the last of them is still to come.
    Earlier,
    /// To several, and this is the event of the last of them.
    Last {
        /// By whom.
        by: UserId,
        /// All of whom those who are told of this event are told, in their order.
        users: Vec<UserId>,
    },
}

impl EventKind {
    /// The one message that it is about.
    #[must_use]
    pub const fn message(&self) -> Option<MessageId> {
        match self {
            Self::Sent { message } | Self::Edited { message } => Some(message.id),
            Self::Redacted { message, .. } | Self::Deleted { message, .. } => Some(*message),
            Self::Purged { .. }
            | Self::RoleChanged { .. }
            | Self::Renamed { .. }
            | Self::Archived { .. }
            | Self::PolicyChanged { .. }
            | Self::Imported
            | Self::Gone => None,
        }
    }

    /// Whether it took a message's content away.
    #[must_use]
    pub fn removes(&self, id: MessageId) -> bool {
        match *self {
            Self::Redacted { message, .. } | Self::Deleted { message, .. } => message == id,
            Self::Purged { through, .. } => id <= through,
            Self::Sent { .. }
            | Self::Edited { .. }
            | Self::RoleChanged { .. }
            | Self::Renamed { .. }
            | Self::Archived { .. }
            | Self::PolicyChanged { .. }
            | Self::Imported
            | Self::Gone => false,
        }
    }
}

/// What the server sends on `/live`: one frame an event, the same bytes for every viewer of the room who may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frame {
    /// The room is watched from here on; everything since the asked number has been sent before this frame.
    Watching {
        /// Which room.
        room: RoomId,
        /// The newest event.
        head: EventNumber,
    },
    /// Something happened.
    Event {
        /// In which room.
        room: RoomId,
        /// What.
        event: Event,
    },
    /// The viewer is too far behind, or was too slow: read the page afresh and watch again.
    Reload {
        /// Which room.
        room: RoomId,
    },
    /// The viewer may no longer see the room, or never might.
    Ended {
        /// Which room.
        room: RoomId,
    },
    /// Nothing happened, and the line is alive.
    Beat,
}

/// What the browser sends on `/live`: "tell me of this room, since N". Another one ends the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// The room to watch.
    pub watch: RoomId,
    /// The last event that the viewer has seen.
    pub since: EventNumber,
}
