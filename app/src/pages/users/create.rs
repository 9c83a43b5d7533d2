//! The form for a new user: who, with what password, in which account, with what standing.

use domain::{Field as F, limits, view::AccountRef};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    calls::{CallError, CreateUser},
    parts::{Dialog, Field, Refusal, Submit, refusal_of_form},
};

/// The panel. `accounts`: those that the viewer can put a user in; `everywhere`: whether they can make users without
/// account, and platform admins; `close`: the list without the panel.
pub fn create_dialog(
    accounts: Vec<AccountRef>,
    everywhere: bool,
    close: String,
    refused: Option<CallError>,
) -> AnyView {
    let accounts: Vec<_> = accounts
        .into_iter()
        .map(|account| view! { <option value=account.id.to_string()>{account.name}</option> })
        .collect();
    let none = everywhere.then(|| view! { <option value="">"None"</option> });
    let platform = everywhere.then(|| view! { <option value="platform_admin">"Platform admin"</option> });
    let (here, cancel) = (close.clone(), close.clone());
    let whole = refusal_of_form(refused.as_ref(), &[F::DisplayName, F::Email, F::Password]);
    view! {
        <Dialog title="New user" id="create" close_href=close>
            <form method="post" action=CreateUser::url() data-post=here>
                <div class="form">
                    <Field label="Name" name="display_name" of=F::DisplayName required=true autocomplete="off"
                        maxlength=limits::DISPLAY_NAME_CHARS_MAX refused=refused.clone() />
                    <Field label="E-mail" name="email" of=F::Email kind="email" required=true autocomplete="off"
                        maxlength=limits::EMAIL_CHARS_MAX refused=refused.clone() />
                    <Field label="Password" name="password" of=F::Password kind="password" required=true
                        autocomplete="new-password" hint=crate::pages::settings::password_hint() refused=refused />
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
                    <Refusal text=whole id="create-error" />
                    <div class="form-actions">
                        <a class="button" href=cancel data-visit="">"Cancel"</a>
                        <Submit label="Create user" busy="Creating…" />
                    </div>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
