//! What the dialog says: the question, what goes, what stays, who can still see it, and the button.

use domain::{Verb, view::RemovalView};
use leptos::prelude::*;

use super::super::message::message_quote;
use crate::parts::messages;

/// The question that the dialog asks.
pub(super) const fn question(verb: Verb) -> &'static str {
    match verb {
        Verb::Redact => "Redact this message for everyone?",
        Verb::Delete => "Delete this message for everyone?",
        Verb::Purge => "Purge room for everyone?",
    }
}

/// The button: the verb, and how many.
pub(super) fn button_label(plan: &RemovalView) -> String {
    match plan.verb {
        Verb::Redact => "Redact message".to_owned(),
        Verb::Delete => "Delete message".to_owned(),
        Verb::Purge => "Purge ".to_owned() + &messages(plan.count),
    }
}

/// The verb while it is at work.
pub(super) const fn at_work(verb: Verb) -> &'static str {
    match verb {
        Verb::Redact => "Redacting…",
        Verb::Delete => "Deleting…",
        Verb::Purge => "Purging…",
    }
}

/// What goes, what stays, and what no removal can reach.
pub(super) fn what(plan: &RemovalView) -> AnyView {
    let shown = match &plan.message {
        Some(message) => message_quote(message),
        None => view! {
            <p>
                <strong>{messages(plan.count)}</strong>
                " in "
                <strong dir="auto">{plan.room.name.clone()}</strong>
                ", everything up to now. What is written after this stays."
            </p>
        }
        .into_any(),
    };
    view! {
        {shown}
        <p>{plan.verb.sentence()}</p>
        <p class="soft small">
            {who_sees_it(plan.verb)}
            " People may have read or copied what was written; no removal can reach that."
        </p>
    }
    .into_any()
}

/// Who can still see it afterwards, and whether it comes back.
const fn who_sees_it(verb: Verb) -> &'static str {
    match verb {
        Verb::Redact | Verb::Delete => {
            "After this nobody can see it here, no moderator and no admin either, and it cannot be brought back."
        }
        Verb::Purge => "After this nobody can see them here, no moderator and no admin either.",
    }
}
