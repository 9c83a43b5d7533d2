//! The physical work of purges.

use domain::view::{JobPage, JobView};
use leptos::prelude::*;

use super::CallError;

/// A page of the jobs that the viewer may see, newest first. `before` is a job id, or empty.
#[server(prefix = "/api", endpoint = "jobs/list")]
pub async fn jobs(#[server(default)] before: String) -> Result<JobPage, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        let before = if before.is_empty() { None } else { Some(before.parse()?) };
        service.jobs(&actor, before).await
    })
    .await
}

/// One job.
#[server(prefix = "/api", endpoint = "jobs/one")]
pub async fn job(job: String) -> Result<JobView, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move { service.job(&actor, job.parse()?).await }).await
}
