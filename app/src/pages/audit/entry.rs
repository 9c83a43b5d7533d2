//! One entry of the audit log, opened: every field, and its place in the chain.

use domain::view::{AuditQuery, AuditView, Outcome};
use leptos::prelude::*;

use super::words;
use crate::{
    calls::CallError,
    parts::{When, Word, fact, group_digits, mark},
};

/// The entry over the list, or why it cannot be shown.
pub fn entry_dialog(entry: Result<AuditView, CallError>, asked: AuditQuery) -> AnyView {
    let close = words::opened(&asked, None);
    match entry {
        Ok(entry) => {
            let title = ["Entry ", &group_digits(entry.number)].concat();
            view! { <Word title id="entry" close_href=close>{fields(entry)}</Word> }.into_any()
        }
        Err(error) => view! {
            <Word title="Entry" id="entry" close_href=close>
                <p class="notice" data-tone="danger" role="alert">{error.to_string()}</p>
            </Word>
        }
        .into_any(),
    }
}

/// Every field that the entry has; what it has not is absent.
fn fields(entry: AuditView) -> AnyView {
    let good = entry.outcome == Outcome::Done;
    let stands = words::message_stands(&entry);
    let who = words::actor_words(&entry);
    let room_id = entry.room.as_ref().map(|room| room.id);
    let room = entry.room.map(|room| {
        let to = ["/rooms/", &room.id.to_string()].concat();
        view! { <a href=to dir="auto">{room.name}</a> " " <code>{room.id.to_string()}</code> }
    });
    let message = entry.message.map(|message| {
        let id = message.to_string();
        let to = room_id.filter(|_| stands).map(|room| ["/rooms/", &room.to_string(), "?at=", &id].concat());
        view! {
            <code>{id}</code>
            {to.map(|to| view! { " " <a href=to>"See it in its place"</a> })}
        }
    });
    let job = entry.job.map(|job| ["/jobs?job=", &job.to_string()].concat());
    let job = job.map(|to| view! { " " <a href=to>"See its job"</a> });
    let operation = entry.operation.map(|id| view! { <code>{id.to_string()}</code> {job} });
    view! {
        <dl class="facts">
            {fact("Time", view! { <When at=entry.at /> <code class="under">{entry.at.rfc3339()}</code> })}
            {fact("Who", view! { <span dir="auto">{who}</span> })}
            {entry.role.map(|role| fact("Role", role.label()))}
            {fact("Through", entry.door.label())}
            {entry.key.map(|key| fact("Access key", view! { <code>{key.to_string()}</code> }))}
            {fact("What", view! { {words::action_words(&entry.action)} <code class="under">{entry.action.clone()}</code> })}
            {fact("Outcome", view! { <span class="outcome">{mark(good)}{words::outcome_words(&entry.outcome)}</span> })}
            {entry.subject.map(|person| fact("On whom", view! { <span dir="auto">{person.name}</span> }))}
            {room.map(|room| fact("Room", room))}
            {message.map(|message| fact("Message", message))}
            {entry.count.map(|count| fact("Messages", group_digits(count)))}
            {operation.map(|operation| fact("Operation", operation))}
            {entry.reason.map(|reason| fact("Reason", view! { <span dir="auto">{reason}</span> }))}
            {entry.note.map(|note| fact("Private note", view! { <span dir="auto">{note}</span> }))}
            {fact("Hash before", view! { <code class="hash">{entry.previous}</code> })}
            {fact("Own hash", view! { <code class="hash">{entry.hash}</code> })}
        </dl>
    }
    .into_any()
}
