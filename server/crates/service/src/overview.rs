//! The numbers of the first page.

use domain::{
    Failure,
    view::{AuditQuery, Overview},
};

use crate::{Actor, Service, audit::sight};

/// Entries shown on the overview.
const LATEST_ENTRIES: u32 = 5;

impl Service {
    /// The numbers on the first page: each counts only what the actor may see.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn overview(&self, actor: &Actor) -> Result<Overview, Failure> {
        let known = self.known(actor).await?;
        let overview = async {
            let (rooms, messages, people, jobs_running) = self.store().numbers(&known).await?;
            let (days, busiest) = self.store().removals(sight(&known)).await?;
            let query = AuditQuery::default();
            let latest = self.store().audit_entries(sight(&known), &query, LATEST_ENTRIES).await?;
            Ok(Overview { rooms, messages, people, jobs_running, days, busiest, latest })
        };
        overview.await.map_err(|error| self.broke(error))
    }
}
