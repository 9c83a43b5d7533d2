//! Who and what is named beside something: people, rooms, accounts.

use serde::{Deserialize, Serialize};

use crate::{AccountId, RoomId, UserId};

/// Somebody, as named beside what they did.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PersonRef {
    /// Who.
    pub id: UserId,
    /// The name they go by.
    pub name: String,
}

/// A room, as named beside what happened in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RoomRef {
    /// Which.
    pub id: RoomId,
    /// Its name.
    pub name: String,
}

/// An account, as named in a choice.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AccountRef {
    /// Which.
    pub id: AccountId,
    /// Its name.
    pub name: String,
}
