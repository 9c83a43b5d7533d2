//! Whose token it is, remembered; never what they may do.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use domain::{Timestamp, UserId};

/// Sessions whose owner is remembered; beyond it the memory is emptied.
const CACHED_SESSIONS_MAX: usize = 10_000;

/// Who a token belongs to, and when its use was last noted.
#[derive(Debug, Default)]
pub(crate) struct SessionCache {
    owners: RwLock<HashMap<[u8; 32], (UserId, Timestamp)>>,
}

impl SessionCache {
    pub(super) fn get(&self, token: &[u8; 32]) -> Option<(UserId, Timestamp)> {
        self.owners.read().unwrap_or_else(PoisonError::into_inner).get(token).copied()
    }

    pub(super) fn put(&self, token: [u8; 32], user: UserId, touched: Timestamp) {
        let mut owners = self.owners.write().unwrap_or_else(PoisonError::into_inner);
        if owners.len() >= CACHED_SESSIONS_MAX {
            owners.clear();
        }
        owners.insert(token, (user, touched));
    }

    pub(super) fn forget(&self, token: &[u8; 32]) {
        self.owners.write().unwrap_or_else(PoisonError::into_inner).remove(token);
    }

    pub(crate) fn forget_user(&self, user: UserId) {
        self.owners.write().unwrap_or_else(PoisonError::into_inner).retain(|_, (owner, _)| *owner != user);
    }
}
