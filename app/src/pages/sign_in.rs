//! Page: sign_in.

use leptos::prelude::*;

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    view! { <h1>"sign_in"</h1> }
}
