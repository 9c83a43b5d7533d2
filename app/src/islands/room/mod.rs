//! Island: one opened room. Its messages, live; writing; and the three removals. What the address asks for is read here,
//! what happens afterwards comes through the feed. Never decides who may do what.

mod address;
mod composer;
mod dialog;
#[cfg(feature = "hydrate")]
mod feed;
mod header;
mod menu;
mod message;
mod removal;
mod rows;
mod shortcuts;
#[cfg(feature = "hydrate")]
mod sight;
mod talk;
mod text;
mod timeline;

use domain::{
    Verb,
    view::{MessagePage, RemovalView, RoomView, Viewer},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
pub use self::address::Address;
use self::{
    composer::Composer,
    header::{RoomHead, RoomSide},
    removal::RemovalDialog,
    shortcuts::KeyList,
    talk::{Done, Talk},
    timeline::Messages,
};
use super::Printed;
use crate::{
    calls::CallError,
    parts::{ErrorNote, living, living_if, living_words},
};

/// What the server has found at an address of the room.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Opened {
    /// The room, as it stands in the path.
    pub room: String,
    /// The query of the address.
    pub search: String,
    /// Who is looking.
    pub viewer: Viewer,
    /// The room.
    pub view: RoomView,
    /// The messages that the address asks for.
    pub page: MessagePage,
    /// What the removal in the address would do.
    pub preview: Option<Result<RemovalView, CallError>>,
    /// What could not be read of the address, or not be found, in words.
    pub mistake: Option<String>,
    /// The call that a plain form has just posted to, and why it was refused.
    pub refused: Option<(String, CallError)>,
}

/// The room.
#[island]
pub fn RoomIsland(
    /// What the server has found.
    opened: Printed<Opened>,
) -> impl IntoView {
    let opened = opened.0;
    let mistake = opened.mistake.clone();
    let talk = Talk::new(opened);
    talk.done.set(talk.address.with_untracked(|address| address.done).map(done_without_wasm));
    #[cfg(feature = "hydrate")]
    take_over(talk);
    let here = move || talk.address.with_untracked(|address| address.plain());
    living(move || match talk.ended.get() {
        Some(error) => view! { <ErrorNote error=error here=here() /> }.into_any(),
        None => content(talk, mistake.clone()),
    })
}

fn content(talk: Talk, mistake: Option<String>) -> AnyView {
    view! {
        <RemovalDialog talk />
        <KeyList talk />
        <div class="room">
            <div class="room-main">
                <RoomHead talk />
                <div class="room-notes">
                    {mistake.map(|text| view! { <p class="notice" data-tone="warn" role="alert">{text}</p> })}
                    <StatusLine talk />
                    <Banner talk />
                    <p class="visually-hidden" role="status" aria-live="polite">{living_words(move || talk.said.get())}</p>
                </div>
                <div class="room-talk">
                    <Messages talk />
                    <Composer talk />
                </div>
            </div>
            <RoomSide talk />
        </div>
    }
    .into_any()
}

/// What the browser does once the island is there.
#[cfg(feature = "hydrate")]
fn take_over(talk: Talk) {
    crate::browser::belongs_to(&talk.viewer.with_value(|viewer| viewer.id.to_string()));
    shortcuts::listen(talk);
    crate::browser::visit::answer(move |search| talk.arrive(search));
    Effect::new(move || {
        if talk.ended.with(Option::is_some) {
            document().set_title("Roomkeeper");
            return;
        }
        let name = talk.view.with(|view| view.summary.name.clone());
        document().set_title(&[&name, " · Roomkeeper"].concat());
    });
    Effect::new(move || {
        // What had the focus may go with any of them.
        talk.view.track();
        talk.ended.track();
        talk.timeline.track();
        crate::browser::visit::keep_focus_soon();
    });
    Effect::new(move || {
        // After this turn, so that everything has been taken over as the server drew it.
        set_timeout(move || _ = talk.hydrated.try_set(true), std::time::Duration::ZERO);
    });
}

/// What a plain form has just done: it does not say how many went.
fn done_without_wasm(verb: Verb) -> Done {
    match verb {
        Verb::Redact => Done::say("Message redacted."),
        Verb::Delete => Done::say("Message deleted."),
        Verb::Purge => Done {
            link: Some(("/jobs".to_owned(), "See the jobs")),
            ..Done::say("Room purged; its messages are being erased.")
        },
    }
}

/// What was just done.
#[component]
fn StatusLine(talk: Talk) -> impl IntoView {
    view! {
        <div role="status" class="status">
            {living_if(move || talk.done.get().map(|done| view! {
                <p class="notice" data-tone=done.tone>
                    {done.text}
                    " "
                    {done.link.map(|(href, label)| view! { <a href=href>{label}</a> }.into_any())}
                </p>
            }.into_any()))}
        </div>
    }
}

/// Says that the feed is cut, and goes when it has caught up.
#[component]
fn Banner(talk: Talk) -> impl IntoView {
    view! {
        <div role="status">
            {living_if(move || talk.cut.get().then(|| view! {
                <p class="banner">"Connection lost. This page may be out of date; reconnecting…"</p>
            }.into_any()))}
        </div>
    }
}
