//! Access keys, as they are listed, and as they are shown once.

use serde::{Deserialize, Serialize};

use super::{PersonRef, RoomRef};
use crate::{KeyId, KeyScope, KeyStanding, KeyState, Timestamp, UserId};

/// An access key, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyView {
    /// Its id.
    pub id: KeyId,
    /// Whom it belongs to.
    pub owner: PersonRef,
    /// What it is for; may be empty.
    pub label: String,
    /// How far it reaches.
    pub scope: KeyScope,
    /// The room that it is for, if it is for one.
    pub room: Option<RoomRef>,
    /// Whether their user was disabled: then it opens nothing, however it stands.
    pub owner_disabled: bool,
    /// Whether it opens anything, as it was last set.
    pub state: KeyState,
    /// The same with its end in mind.
    pub standing: KeyStanding,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to some minutes.
    pub last_used: Option<Timestamp>,
    /// The first moment at which it opens nothing any more.
    pub expires_at: Option<Timestamp>,
}

/// Which access keys to list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct KeyQuery {
    /// Everybody's; else one's own.
    pub all: bool,
    /// Only those of this user.
    pub user: Option<UserId>,
    /// Only those that stand so.
    pub standing: Option<KeyStanding>,
    /// Go on after the page that ended with this cursor.
    pub after: Option<String>,
}

/// A page of access keys, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPage {
    /// The keys.
    pub keys: Vec<KeyView>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// A key as it is shown once, when it is made: afterwards nobody can tell its secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKeyView {
    /// Its id.
    pub access_key_id: KeyId,
    /// What requests are signed with.
    pub secret_access_key: String,
    /// Names the account to IMKIT.
    pub client_key: String,
    /// Names the user to IMKIT, and proves it.
    pub client_token: String,
}

/// Secrets never reach a log: the debug form is the id.
impl std::fmt::Debug for NewKeyView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewKeyView({})", self.access_key_id)
    }
}
