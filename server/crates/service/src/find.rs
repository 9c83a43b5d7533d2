//! Finding people and rooms by the names that programs give them. Decides nothing and shows nothing else.

use std::collections::HashMap;

use domain::{AccountId, Failure, RoomId, UserId, channel::Somebody};

use crate::Service;

impl Service {
    /// The users who go by these names in an account, each in its place.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn find_users(&self, account: Option<AccountId>, names: &[&str]) -> Result<Vec<Option<UserId>>, Failure> {
        self.store().users_named(account, names).await.map_err(|error| self.broke(error))
    }

    /// The user who goes by a name in an account.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn find_user(&self, account: Option<AccountId>, name: &str) -> Result<Option<UserId>, Failure> {
        self.store().user_named(account, name).await.map_err(|error| self.broke(error))
    }

    /// The room that goes by a name in an account.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn find_room(&self, account: Option<AccountId>, name: &str) -> Result<Option<RoomId>, Failure> {
        self.store().room_named(account, name).await.map_err(|error| self.broke(error))
    }

    /// All that names these users; those who are not there are left out.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn somebodies(&self, users: &[UserId]) -> Result<HashMap<UserId, Somebody>, Failure> {
        self.store().somebodies(users).await.map_err(|error| self.broke(error))
    }
}
