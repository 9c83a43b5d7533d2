//! The form for a new user: who, with what password, in which account, with what standing.

use domain::{Field as F, limits, view::AccountRef};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    calls::{CallError, CreateUser},
    parts::{Choice, Field, Question, Select, refusal_of_form},
};

/// The panel. `accounts`: those that the viewer can put a user in; `everywhere`: whether they can make users without
/// account, and platform admins; `close`: the list without the panel.
pub fn create_dialog(
    accounts: Vec<AccountRef>,
    everywhere: bool,
    close: String,
    refused: Option<CallError>,
) -> AnyView {
    let none = everywhere.then(|| Choice::new("", "None", false));
    let accounts = accounts.into_iter().map(|account| Choice::new(account.id.to_string(), account.name, false));
    let accounts = none.into_iter().chain(accounts).collect();
    let mut standings =
        vec![Choice::new("member", "Member", false), Choice::new("account_admin", "Account admin", false)];
    if everywhere {
        standings.push(Choice::new("platform_admin", "Platform admin", false));
    }
    let whole = refusal_of_form(refused.as_ref(), &[F::DisplayName, F::Email, F::Password]);
    view! {
        <Question title="New user" id="create" close_href=close action=CreateUser::url() refused=whole
            label="Create user" busy="Creating…">
            <Field label="Name" name="display_name" of=F::DisplayName required=true autocomplete="off"
                maxlength=limits::DISPLAY_NAME_CHARS_MAX refused=refused.clone() />
            <Field label="E-mail" name="email" of=F::Email kind="email" required=true autocomplete="off"
                maxlength=limits::EMAIL_CHARS_MAX refused=refused.clone() />
            <Field label="Password" name="password" of=F::Password kind="password" required=true
                autocomplete="new-password" hint=crate::pages::settings::password_hint() refused=refused />
            <Select label="Account" name="account" choices=accounts />
            <Select label="Standing" name="standing" choices=standings
                hint="Admins can remove messages in every room they reach." />
        </Question>
    }
    .into_any()
}
