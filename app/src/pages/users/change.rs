//! The panel of one act on one user: what it does, in a sentence, and the form that does it.

use domain::{Field as F, view::UserView};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    calls::{CallError, ResetPassword, SetUserDisabled, SignOutUser},
    pages::page::Asked,
    parts::{Field, Question, Word, refusal_of_form},
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

    /// Why there is nothing left to do, when somebody was quicker: in another tab, or another admin.
    fn done_before(self, user: &UserView) -> Option<&'static str> {
        match self {
            Self::Disable if user.disabled => Some("is disabled already. Their sessions have ended."),
            Self::Enable if !user.disabled => Some("can sign in already."),
            Self::SignOut if user.sessions == 0 => Some("is signed in nowhere. No session is left to end."),
            Self::Disable | Self::Enable | Self::Password | Self::SignOut => None,
        }
    }

    /// How its entry in the menu looks.
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Disable => "danger",
            Self::Enable | Self::Password | Self::SignOut => "neutral",
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

    /// The button, the button at work, and its tone.
    const fn button(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Disable => ("Disable user", "Disabling…", "danger"),
            Self::Enable => ("Enable user", "Enabling…", "accent"),
            Self::Password => ("Set password", "Setting…", "accent"),
            Self::SignOut => ("End all sessions", "Ending…", "danger"),
        }
    }
}

/// The panel. `user` is none when the list that is shown does not hold them; `close` is that list.
pub fn change_dialog(change: Change, user: Option<UserView>, close: &str, asked: &Asked) -> AnyView {
    let Some(user) = user else {
        return view! {
            <Word title="User not in this list" id="change" close_href=close>
                <p>"This user is not on the page of the list that is shown. Search for the name and try again."</p>
            </Word>
        }
        .into_any();
    };
    if let Some(already) = change.done_before(&user) {
        return view! {
            <Word title="Nothing to change" id="change" close_href=close>
                <p><strong dir="auto">{user.name}</strong> " " {already}</p>
            </Word>
        }
        .into_any();
    }
    let (action, refused, own) = form(change, asked);
    let (label, busy, tone) = change.button();
    view! {
        <Question title=change.question(&user.name) id="change" close_href=close action label busy tone
            refused=refusal_of_form(refused.as_ref(), &[F::Password])>
            <p>{change.effect()}</p>
            <input type="hidden" name="user" value=user.id.to_string() />
            {own}
        </Question>
    }
    .into_any()
}

/// Where an act posts to, why it was refused, and what its form has of its own.
fn form(change: Change, asked: &Asked) -> (&'static str, Option<CallError>, AnyView) {
    match change {
        Change::Disable | Change::Enable => {
            let disabled = if change == Change::Disable { "true" } else { "false" };
            let hidden = view! { <input type="hidden" name="disabled" value=disabled /> }.into_any();
            (SetUserDisabled::url(), asked.refused::<SetUserDisabled>(), hidden)
        }
        Change::Password => {
            let refused = asked.refused::<ResetPassword>();
            let field = view! {
                <Field
                    label="New password"
                    name="password"
                    of=F::Password
                    id="new-password"
                    kind="password"
                    required=true
                    autocomplete="new-password"
                    hint=crate::pages::settings::password_hint()
                    refused=refused.clone()
                />
            };
            (ResetPassword::url(), refused, field.into_any())
        }
        Change::SignOut => (SignOutUser::url(), asked.refused::<SignOutUser>(), ().into_any()),
    }
}
