//! Who is looking, and from where.

use serde::{Deserialize, Serialize};

use super::AccountRef;
use crate::{Timestamp, UserId};

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads a stable code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.code() == code)
    }

    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::System => "As the system",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }
}

/// Who is looking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Who.
    pub id: UserId,
    /// The name they go by.
    pub name: String,
    /// The address they signed in with.
    pub email: String,
    /// Whether they are a platform admin.
    pub platform_admin: bool,
    /// Whether they are an admin of their account.
    pub account_admin: bool,
    /// Whether they moderate at least one room, or are an admin.
    pub moderates: bool,
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// Whether single keys act on messages.
    pub shortcuts: bool,
    /// Accounts in which they can make a room.
    pub accounts: Vec<AccountRef>,
}

impl Viewer {
    /// Whether they manage users.
    #[must_use]
    pub const fn admin(&self) -> bool {
        self.platform_admin || self.account_admin
    }
}

/// One of one's own sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// Names it, without being the secret.
    pub handle: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_seen: Timestamp,
    /// The browser, as it called itself.
    pub agent: String,
    /// The address it came from.
    pub address: String,
    /// Whether it is the one that asks.
    pub current: bool,
}
