//! Page: one room. Its messages, live; writing; and the three removals. Owns the page's data; what the address asks for is
//! read here, what happens afterwards comes through the feed. Never decides who may do what.

mod address;
mod composer;
#[cfg(feature = "hydrate")]
mod feed;
mod header;
mod menu;
mod message;
mod removal;
mod rows;
mod shortcuts;
mod talk;
mod text;
mod timeline;

use domain::{
    Failure, Thing, Verb,
    view::{Anchor, MessagePage, RoomView, Viewer},
};
use leptos::{prelude::*, server::ServerActionError, server_fn::error::ServerFnUrlError};
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use self::{
    address::Address,
    composer::Composer,
    header::{RoomHead, RoomSide},
    removal::RemovalDialog,
    shortcuts::KeyList,
    talk::{Done, Sources, Talk},
    timeline::Messages,
};
use crate::{
    calls::{CallError, messages, preview_removal, room},
    parts::{ErrorNote, Frame, use_viewer},
};

/// The page of one room.
#[component]
pub fn RoomPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let address = Memo::new(move |_| params.with(|params| query.with(|query| Address::read(params, query))));
    let place = Memo::new(move |_| address.with(|address| (address.room.clone(), address.anchor)));
    let asked = Memo::new(move |_| address.with(|address| (address.room.clone(), address.removal)));
    let sources = Sources {
        // With the messages: whoever goes to others sees what is true of the room by then.
        room: Resource::new(move || place.get(), |(id, _)| room(id)),
        page: Resource::new(move || place.get(), |(id, anchor)| read_page(id, anchor)),
        preview: Resource::new(
            move || asked.get(),
            |(id, removal)| async move {
                let removal = removal?;
                let message = removal.message.map(|message| message.to_string()).unwrap_or_default();
                Some(preview_removal(id, removal.verb.code().to_owned(), message).await)
            },
        ),
        draft: StoredValue::new(None),
    };
    let viewer = use_viewer();
    view! {
        <Frame title="Room">
            <Transition>
                {move || Suspend::new(async move {
                    let (view, page, viewer) = (sources.room.await, sources.page.await, viewer.await);
                    match (view, page, viewer) {
                        (Ok(view), Ok((page, missing)), Ok(Some(viewer))) => {
                            opened(sources, address, viewer, view, page, missing)
                        }
                        (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => {
                            view! { <ErrorNote error /> }.into_any()
                        }
                        (.., Ok(None)) => view! { <ErrorNote error=CallError::Refused(Failure::SignedOut) /> }.into_any(),
                    }
                })}
            </Transition>
        </Frame>
    }
}

/// The messages that the address asks for, and whether the one it points at is missing among them.
async fn read_page(room: String, anchor: Anchor) -> Result<(MessagePage, bool), CallError> {
    let page = messages(room, anchor).await?;
    let missing = matches!(anchor, Anchor::Around(id) if !page.messages.iter().any(|message| message.id == id));
    Ok((page, missing))
}

/// The failure of a plain form that posted to `path`, as the address tells it.
fn posted_error(failed: bool, path: &str) -> Option<CallError> {
    let error = use_context::<ServerActionError>().filter(|error| failed && error.path() == path)?;
    Some(ServerFnUrlError::<CallError>::decode_err(error.err()))
}

fn opened(
    sources: Sources,
    address: Memo<Address>,
    viewer: Viewer,
    view: RoomView,
    page: MessagePage,
    missing: bool,
) -> AnyView {
    let talk = Talk::new(sources, address, viewer, view, page);
    let (done, mistake) = address.with_untracked(|address| (address.done, address.mistake));
    talk.done.set(done.map(done_without_wasm));
    let mistake = mistake.or(missing.then(|| Thing::Message.sentence()));
    #[cfg(feature = "hydrate")]
    take_over(talk);
    view! {
        <Title text=move || talk.view.with(|view| view.summary.name.clone()) />
        <RemovalDialog talk />
        <KeyList talk />
        <div class="room">
            <div class="room-main">
                <RoomHead talk />
                <div class="room-notes">
                    {mistake.map(|text| view! { <p class="notice" data-tone="warn" role="alert">{text}</p> })}
                    <StatusLine talk />
                    <Banner talk />
                    <p class="visually-hidden" role="status" aria-live="polite">{move || talk.said.get()}</p>
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

/// What the browser does once the page is there.
#[cfg(feature = "hydrate")]
fn take_over(talk: Talk) {
    shortcuts::listen(talk);
    Effect::new(move || {
        // After this turn, so that everything has been taken over as the server drew it.
        set_timeout(
            move || {
                crate::browser::forget_page_data();
                talk.hydrated.try_set(true);
            },
            std::time::Duration::ZERO,
        );
    });
}

/// What a plain form has just done: it does not say how many went.
fn done_without_wasm(verb: Verb) -> Done {
    match verb {
        Verb::Redact => Done::say("Message redacted."),
        Verb::Delete => Done::say("Message deleted."),
        Verb::Purge => Done {
            text: "Room purged; its messages are being erased.".to_owned(),
            link: Some(("/jobs".to_owned(), "See the jobs")),
        },
    }
}

/// What was just done.
#[component]
fn StatusLine(talk: Talk) -> impl IntoView {
    view! {
        <div role="status" class="status">
            {move || talk.done.get().map(|done| view! {
                <p class="notice" data-tone="good">
                    {done.text}
                    " "
                    {done.link.map(|(href, label)| view! { <a href=href>{label}</a> })}
                </p>
            })}
        </div>
    }
}

/// Says that the feed is cut, and goes when it has caught up.
#[component]
fn Banner(talk: Talk) -> impl IntoView {
    view! {
        <div role="status">
            {move || talk.cut.get().then(|| view! {
                <p class="banner">"Connection lost. This page may be out of date; reconnecting…"</p>
            })}
        </div>
    }
}
