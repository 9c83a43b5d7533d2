//! Page: jobs.

use leptos::prelude::*;

/// The page.
#[component]
pub fn JobsPage() -> impl IntoView {
    view! { <h1>"jobs"</h1> }
}
