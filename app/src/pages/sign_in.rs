//! Signing in. Says nothing about why it failed beyond what the server says: never which of the two fields was wrong.

use leptos::prelude::*;

use super::forms::Submit;
use crate::{
    calls::SignIn,
    parts::{Field, FormError, Gate, Status, action_error, done_word, query_word, use_viewer},
};

/// E-mail address, password, and on to where one came from.
#[component]
pub fn SignInPage() -> impl IntoView {
    let action = ServerAction::<SignIn>::new();
    let error = Signal::derive(move || action_error(action.value().get()));
    let next = query_word("next");
    let done = done_word();
    let status =
        move || if done.get() == "sign-out" && error.with(Option::is_none) { "You are signed out." } else { "" };
    view! {
        <Gate title="Sign in" foot="No way in yet? Ask an admin of this server to add you.">
            <Status text=status />
            <AlreadyHere />
            <ActionForm action=action>
                <div class="form">
                    <FormError error=error id="sign-in-error" />
                    <input type="hidden" name="next" value=next />
                    <Field label="E-mail" name="email" kind="email" required=true autocomplete="username" />
                    <Field
                        label="Password"
                        name="password"
                        kind="password"
                        required=true
                        autocomplete="current-password"
                    />
                    <Submit label="Sign in" busy="Signing in" pending=action.pending() />
                </div>
            </ActionForm>
        </Gate>
    }
}

/// Tells whoever is signed in already, and shows the way back.
#[component]
fn AlreadyHere() -> impl IntoView {
    let viewer = use_viewer();
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let viewer = viewer.await.ok().flatten()?;
                Some(view! {
                    <p class="notice">
                        <span>
                            "You are signed in as " {viewer.name} ". " <a href="/">"Go to the overview"</a> ", or sign in as somebody else."
                        </span>
                    </p>
                })
            })}
        </Suspense>
    }
}
