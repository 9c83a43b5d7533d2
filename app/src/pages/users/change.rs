//! The panel of one act on one user: what it does, in a sentence, and the form that does it.

use domain::view::UserView;
use leptos::prelude::*;

use super::Actions;
use crate::{
    calls::CallError,
    pages::forms::{Posting, Submit},
    parts::{Dialog, Field, FormError},
};

/// An act on a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Shut out.
    Disable,
    /// Let in again.
    Enable,
    /// Give another password.
    Password,
    /// End every session.
    SignOut,
}

impl Change {
    /// All of them, the sharpest last.
    pub const ALL: [Self; 4] = [Self::Password, Self::SignOut, Self::Enable, Self::Disable];

    /// Its word in the address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::Password => "password",
            Self::SignOut => "sign-out",
        }
    }

    /// Reads its word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.code() == code)
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Disable => "Disable",
            Self::Enable => "Enable",
            Self::Password => "Set password",
            Self::SignOut => "End sessions",
        }
    }

    /// Whether there is something to do. One's own access is not taken away here, and one's own password is set under
    /// Settings, where the old one is asked for.
    pub fn fits(self, user: &UserView, own: bool) -> bool {
        match self {
            Self::Disable => !user.disabled && !own,
            Self::Enable => user.disabled,
            Self::Password => user.email.is_some() && !own,
            Self::SignOut => user.sessions > 0 && !own,
        }
    }

    /// The question over the panel.
    fn question(self, name: &str) -> String {
        match self {
            Self::Disable => ["Disable ", name, "?"].concat(),
            Self::Enable => ["Let ", name, " sign in again?"].concat(),
            Self::Password => ["Set another password for ", name, "?"].concat(),
            Self::SignOut => ["End all sessions of ", name, "?"].concat(),
        }
    }

    /// What it does.
    const fn effect(self) -> &'static str {
        match self {
            Self::Disable => {
                "All their sessions end at once and they can no longer sign in. Their messages stay. You can enable them again."
            }
            Self::Enable => "They can sign in again with their password. Their rooms and roles are as they were.",
            Self::Password => "The password they have now stops working and all their sessions end at once.",
            Self::SignOut => "Every browser they are signed in with is signed out at once. They can sign in again.",
        }
    }
}

/// The panel.
#[component]
pub fn ChangeDialog(
    /// The act.
    change: Change,
    /// On whom; `None` when the list that is shown does not hold them.
    user: Option<UserView>,
    /// Where closing leads.
    close: String,
    /// The forms.
    actions: Actions,
) -> impl IntoView {
    let Some(user) = user else {
        return view! {
            <Dialog title="User not in this list" id="change" close_href=close.clone()>
                <p>"This user is not on the page of the list that is shown. Search for the name and try again."</p>
                <div class="form-actions"><a class="button" href=close>"Close"</a></div>
            </Dialog>
        }
        .into_any();
    };
    let title = change.question(&user.name);
    let form = form(change, user.id.to_string(), close.clone(), actions);
    view! {
        <Dialog title=title id="change" close_href=close>
            <div class="stack">
                <p>{change.effect()}</p>
                {form}
            </div>
        </Dialog>
    }
    .into_any()
}

/// The form of an act. Each posts to a call of its own.
fn form(change: Change, user: String, close: String, actions: Actions) -> AnyView {
    match change {
        Change::Disable | Change::Enable => {
            let Posting { action, error, pending, .. } = actions.disable;
            let disabled = if change == Change::Disable { "true" } else { "false" };
            let hidden = view! { <input type="hidden" name="disabled" value=disabled /> }.into_any();
            view! { <ActionForm action=action>{fields(change, user, hidden, error, pending, close)}</ActionForm> }
                .into_any()
        }
        Change::Password => {
            let Posting { action, error, pending, .. } = actions.password;
            let field = view! {
                <Field
                    label="New password"
                    name="password"
                    id="new-password"
                    kind="password"
                    required=true
                    autocomplete="new-password"
                    hint="At least 10 characters."
                    error=actions.wrong.new_password
                />
            }
            .into_any();
            view! { <ActionForm action=action>{fields(change, user, field, error, pending, close)}</ActionForm> }
                .into_any()
        }
        Change::SignOut => {
            let Posting { action, error, pending, .. } = actions.sign_out;
            let none = ().into_any();
            view! { <ActionForm action=action>{fields(change, user, none, error, pending, close)}</ActionForm> }
                .into_any()
        }
    }
}

/// What the forms have in common.
fn fields(
    change: Change,
    user: String,
    own: AnyView,
    error: Signal<Option<CallError>>,
    pending: Signal<bool>,
    close: String,
) -> AnyView {
    let (label, busy, tone) = match change {
        Change::Disable => ("Disable user", "Disabling…", "danger"),
        Change::Enable => ("Enable user", "Enabling…", "accent"),
        Change::Password => ("Set password", "Setting…", "accent"),
        Change::SignOut => ("End all sessions", "Ending…", "danger"),
    };
    view! {
        <div class="form">
            <input type="hidden" name="user" value=user />
            {own}
            <FormError error=error id="change-error" fields=&[domain::Field::Password] />
            <div class="form-actions">
                <a class="button" href=close>"Cancel"</a>
                <Submit label=label busy=busy tone=tone pending=pending />
            </div>
        </div>
    }
    .into_any()
}
