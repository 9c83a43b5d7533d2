//! Reading the audit log: admins all of it or their account's, owners and managers their rooms'.

use domain::{
    Act, Failure, Thing, decide, limits,
    view::{AuditPage, AuditQuery, AuditView, ChainReport},
};
use storage::{Known, Sight};

use crate::{Actor, Service};

/// Whose entries the actor may see.
pub(crate) fn sight(known: &Known) -> Sight {
    Sight {
        all: known.facts.platform_admin,
        account: if known.facts.account_admin { known.facts.account } else { None },
        user: known.user,
    }
}

impl Service {
    /// A page of the entries that the actor may see, newest first. Those who moderate nothing see an empty log.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn audit(&self, actor: &Actor, query: AuditQuery) -> Result<AuditPage, Failure> {
        let known = self.known(actor).await?;
        let page = async {
            let rows = limits::AUDIT_PAGE_ROWS;
            let mut entries = self.store().audit_entries(sight(&known), &query, rows + 1).await?;
            let more = entries.len() > rows as usize;
            entries.truncate(rows as usize);
            let next = entries.last().filter(|_| more).map(|entry| entry.number);
            let (actors, rooms) = self.store().audit_choices(sight(&known)).await?;
            Ok(AuditPage { entries, next, actors, rooms })
        };
        page.await.map_err(|error| self.broke(error))
    }

    /// Entries for an export, newest first, at most `limit`; go on with `query.before`.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn audit_export(&self, actor: &Actor, query: &AuditQuery, limit: u32) -> Result<Vec<AuditView>, Failure> {
        let known = self.known(actor).await?;
        self.store().audit_entries(sight(&known), query, limit).await.map_err(|error| self.broke(error))
    }

    /// One entry.
    ///
    /// # Errors
    /// When there is no such entry, or the actor may not see it.
    pub async fn audit_entry(&self, actor: &Actor, number: u64) -> Result<AuditView, Failure> {
        let known = self.known(actor).await?;
        let entry = self.store().audit_entry(sight(&known), number).await.map_err(|error| self.broke(error))?;
        entry.ok_or(Failure::NotFound(Thing::Entry))
    }

    /// Walks the whole chain.
    ///
    /// # Errors
    /// When the actor is no platform admin.
    pub async fn verify_audit(&self, actor: &Actor) -> Result<ChainReport, Failure> {
        let known = self.asker(actor).await?;
        if let Err(denial) = decide(&known.facts, Act::VerifyAudit) {
            return Err(self.refuse_read(actor, &known, "audit.verify", None, None, denial).await);
        }
        self.store().verify_audit().await.map_err(|error| self.broke(error))
    }
}
