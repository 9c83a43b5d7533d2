//! Page: audit.

use leptos::prelude::*;

/// The page.
#[component]
pub fn AuditPage() -> impl IntoView {
    view! { <h1>"audit"</h1> }
}
