//! Page: room_settings.

use leptos::prelude::*;

/// The page.
#[component]
pub fn RoomSettingsPage() -> impl IntoView {
    view! { <h1>"room_settings"</h1> }
}
