//! Page: room.

use leptos::prelude::*;

/// The page.
#[component]
pub fn RoomPage() -> impl IntoView {
    view! { <h1>"room"</h1> }
}
