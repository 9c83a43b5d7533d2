//! The audit log: reading it and walking its chain. Exports are plain links, `/audit/export.csv` and `.jsonl`.

use domain::view::{AuditPage, AuditQuery, AuditView, ChainReport};
use leptos::prelude::*;

use super::CallError;

/// A page of the entries that the viewer may see, newest first.
#[server(prefix = "/api", endpoint = "audit/list", input = leptos::server_fn::codec::Json)]
pub async fn audit(query: AuditQuery) -> Result<AuditPage, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move { service.audit(&actor, query).await }).await
}

/// One entry.
#[server(prefix = "/api", endpoint = "audit/one")]
pub async fn audit_entry(number: u64) -> Result<AuditView, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move { service.audit_entry(&actor, number).await }).await
}

/// Walks the whole chain. Platform admins only.
#[server(prefix = "/api", endpoint = "audit/verify")]
pub async fn verify_audit() -> Result<ChainReport, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move { service.verify_audit(&actor).await }).await
}
