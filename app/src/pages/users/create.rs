//! The form for a new user: who, with what password, in which account, with what standing.

use domain::view::AccountRef;
use leptos::prelude::*;

use super::Actions;
use crate::{
    pages::forms::Submit,
    parts::{Dialog, Field, FormError},
};

/// The panel.
#[component]
pub fn CreateDialog(
    /// Accounts that the viewer can put a user in.
    accounts: Vec<AccountRef>,
    /// Whether the viewer can make users without account, and platform admins.
    everywhere: bool,
    /// Where closing leads.
    close: String,
    /// The forms.
    actions: Actions,
) -> impl IntoView {
    let Actions { create, wrong, .. } = actions;
    let accounts: Vec<_> = accounts
        .into_iter()
        .map(|account| view! { <option value=account.id.to_string()>{account.name}</option> })
        .collect();
    let none = everywhere.then(|| view! { <option value="">"None"</option> });
    let platform = everywhere.then(|| view! { <option value="platform_admin">"Platform admin"</option> });
    view! {
        <Dialog title="New user" id="create" close_href=close.clone()>
            <ActionForm action=create.action>
                <div class="form">
                    <Field label="Name" name="display_name" required=true autocomplete="off"
                        maxlength=domain::limits::DISPLAY_NAME_CHARS_MAX error=wrong.name />
                    <Field label="E-mail" name="email" kind="email" required=true autocomplete="off"
                        maxlength=domain::limits::EMAIL_CHARS_MAX error=wrong.email />
                    <Field label="Password" name="password" kind="password" required=true autocomplete="new-password"
                        hint="At least 10 characters." error=wrong.password />
                    <div class="field">
                        <label for="account">"Account"</label>
                        <select id="account" name="account">{none} {accounts}</select>
                    </div>
                    <div class="field">
                        <label for="standing">"Standing"</label>
                        <select id="standing" name="standing" aria-describedby="standing-hint">
                            <option value="member">"Member"</option>
                            <option value="account_admin">"Account admin"</option>
                            {platform}
                        </select>
                        <p class="field-hint" id="standing-hint">"Admins can remove messages in every room they reach."</p>
                    </div>
                    <FormError error=create.error id="create-error"
                        fields=&[domain::Field::DisplayName, domain::Field::Email, domain::Field::Password] />
                    <div class="form-actions">
                        <a class="button" href=close>"Cancel"</a>
                        <Submit label="Create user" busy="Creating…" pending=create.pending />
                    </div>
                </div>
            </ActionForm>
        </Dialog>
    }
    .into_any()
}
