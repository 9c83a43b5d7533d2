//! The form for a new user: who, with what password, in which account, with what standing.

use domain::{Field as F, Role, limits, view::AccountRef};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    calls::CreateUser,
    pages::page::Asked,
    parts::{Choice, Field, Question, Select, refusal_of_form},
};

/// The panel. `accounts`: those that the viewer can put a user in; `everywhere`: whether they can make users without
/// account, and platform admins; `close`: the list without the panel. A refused form brings back what was filled in.
pub fn create_dialog(accounts: Vec<AccountRef>, everywhere: bool, close: String, asked: &Asked) -> AnyView {
    let refused = asked.refused::<CreateUser>();
    let (name, email) = (asked.word("display_name").to_owned(), asked.word("email").to_owned());
    let choice = |name, value: String, words: String| {
        let chosen = asked.word(name) == value;
        Choice::new(value, words, chosen)
    };
    let none = everywhere.then(|| choice("account", String::new(), "None".to_owned()));
    let accounts = accounts.into_iter().map(|account| choice("account", account.id.to_string(), account.name));
    let accounts = none.into_iter().chain(accounts).collect();
    let standings = [Role::Member, Role::AccountAdmin, Role::PlatformAdmin]
        .into_iter()
        .filter(|role| everywhere || *role != Role::PlatformAdmin)
        .map(|role| choice("standing", role.code().to_owned(), role.label().to_owned()))
        .collect();
    let whole = refusal_of_form(refused.as_ref(), &[F::DisplayName, F::Email, F::Password]);
    view! {
        <Question title="New user" id="create" close_href=close action=CreateUser::url() refused=whole
            label="Create user" busy="Creating…">
            <Field label="Name" name="display_name" of=F::DisplayName required=true autocomplete="off"
                value=name maxlength=limits::DISPLAY_NAME_CHARS_MAX refused=refused.clone() />
            <Field label="E-mail" name="email" of=F::Email kind="email" required=true autocomplete="off"
                value=email maxlength=limits::EMAIL_CHARS_MAX refused=refused.clone() />
            <Field label="Password" name="password" of=F::Password kind="password" required=true
                autocomplete="new-password" hint=crate::pages::settings::password_hint() refused=refused />
            <Select label="Account" name="account" choices=accounts />
            <Select label="Standing" name="standing" choices=standings
                hint="Admins can remove messages in every room they reach." />
        </Question>
    }
    .into_any()
}
