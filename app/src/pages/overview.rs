//! Page: overview.

use leptos::prelude::*;

/// The page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    view! { <h1>"overview"</h1> }
}
