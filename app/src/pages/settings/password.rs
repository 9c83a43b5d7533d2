//! A new password. Whoever changes it stays signed in; everybody else who had the old one does not.

use domain::{Field as F, limits};
use leptos::prelude::*;

use super::told;
use crate::{
    calls::ChangePassword,
    pages::forms::Submit,
    parts::{Field, FormError, Status, action_error, field_error},
};

/// What a password must have, for people.
pub fn password_hint() -> String {
    ["At least ", &limits::PASSWORD_CHARS_MIN.to_string(), " characters."].concat()
}

/// Current and new password.
#[component]
pub fn Change(
    /// The call.
    action: ServerAction<ChangePassword>,
) -> impl IntoView {
    let form = NodeRef::<leptos::html::Form>::new();
    let error = Signal::derive(move || action_error(action.value().get()));
    let went_well = move || matches!(action.value().get(), Some(Ok(())));
    Effect::new(move || {
        if let (true, Some(form)) = (went_well(), form.get_untracked()) {
            form.reset();
        }
    });
    let saved = told(went_well, "password", "Password changed. Your other sessions have ended.");
    view! {
        <section class="card" aria-labelledby="password-title">
            <h2 id="password-title">"Password"</h2>
            <Status text=saved />
            <ActionForm action=action node_ref=form>
                <div class="form">
                    <FormError error=error id="password-form-error" fields=&[F::CurrentPassword, F::Password] />
                    <Field
                        label="Current password"
                        name="current_password"
                        kind="password"
                        required=true
                        autocomplete="current-password"
                        error=field_error(error, F::CurrentPassword)
                    />
                    <Field
                        label="New password"
                        name="password"
                        kind="password"
                        required=true
                        autocomplete="new-password"
                        hint=password_hint()
                        error=field_error(error, F::Password)
                    />
                    <div class="form-actions">
                        <Submit label="Change password" busy="Changing password" pending=action.pending() />
                    </div>
                </div>
            </ActionForm>
        </section>
    }
}
