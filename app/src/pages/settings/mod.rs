//! One's own settings: theme, shortcuts, password, sessions. Nothing here is about anybody else.

mod look;
mod password;
mod sessions;

use domain::view::Viewer;
use leptos::prelude::*;

pub use password::password_hint;

use super::page::page;
use crate::{
    calls::sessions,
    parts::{Avatar, Badge},
};

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    page("Settings", async |asked, viewer| {
        let sessions = sessions().await;
        let view = view! {
            <div class="page-head">
                <h1>"Settings"</h1>
            </div>
            <div class="stack narrow">
                {you(&viewer)}
                {look::theme(viewer.theme, &asked)}
                {look::shortcuts(viewer.shortcuts, &asked)}
                {password::change(&asked)}
                {sessions::sessions(sessions, &asked)}
            </div>
        };
        Ok(view.into_any())
    })
}

fn you(viewer: &Viewer) -> AnyView {
    let standing = match (viewer.platform_admin, viewer.account_admin) {
        (true, _) => Some("Platform admin"),
        (false, true) => Some("Account admin"),
        (false, false) => None,
    };
    view! {
        <section class="card cluster" aria-label="You">
            <Avatar name=viewer.name.clone() id=viewer.id />
            <div>
                <p><strong dir="auto">{viewer.name.clone()}</strong></p>
                <p class="soft small break-anywhere">{viewer.email.clone()}</p>
            </div>
            {standing.map(|text| view! { <Badge text=text tone="accent" /> })}
        </section>
    }
    .into_any()
}
