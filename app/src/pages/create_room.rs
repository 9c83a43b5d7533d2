//! Page: create_room.

use leptos::prelude::*;

/// The page.
#[component]
pub fn CreateRoomPage() -> impl IntoView {
    view! { <h1>"create_room"</h1> }
}
