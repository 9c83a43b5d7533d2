//! Who acts, and from where. What they may do is not known here: it is looked up at the act.

use domain::{Door, UserId};

/// Somebody with an open session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub user: UserId,
    /// Names the session to the live hub: the first bytes of its token's hash.
    pub session: u64,
    /// The hash of the session's token. Looked up again at every act.
    pub(crate) token: [u8; 32],
    /// Through which door they came.
    pub door: Door,
}

/// Where a request comes from, as far as it can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The address.
    pub address: String,
    /// The browser, as it calls itself.
    pub agent: String,
}
