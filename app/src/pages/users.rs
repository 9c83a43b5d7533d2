//! Page: users.

use leptos::prelude::*;

/// The page.
#[component]
pub fn UsersPage() -> impl IntoView {
    view! { <h1>"users"</h1> }
}
