//! One's own settings: theme, shortcuts, password, sessions, and the way to the access keys. Nothing here is about anybody else.

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
                {keys()}
            </div>
        };
        Ok(view.into_any())
    })
}

/// The way to one's access keys.
fn keys() -> AnyView {
    view! {
        <section class="card" aria-labelledby="keys-title">
            <h2 id="keys-title">"Access keys"</h2>
            <div class="stack">
                <p class="soft">
                    "Programs come with an access key instead of your password: the AWS CLI, the AWS SDKs and IMKIT."
                </p>
                <div class="form-actions">
                    <a class="button" href="/keys">"Access keys"</a>
                </div>
            </div>
        </section>
    }
    .into_any()
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
