//! Signing in. Says nothing about why it failed beyond what the server says: never which of the two fields was wrong.

use leptos::{prelude::*, server_fn::ServerFn};

use super::page::Asked;
use crate::{
    calls::{SignIn, viewer},
    parts::{Field, Gate, Refusal, Status, Submit},
};

/// E-mail address, password, and on to where one came from.
#[component]
pub fn SignInPage() -> impl IntoView {
    let asked = Asked::read();
    let status = if asked.done() == "sign-out" { "You are signed out." } else { "" };
    let refused = asked.refused::<SignIn>().map(|error| error.to_string());
    let next = asked.word("next").to_owned();
    view! {
        <Gate title="Sign in" foot="No way in yet? Ask an admin of this server to add you. On a new server, whoever started it was shown a link that makes the first admin.">
            <Status text=status />
            {already_here()}
            <form method="post" action=SignIn::url() data-post="">
                <div class="form">
                    <Refusal text=refused id="sign-in-error" />
                    <input type="hidden" name="next" value=next />
                    <Field label="E-mail" name="email" kind="email" required=true autocomplete="username" />
                    <Field
                        label="Password"
                        name="password"
                        kind="password"
                        required=true
                        autocomplete="current-password"
                    />
                    <Submit label="Sign in" busy="Signing in…" />
                </div>
            </form>
        </Gate>
    }
}

/// Tells whoever is signed in already, and shows the way back.
fn already_here() -> AnyView {
    Suspend::new(async move {
        let viewer = viewer().await.ok().flatten()?;
        Some(view! {
            <p class="notice">
                <span>
                    "You are signed in as " {viewer.name} ". " <a href="/">"Go to the overview"</a> ", or sign in as somebody else."
                </span>
            </p>
        })
    })
    .into_any()
}
