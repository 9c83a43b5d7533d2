//! The head of a room, the ways to one of its messages, and what is dangerous.

use domain::view::{Anchor, RoomView};
use leptos::prelude::*;

use super::talk::Talk;
use crate::parts::{Badge, RoleBadge, group_digits};

/// Name, kind, role and counts, with the links to the room's other pages.
#[component]
pub fn RoomHead(talk: Talk) -> impl IntoView {
    let part = move |read: fn(&RoomView) -> String| Memo::new(move |_| talk.view.with(read));
    let name = part(|view| view.summary.name.clone());
    let counts = part(|view| {
        let count = |n: u64, one: &str, many: &str| format!("{} {}", group_digits(n), if n == 1 { one } else { many });
        let summary = &view.summary;
        format!("{} · {}", count(summary.messages, "message", "messages"), count(summary.members, "member", "members"))
    });
    let role = Memo::new(move |_| talk.view.with(|view| view.summary.role));
    let public = Memo::new(move |_| talk.view.with(|view| view.summary.public));
    let archived = Memo::new(move |_| talk.view.with(|view| view.summary.archived));
    let controls = Memo::new(move |_| talk.view.with(|view| view.controls));
    let kind = talk.view.with_untracked(|view| view.summary.kind.label());
    let link = move |page: &'static str, label: &'static str| {
        view! { <a class="button" data-size="small" href=format!("/rooms/{}/{page}", talk.room)>{label}</a> }
    };
    view! {
        <header class="room-head">
            <div>
                <h1 dir="auto">{name}</h1>
                <p class="cluster">
                    <Badge text=kind />
                    {move || role.get().map(|role| view! { <RoleBadge role=role /> })}
                    {move || public.get().then(|| view! { <Badge text="Public" /> })}
                    {move || archived.get().then(|| view! { <Badge text="Archived" tone="warn" /> })}
                    <span class="soft small">{counts}</span>
                </p>
            </div>
            <nav class="cluster" aria-label="Room">
                {link("members", "Members")}
                {move || controls.get().govern.then(|| link("settings", "Room settings"))}
                {move || controls.get().moderate.then(|| view! {
                    <a class="button" data-size="small" href=format!("/audit?room={}", talk.room)>"Audit of the room"</a>
                })}
            </nav>
        </header>
    }
}

/// Beside the messages: finding one, and what is dangerous.
#[component]
pub fn RoomSide(talk: Talk) -> impl IntoView {
    let (at, date) = talk.address.with_untracked(|address| match address.anchor {
        Anchor::Around(id) => (id.to_string(), String::new()),
        Anchor::Day(day) => (String::new(), day.to_string()),
        Anchor::Newest | Anchor::Before(_) | Anchor::After(_) => Default::default(),
    });
    let action = format!("/rooms/{}", talk.room);
    let moderates = Memo::new(move |_| talk.moderates());
    view! {
        <aside class="room-side" aria-label="Find and manage">
            <section>
                <h2>"Find a message"</h2>
                <form class="room-find" method="get" action=action.clone()>
                    <div class="field">
                        <label for="find-id">"Message ID"</label>
                        <input id="find-id" name="at" type="search" value=at required=true autocomplete="off" spellcheck="false" />
                    </div>
                    <button class="button">"Go to message"</button>
                </form>
                <form class="room-find" method="get" action=action>
                    <div class="field">
                        <label for="find-date">"Date"</label>
                        <input id="find-date" name="date" type="date" value=date required=true />
                    </div>
                    <button class="button">"Go to date"</button>
                </form>
                <p class="small">
                    <a href=move || talk.address.with(|address| address.and("help", "keys")) data-visit="">
                        "Keyboard shortcuts"
                    </a>
                </p>
            </section>
            {move || moderates.get().then(|| danger_zone(talk))}
        </aside>
    }
}

fn danger_zone(talk: Talk) -> AnyView {
    let href = move || talk.address.with(|address| address.removing(domain::Verb::Purge, None));
    view! {
        <section class="room-danger" aria-labelledby="danger-zone">
            <h2 id="danger-zone">"Danger zone"</h2>
            <p class="small">"Deletes every message listed here, from the disk too; it cannot be undone."</p>
            <a class="button" data-tone="danger" id="purge-room" href=href data-visit="">"Purge room"</a>
        </section>
    }
    .into_any()
}
