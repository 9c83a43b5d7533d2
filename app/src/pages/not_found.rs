//! What is not there, and what may not be seen: one page, the same words. Never says which of the two it is.

use leptos::prelude::*;

use crate::parts::{Frame, NotFoundNote};

/// The page for every address that leads nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <Frame title="Not found">
            <NotFoundNote text="There is no such page, or it is not yours to see." />
        </Frame>
    }
}
