//! Users, as admins see them.

use serde::{Deserialize, Serialize};

use super::AccountRef;
use crate::{Timestamp, UserId};

/// A user, as admins see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// Who.
    pub id: UserId,
    /// The name they go by.
    pub name: String,
    /// The address they sign in with, if they can.
    pub email: Option<String>,
    /// The account they belong to.
    pub account: Option<AccountRef>,
    /// Whether they are a platform admin.
    pub platform_admin: bool,
    /// Whether they are an admin of their account.
    pub account_admin: bool,
    /// Whether they were disabled.
    pub disabled: bool,
    /// Since when they are here.
    pub created_at: Timestamp,
    /// When one of their sessions was last used.
    pub last_seen: Option<Timestamp>,
    /// Open sessions.
    pub sessions: u64,
}

/// Which users to list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct UserQuery {
    /// Part of the name or address; empty for all.
    pub search: String,
    /// Go on after the page that ended with this cursor.
    pub after: Option<String>,
}

/// A page of users, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserPage {
    /// The users.
    pub users: Vec<UserView>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
    /// Accounts that the viewer can put a new user in.
    pub accounts: Vec<AccountRef>,
    /// Whether the viewer can make users without account, and platform admins.
    pub everywhere: bool,
}
