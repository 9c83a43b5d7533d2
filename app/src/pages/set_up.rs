//! Page: set_up.

use leptos::prelude::*;

/// The page.
#[component]
pub fn SetUpPage() -> impl IntoView {
    view! { <h1>"set_up"</h1> }
}
