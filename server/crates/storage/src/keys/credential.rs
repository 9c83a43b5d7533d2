//! What somebody is known by.

use domain::{KeyId, UserId};

use crate::facts::Session;

/// What somebody is known by: looked up again at every act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// The hash of a session's token.
    Session(Session),
    /// An access key, after its secret or token was checked.
    Key(KeyId),
    /// The same, acting for a user: whether it may is for the policy to decide.
    KeyFor {
        /// The key.
        key: KeyId,
        /// Whom it acts for.
        user: UserId,
    },
    /// The hash of a chat token.
    Token(Session),
}

impl Credential {
    /// The hash of a session's token, if it is one.
    pub(crate) const fn session(&self) -> Option<&Session> {
        match self {
            Self::Session(session) => Some(session),
            Self::Key(_) | Self::KeyFor { .. } | Self::Token(_) => None,
        }
    }

    /// The key, if it is one.
    pub(crate) const fn key(&self) -> Option<&KeyId> {
        match self {
            Self::Session(_) | Self::Token(_) => None,
            Self::Key(key) | Self::KeyFor { key, .. } => Some(key),
        }
    }

    /// Whom the key acts for, when it says so.
    pub(crate) const fn bearer(&self) -> Option<UserId> {
        match self {
            Self::Session(_) | Self::Key(_) | Self::Token(_) => None,
            Self::KeyFor { user, .. } => Some(*user),
        }
    }

    /// The hash of a chat token, if it is one.
    pub(crate) const fn token(&self) -> Option<&Session> {
        match self {
            Self::Token(token) => Some(token),
            Self::Session(_) | Self::Key(_) | Self::KeyFor { .. } => None,
        }
    }
}
