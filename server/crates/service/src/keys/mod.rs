//! Access keys: made, shown once, listed, disabled; and who comes with one.

mod change;
mod create;
mod proof;

use domain::{
    Act, Door, Failure, KeyId, Role, UserId, Way, decide,
    view::{KeyPage, KeyQuery},
};
use storage::Entry;

pub use self::{
    create::{CreateKey, KeyOwner},
    proof::{Proved, Signer},
};
use crate::{Actor, Service};

/// Who makes or changes a key: somebody in the panel, or the server itself.
struct By {
    actor: Option<UserId>,
    role: Option<Role>,
    door: Door,
}

impl By {
    const SERVER: Self = Self { actor: None, role: None, door: Door::CommandLine };

    fn entry(&self, owner: UserId, key: KeyId, action: &'static str) -> Entry {
        let way = Way { door: self.door, key: Some(key) };
        Entry { subject: Some(owner), ..Entry::new(self.actor, self.role, way, action) }
    }
}

impl Service {
    /// A page of keys, newest first: one's own, somebody's, or everybody's.
    ///
    /// # Errors
    /// Denied.
    pub async fn keys(&self, actor: &Actor, query: &KeyQuery) -> Result<KeyPage, Failure> {
        let known = self.asker(actor).await?;
        let whose = query.user.or(if query.all { None } else { Some(known.user) });
        if let Err(denial) = decide(&known.facts, Act::ManageKeys { own: whose == Some(known.user) }) {
            return Err(self.refuse_read(actor, &known, "key.list", None, None, denial).await);
        }
        let after = query.after.as_deref().unwrap_or_default();
        self.store().keys(whose, query.standing, after).await.map_err(|error| self.broke(error))
    }
}
