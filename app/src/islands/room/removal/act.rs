//! What was filled in, checked by the server's own rules before it is asked, and the call that carries it out.

use domain::{
    Failure, Field, Invalid, Note, Problem, Reason, Verb,
    view::{OperationView, RemovalView},
};
use leptos::server_fn::ServerFn;

use crate::calls::{CallError, Delete, Purge, Redact, delete, purge, redact};

/// Where the form posts to, and the path that its failures are marked with.
pub(super) fn door(verb: Verb) -> (&'static str, &'static str) {
    match verb {
        Verb::Redact => (Redact::url(), Redact::PATH),
        Verb::Delete => (Delete::url(), Delete::PATH),
        Verb::Purge => (Purge::url(), Purge::PATH),
    }
}

/// What the person put into the form.
#[derive(Clone)]
pub(super) struct Filled {
    pub reason: String,
    pub note: String,
    pub typed: String,
}

/// The rules of the server, told before it is asked.
pub(super) fn check(filled: &Filled, plan: &RemovalView) -> Result<(), Failure> {
    if Reason::optional(&filled.reason)?.is_none() && plan.reason_required {
        return Err(Failure::ReasonRequired(plan.verb));
    }
    Note::optional(&filled.note)?;
    if plan.verb == Verb::Purge && filled.typed.trim() != plan.room.name.trim() {
        let problem = if filled.typed.trim().is_empty() { Problem::Missing } else { Problem::DoesNotMatch };
        return Err(Failure::Invalid(Invalid { field: Field::Confirmation, problem }));
    }
    Ok(())
}

/// Makes it happen.
pub(super) async fn carry_out(plan: &RemovalView, filled: Filled) -> Result<OperationView, CallError> {
    let room = plan.room.id.to_string();
    let message = plan.message.as_ref().map(|message| message.id.to_string()).unwrap_or_default();
    let key = plan.key.clone();
    match plan.verb {
        Verb::Redact => redact(room, message, filled.reason, filled.note, key).await,
        Verb::Delete => delete(room, message, filled.reason, filled.note, key).await,
        Verb::Purge => {
            let through = plan.through.map(|id| id.to_string()).unwrap_or_default();
            purge(room, through, plan.seen.0.to_string(), filled.typed, filled.reason, filled.note, key).await
        }
    }
}
