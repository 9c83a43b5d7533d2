//! What is not there, and what may not be seen: one page, the same words. Never says which of the two it is.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::page::{Asked, set_status};
use crate::{
    calls::viewer,
    parts::{Frame, NotFoundNote},
};

/// The page for every address that leads nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_status(StatusCode::NOT_FOUND);
    let path = Asked::read().path;
    Suspend::new(async move {
        let viewer = viewer().await.ok().flatten();
        view! {
            <Frame title="Not found".to_owned() viewer=viewer path=path>
                <NotFoundNote text="There is no such page, or it is not yours to see." />
            </Frame>
        }
    })
}
