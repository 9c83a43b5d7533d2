//! `roomkeeper audit`.

use std::sync::Arc;

use super::Stop;
use crate::cli::Audit;

/// Walks the chain; exit code 1 when an entry does not fit.
pub(crate) async fn run(audit: Audit) -> Result<(), Stop> {
    let Audit::Verify { data } = audit;
    let service = super::open(&data.folder, Arc::default()).await?;
    let report = service.store().verify_audit().await?;
    service.close().await;
    match report.broken {
        None => {
            println!("{} entries checked; every one fits. Newest hash: {}", report.checked, report.head);
            Ok(())
        }
        Some(link) => Err(Stop(format!(
            "the audit log was changed: entry {} does not fit: {}. The {} entries before it fit.",
            link.number,
            link.why,
            link.number.saturating_sub(1)
        ))),
    }
}
