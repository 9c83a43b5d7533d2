//! Page: jobs. The list, or one job by `?job=ID`. While a job is at work a hydrated page asks again and again;
//! without WASM the page is true for the moment it was loaded.

mod list;
mod one;
mod progress;

use std::time::Duration;

use domain::view::{JobPage, JobView};
use leptos::prelude::*;

use crate::{
    calls::{CallError, job, jobs},
    parts::{ErrorNote, Frame, query_word},
};

/// How long a page waits before it asks again.
const POLL: Duration = Duration::from_secs(1);

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
enum Shown {
    /// The list.
    List(JobPage),
    /// One job.
    One(Box<JobView>),
}

impl Shown {
    /// Whether something in it will change by itself.
    fn at_work(&self) -> bool {
        match self {
            Self::List(page) => page.jobs.iter().any(|job| !job.state.ended()),
            Self::One(job) => !job.state.ended(),
        }
    }
}

/// The page.
#[component]
pub fn JobsPage() -> impl IntoView {
    let wanted = query_word("job");
    let before = query_word("before");
    let shown = Resource::new(move || (wanted.get(), before.get()), |(wanted, before)| load(wanted, before));
    poll(shown);

    view! {
        <Frame title="Jobs">
            <Transition fallback=|| view! { <p class="loading">"Loading the jobs…"</p> }>
                {move || Suspend::new(async move {
                    match shown.await {
                        Ok(Shown::List(page)) => list::list(page, !before.get_untracked().is_empty()),
                        Ok(Shown::One(job)) => one::one(*job),
                        Err(error) => view! { <ErrorNote error=error /> }.into_any(),
                    }
                })}
            </Transition>
        </Frame>
    }
    .into_any()
}

/// The list or the one job, as the address says.
async fn load(wanted: String, before: String) -> Result<Shown, CallError> {
    if wanted.is_empty() {
        jobs(before).await.map(Shown::List)
    } else {
        job(wanted).await.map(|job| Shown::One(Box::new(job)))
    }
}

/// Asks again a second after each answer while something is at work, and no longer than the page is shown.
fn poll(shown: Resource<Result<Shown, CallError>>) {
    Effect::new(move |_| {
        let at_work = shown.with(|shown| match shown {
            Some(Ok(shown)) => shown.at_work(),
            // The server may be restarting, and the job goes on after it.
            Some(Err(error)) => matches!(error, CallError::Unreachable),
            None => false,
        });
        if at_work && let Ok(handle) = set_timeout_with_handle(move || shown.refetch(), POLL) {
            on_cleanup(move || handle.clear());
        }
    });
}
