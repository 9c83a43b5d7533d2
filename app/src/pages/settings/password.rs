//! A new password. Whoever changes it stays signed in; everybody else who had the old one does not.

use domain::{Field as F, limits};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    calls::ChangePassword,
    pages::page::Asked,
    parts::{Field, Refusal, Status, Submit, refusal_of_form},
};

/// What a password must have, for people.
pub fn password_hint() -> String {
    ["At least ", &limits::PASSWORD_CHARS_MIN.to_string(), " characters."].concat()
}

/// Current and new password.
pub fn change(asked: &Asked) -> AnyView {
    let refused = asked.refused::<ChangePassword>();
    let whole = refusal_of_form(refused.as_ref(), &[F::CurrentPassword, F::Password]);
    let saved = if asked.done() == "password" { "Password changed. Your other sessions have ended." } else { "" };
    view! {
        <section class="card" aria-labelledby="password-title">
            <h2 id="password-title">"Password"</h2>
            <Status text=saved />
            <form method="post" action=ChangePassword::url() data-post="">
                <div class="form">
                    <Refusal text=whole id="password-form-error" />
                    <Field
                        label="Current password"
                        name="current_password"
                        of=F::CurrentPassword
                        kind="password"
                        required=true
                        autocomplete="current-password"
                        refused=refused.clone()
                    />
                    <Field
                        label="New password"
                        name="password"
                        of=F::Password
                        kind="password"
                        required=true
                        autocomplete="new-password"
                        hint=password_hint()
                        refused=refused
                    />
                    <div class="form-actions">
                        <Submit label="Change password" busy="Changing password…" />
                    </div>
                </div>
            </form>
        </section>
    }
    .into_any()
}
