//! What happened last, from the audit log: who, what, where, when. Never what was removed.

use domain::view::{AuditView, Outcome};
use leptos::prelude::*;

use crate::{
    pages::audit::words::{action_words, actor_words},
    parts::{Avatar, Badge, When, group_digits},
};

/// The newest entries that the viewer may see.
pub fn latest(entries: &[AuditView]) -> AnyView {
    view! {
        <section class="card" aria-labelledby="latest-title">
            <div class="section-head">
                <h2 id="latest-title">"Latest"</h2>
                <a href="/audit">"See the audit log"</a>
            </div>
            <ol class="feed" role="list">{entries.iter().map(entry).collect_view()}</ol>
        </section>
    }
    .into_any()
}

fn entry(entry: &AuditView) -> AnyView {
    let actor = match &entry.actor {
        Some(actor) => view! { <Avatar name=actor.name.clone() id=actor.id /> }.into_any(),
        None => view! { <span class="avatar" aria-hidden="true">"·"</span> }.into_any(),
    };
    let who = actor_words(entry);
    let refused = match entry.outcome {
        Outcome::Refused(_) => Some(view! { <Badge text="Refused" tone="danger" /> }),
        Outcome::Done => None,
    };
    let room = entry.room.as_ref().map(|room| {
        view! { <a href=["/rooms/", &room.id.to_string()].concat() dir="auto">{room.name.clone()}</a> "\u{a0}· " }
    });
    let count = entry.count.filter(|count| *count > 1).map(|count| group_digits(count) + " messages\u{a0}· ");
    let href = ["/audit?entry=", &entry.number.to_string()].concat();
    view! {
        <li>
            {actor}
            <div>
                <p class="cluster">
                    <strong dir="auto">{who}</strong>
                    <a href=href>{action_words(&entry.action)}</a>
                    {refused}
                </p>
                <p>{room} {count} <When at=entry.at /></p>
            </div>
        </li>
    }
    .into_any()
}
