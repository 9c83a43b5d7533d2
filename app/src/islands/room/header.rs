//! The head of a room, the ways to one of its messages, and what is dangerous.

use domain::view::{Anchor, RoomView};
use leptos::{html, prelude::*};

use super::talk::Talk;
use crate::parts::{Badge, RoleBadge, group_digits, living_if, living_words, messages};

/// Name, kind, role and counts, with the links to the room's other pages.
#[component]
pub fn RoomHead(talk: Talk) -> impl IntoView {
    let part = move |read: fn(&RoomView) -> String| Memo::new(move |_| talk.view.with(read));
    let name = part(|view| view.summary.name.clone());
    let counts = part(|view| {
        let summary = &view.summary;
        let members = if summary.members == 1 { " member" } else { " members" };
        [&messages(summary.messages), " · ", &group_digits(summary.members), members].concat()
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
                <h1 dir="auto">{living_words(move || name.get())}</h1>
                <p class="cluster">
                    <Badge text=kind />
                    {living_if(move || role.get().map(|role| view! { <RoleBadge role=role /> }.into_any()))}
                    {living_if(move || public.get().then(|| view! { <Badge text="Public" /> }.into_any()))}
                    {living_if(move || archived.get().then(|| view! { <Badge text="Archived" tone="warn" /> }.into_any()))}
                    <span class="soft small">{living_words(move || counts.get())}</span>
                </p>
            </div>
            <nav class="cluster" aria-label="Room">
                {link("members", "Members")}
                {living_if(move || controls.get().govern.then(|| link("settings", "Room settings").into_any()))}
                {living_if(move || controls.get().moderate.then(|| view! {
                    <a class="button" data-size="small" href=format!("/audit?room={}", talk.room)>"Audit of the room"</a>
                }.into_any()))}
            </nav>
        </header>
    }
}

/// Beside the messages: finding one, and what is dangerous.
#[component]
pub fn RoomSide(talk: Talk) -> impl IntoView {
    let (at, date) = talk.address.with_untracked(|address| match address.anchor {
        Anchor::Around(id) => (id.to_string(), String::new()),
        Anchor::Day(_) | Anchor::From(_) => {
            (String::new(), address.day.map(|(day, _)| day.to_string()).unwrap_or_default())
        }
        Anchor::Newest | Anchor::Before(_) | Anchor::After(_) => Default::default(),
    });
    let action = format!("/rooms/{}", talk.room);
    let moderates = Memo::new(move |_| talk.moderates());
    let day = NodeRef::<html::Input>::new();
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
                <form class="room-find" method="get" action=action on:submit=move |_| say_where(day)>
                    <div class="field">
                        // Where the reader is, only the browser knows.
                        <label for="find-date">
                            {living_words(move || if talk.hydrated.get() { "Date" } else { "Date (UTC)" })}
                        </label>
                        <input
                            id="find-date"
                            name="date"
                            type="date"
                            value=date
                            required=true
                            node_ref=day
                        />
                    </div>
                    <input type="hidden" name="east" id="find-east" disabled=true />
                    <button class="button">"Go to date"</button>
                </form>
                <p class="small">
                    <a href=move || talk.address.with(|address| address.and("help", "keys")) data-visit="">
                        "Keyboard shortcuts"
                    </a>
                </p>
            </section>
            {living_if(move || moderates.get().then(|| danger_zone(talk)))}
        </aside>
    }
}

/// Says with the day when it begins where the reader is, summer time included.
fn say_where(day: NodeRef<html::Input>) {
    #[cfg(feature = "hydrate")]
    if let Some(day) = day.get_untracked()
        && let Some(east) = crate::browser::clock::day_minutes_east(&day.value())
    {
        use wasm_bindgen::JsCast;
        let field = document().get_element_by_id("find-east");
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok()) {
            field.set_value(&east.to_string());
            field.set_disabled(false);
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = day;
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
