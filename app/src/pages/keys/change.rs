//! The question before an act on one key: what it does, in a sentence, and the form that does it.

use domain::{
    KeyStanding,
    view::{KeyView, Viewer},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::list;
use crate::{
    calls::{ApproveKey, DisableKey},
    pages::page::Asked,
    parts::{Question, Word, fact, refusal_of_form},
};

/// An act on a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Let it open what it is for.
    Approve,
    /// Shut it for good.
    Disable,
}

impl Change {
    /// All of them, the sharpest last.
    pub const ALL: [Self; 2] = [Self::Approve, Self::Disable];

    /// Its word in the address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Disable => "disable",
        }
    }

    /// Reads its word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.code() == code)
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Approve => "Approve",
            Self::Disable => "Disable",
        }
    }

    /// Whether there is something to do, for somebody whom the server lets do it.
    pub fn fits(self, key: &KeyView, viewer: &Viewer) -> bool {
        match self {
            Self::Approve => key.standing == KeyStanding::Pending && viewer.platform_admin,
            Self::Disable => key.standing != KeyStanding::Disabled,
        }
    }

    const fn question(self) -> &'static str {
        match self {
            Self::Approve => "Approve this access key?",
            Self::Disable => "Disable this access key for good?",
        }
    }

    const fn effect(self) -> &'static str {
        match self {
            Self::Approve => {
                "Programs that hold it can then act as its user, as far as its scope. You can disable it at any time."
            }
            Self::Disable => {
                "Programs that use it are refused at once, and it cannot be enabled again: make another one instead. It stays in this list and in the audit log."
            }
        }
    }
}

/// The question. `key` is none when the list that is shown does not hold it; `close` is that list.
pub fn change_dialog(change: Change, key: Option<KeyView>, close: &str, asked: &Asked) -> AnyView {
    let Some(key) = key else {
        return view! {
            <Word title="Key not in this list" id="change" close_href=close>
                <p>"This key is not on the page of the list that is shown. Clear the filters and try again."</p>
            </Word>
        }
        .into_any();
    };
    let (action, refused, label, busy, tone) = match change {
        Change::Approve => (ApproveKey::url(), asked.refused::<ApproveKey>(), "Approve key", "Approving…", "accent"),
        Change::Disable => (DisableKey::url(), asked.refused::<DisableKey>(), "Disable key", "Disabling…", "danger"),
    };
    view! {
        <Question title=change.question() id="change" close_href=close action label busy tone careful=true
            refused=refusal_of_form(refused.as_ref(), &[])>
            {facts(&key)}
            <p>{change.effect()}</p>
            <input type="hidden" name="access_key" value=key.id.to_string() />
        </Question>
    }
    .into_any()
}

/// Which key it is, so that nobody shuts the wrong one.
fn facts(key: &KeyView) -> AnyView {
    let label = (!key.label.is_empty())
        .then(|| fact("Label", view! { <span class="break-anywhere" dir="auto">{key.label.clone()}</span> }));
    view! {
        <dl class="facts">
            {label}
            {fact("Key", view! { <code>{key.id.to_string()}</code> })}
            {fact("Whose", view! { <span dir="auto">{key.owner.name.clone()}</span> })}
            {fact("Scope", list::scope(key, false))}
            {fact("Last used", list::moment(key.last_used))}
        </dl>
    }
    .into_any()
}
