//! Who acts, and from where. What they may do is not known here: it is looked up at the act.

use domain::{Door, KeyId, UserId, Way};
use sha2::{Digest, Sha256};
use storage::Credential;

use crate::throttle;

/// Somebody with an open session or a chat token, or a program with an access key of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub user: UserId,
    /// Names the session or key to the live hub: the first bytes of a hash.
    pub session: u64,
    /// What they are known by. Looked up again at every act.
    pub(crate) who: Credential,
    /// Through which door they came, and with which key.
    pub way: Way,
}

impl Actor {
    /// Somebody in the panel.
    pub(crate) fn of_session(user: UserId, token: [u8; 32]) -> Self {
        Self { user, session: number(&token), who: Credential::Session(token), way: Door::Panel.into() }
    }

    /// A program at the door of a dialect.
    pub(crate) fn of_key(user: UserId, key: KeyId, door: Door) -> Self {
        Self { user, session: key_number(key), who: Credential::Key(key), way: Way { door, key: Some(key) } }
    }

    /// Somebody with a chat token, which was issued with the key of the way. To the live hub the socket is that key's.
    pub(crate) fn of_chat_token(user: UserId, token: [u8; 32], way: Way) -> Self {
        let session = way.key.map_or_else(|| number(&token), key_number);
        Self { user, session, who: Credential::Token(token), way }
    }

    /// The same program, acting for a user. The audit log then names the user as the one who acted, and the key.
    pub(crate) fn acting_for(&self, user: UserId, key: KeyId) -> Self {
        Self { user, who: Credential::KeyFor { key, user }, ..self.clone() }
    }
}

/// The name of a session to the live hub.
pub(crate) fn number(hash: &[u8; 32]) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hash[..8]);
    u64::from_be_bytes(bytes)
}

/// The name of a key to the live hub.
pub(crate) fn key_number(key: KeyId) -> u64 {
    number(&Sha256::digest(key.as_str().as_bytes()).into())
}

/// Where a request comes from, as far as it can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The address.
    pub address: String,
    /// The browser, as it calls itself.
    pub agent: String,
}

impl Client {
    /// The network that the address is in. Whoever has one of IPv6 has 2^64 of them: they count as one.
    #[must_use]
    pub fn network(&self) -> String {
        throttle::network(&self.address)
    }
}
