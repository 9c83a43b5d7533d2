//! Page: jobs. The list, or one job by `?job=ID`. While a job is at work the browser asks for the page again and again;
//! without WASM it is true for the moment it was loaded.

mod list;
mod one;
mod progress;

use leptos::prelude::*;

use super::page::page;
use crate::calls::{job, jobs};

/// Milliseconds until the browser asks again.
const AGAIN_MS: &str = "1000";

/// The page.
#[component]
pub fn JobsPage() -> impl IntoView {
    page("Jobs", async |asked, _| {
        let (wanted, before) = (asked.word("job"), asked.word("before"));
        let (at_work, content) = if wanted.is_empty() {
            let page = jobs(before.to_owned()).await?;
            (page.jobs.iter().any(|job| !job.state.ended()), list::list(page, !before.is_empty()))
        } else {
            let job = job(wanted.to_owned()).await?;
            (!job.state.ended(), one::one(job))
        };
        Ok(view! { <div data-again=at_work.then_some(AGAIN_MS)>{content}</div> }.into_any())
    })
}
