//! Page: members.

use leptos::prelude::*;

/// The page.
#[component]
pub fn MembersPage() -> impl IntoView {
    view! { <h1>"members"</h1> }
}
