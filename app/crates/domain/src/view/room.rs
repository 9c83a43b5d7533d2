//! Rooms in the list, a room opened, and its members.

use serde::{Deserialize, Serialize};

use super::{AccountRef, PersonRef};
use crate::{EventNumber, Role, RoomId, RoomKind, RoomRole, Timestamp};

/// A room in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomSummary {
    /// Which.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: RoomKind,
    /// The account it belongs to.
    pub account: Option<AccountRef>,
    /// The viewer's role in it; `None` where they hold none, and read it because it is public for their account.
    pub role: Option<Role>,
    /// Messages in it, tombstones included.
    pub messages: u64,
    /// Members.
    pub members: u64,
    /// When something was last written.
    pub last_activity: Option<Timestamp>,
    /// Whether it is archived.
    pub archived: bool,
    /// Whether everybody of its account may read it.
    pub public: bool,
}

/// Which of the rooms that somebody can see a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomScope {
    /// All of them.
    #[default]
    All,
    /// Those they are a member of.
    Mine,
    /// Those that are public for their account.
    Public,
}

impl RoomScope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::All, Self::Mine, Self::Public];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mine => "mine",
            Self::Public => "public",
        }
    }

    /// Reads a stable code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }

    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::All => "All rooms",
            Self::Mine => "Rooms I am in",
            Self::Public => "Public rooms",
        }
    }
}

/// How the list of rooms is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomSort {
    /// Last written to first.
    #[default]
    Activity,
    /// By name.
    Name,
    /// Most messages first.
    Messages,
}

impl RoomSort {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Activity, Self::Name, Self::Messages];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Name => "name",
            Self::Messages => "messages",
        }
    }

    /// Reads a stable code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.code() == code)
    }

    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Activity => "Last activity",
            Self::Name => "Name",
            Self::Messages => "Messages",
        }
    }
}

/// Which rooms to list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct RoomQuery {
    /// Part of the name; empty for all.
    pub search: String,
    /// How to sort.
    pub sort: RoomSort,
    /// Only this kind.
    pub kind: Option<RoomKind>,
    /// Which of those that can be seen.
    #[serde(default)]
    pub scope: RoomScope,
    /// Archived ones instead of the others.
    pub archived: bool,
    /// Go on after the page that ended with this cursor.
    pub after: Option<String>,
}

/// A page of rooms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomPage {
    /// The rooms.
    pub rooms: Vec<RoomSummary>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// What the viewer may do in a room: the controls that the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Controls {
    /// Write.
    pub send: bool,
    /// Redact, delete, purge; read its audit entries.
    pub moderate: bool,
    /// Rename, archive, set the policy, appoint.
    pub govern: bool,
}

/// A room, opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomView {
    /// What the list says of it.
    pub summary: RoomSummary,
    /// What the viewer may do.
    pub controls: Controls,
    /// Whether removals need a reason.
    pub reason_required: bool,
    /// The newest event.
    pub head: EventNumber,
}

/// A member of a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    /// Who.
    pub person: PersonRef,
    /// Their role in the room.
    pub role: RoomRole,
    /// Since when.
    pub since: Timestamp,
    /// Whether they were disabled.
    pub disabled: bool,
}

/// A page of members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPage {
    /// The members.
    pub members: Vec<MemberView>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}
