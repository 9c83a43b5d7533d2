//! A key that acts for somebody else than its own user.

use domain::{Denial, Failure, UserId, may_act_for, role_held};
use storage::Entry;

use crate::{Actor, Service};

impl Service {
    /// The program that came with a key, acting for a user; `None` is one who is not there. Decided here for what an
    /// answer shows, and again at every act.
    ///
    /// # Errors
    /// [`Denial::MayNotActFor`], on the record of the key's own user.
    pub async fn bearer(&self, actor: &Actor, user: Option<UserId>) -> Result<Actor, Failure> {
        if user == Some(actor.user) {
            return Ok(actor.clone());
        }
        let known = self.store().known(&actor.who, None, None).await.map_err(|error| self.broke(error))?;
        let own = known.ok_or(Failure::SignedOut)?;
        if let (Some(user), Some(key)) = (user, actor.way.key) {
            let acting = actor.acting_for(user, key);
            let known = self.store().known(&acting.who, None, None).await.map_err(|error| self.broke(error))?;
            if known.is_some_and(|known| may_act_for(&known.facts).is_ok()) {
                return Ok(acting);
            }
        }
        let denial = Denial::MayNotActFor;
        let entry = Entry {
            refusal: Some(denial.code()),
            subject: user,
            ..Entry::new(Some(own.user), role_held(&own.facts), actor.way, "bearer")
        };
        Err(self.on_record(entry, denial.into()).await)
    }
}
