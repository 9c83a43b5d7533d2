//! Roles, strongest last so that they compare.

use serde::{Deserialize, Serialize};

/// The role a person holds towards a room at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads and writes.
    Member,
    /// Moderates one room; appoints nobody.
    RoomManager,
    /// Moderates one room and appoints its managers.
    RoomOwner,
    /// Moderates every room of the account.
    AccountAdmin,
    /// Moderates every room.
    PlatformAdmin,
}

/// The role kept in a membership: what a room can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomRole {
    /// Reads and writes.
    Member,
    /// Moderates the room; appoints nobody.
    Manager,
    /// Moderates the room and appoints its managers.
    Owner,
}

/// The text was no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a role is owner, manager or member")]
pub struct InvalidRole;

impl Role {
    /// All of them, weakest first.
    pub const ALL: [Self; 5] =
        [Self::Member, Self::RoomManager, Self::RoomOwner, Self::AccountAdmin, Self::PlatformAdmin];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::RoomManager => "manager",
            Self::RoomOwner => "owner",
            Self::AccountAdmin => "account_admin",
            Self::PlatformAdmin => "platform_admin",
        }
    }

    /// Reads a stable code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The role as people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Member => "Member",
            Self::RoomManager => "Manager",
            Self::RoomOwner => "Owner",
            Self::AccountAdmin => "Account admin",
            Self::PlatformAdmin => "Platform admin",
        }
    }

    /// Whether the role may remove messages of others.
    #[must_use]
    pub fn moderates(self) -> bool {
        self >= Self::RoomManager
    }
}

impl RoomRole {
    /// All of them, weakest first.
    pub const ALL: [Self; 3] = [Self::Member, Self::Manager, Self::Owner];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Manager => "manager",
            Self::Owner => "owner",
        }
    }

    /// Reads a stable code.
    ///
    /// # Errors
    /// When the text is no role of a room.
    pub fn from_code(code: &str) -> Result<Self, InvalidRole> {
        Self::ALL.into_iter().find(|role| role.code() == code).ok_or(InvalidRole)
    }

    /// The role as people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        Role::from_room(self).label()
    }
}

impl Role {
    /// The role that a membership gives.
    #[must_use]
    pub const fn from_room(role: RoomRole) -> Self {
        match role {
            RoomRole::Member => Self::Member,
            RoomRole::Manager => Self::RoomManager,
            RoomRole::Owner => Self::RoomOwner,
        }
    }
}

impl From<RoomRole> for Role {
    fn from(role: RoomRole) -> Self {
        Self::from_room(role)
    }
}
