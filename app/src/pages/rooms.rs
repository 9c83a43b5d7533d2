//! Page: rooms.

use leptos::prelude::*;

/// The page.
#[component]
pub fn RoomsPage() -> impl IntoView {
    view! { <h1>"rooms"</h1> }
}
