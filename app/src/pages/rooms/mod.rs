//! The rooms one can see: searched, filtered and sorted by the address, so that a link shows the same list.

mod filters;
mod list;

use domain::{
    RoomKind,
    view::{RoomPage, RoomQuery, RoomSort},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::forms::address;
use crate::{
    calls::{CallError, rooms},
    parts::{ErrorNote, Frame, Status, done_word, use_viewer},
};

/// The list, with what narrows it above.
#[component]
pub fn RoomsPage() -> impl IntoView {
    let params = use_query_map();
    let query = Memo::new(move |_| params.with(read));
    let page = Resource::new(move || query.get(), rooms);
    let viewer = use_viewer();
    view! {
        <Frame title="Rooms">
            // Whoever is signed out is shown no filters over nothing.
            <Transition>
                {move || Suspend::new(async move {
                    match viewer.await {
                        Ok(Some(_)) => view! { <Listing query=query page=page /> }.into_any(),
                        Ok(None) => {
                            view! { <ErrorNote error=CallError::Refused(domain::Failure::SignedOut) /> }.into_any()
                        }
                        Err(error) => view! { <ErrorNote error=error /> }.into_any(),
                    }
                })}
            </Transition>
        </Frame>
    }
}

#[component]
fn Listing(query: Memo<RoomQuery>, page: Resource<Result<RoomPage, CallError>>) -> impl IntoView {
    let done = done_word();
    let status = move || if done.get() == "leave" { "You left the room." } else { "" };
    view! {
        <div class="page-head">
            <h1>"Rooms"</h1>
            <a class="button" data-tone="accent" href="/rooms/new">"New room"</a>
        </div>
        <Status text=status />
        <filters::Filters query=query />
        // A transition: while the next list is asked for, the one at hand stays.
        <Transition fallback=|| view! { <p class="loading">"Loading rooms"</p> }>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(page) => list::list(&query.get_untracked(), page),
                    Err(error) => {
                        let text = error.to_string();
                        view! { <p class="notice" data-tone="danger" role="alert">{text}</p> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

/// Reads the question from the address. What cannot be read is left out, as the form then shows.
fn read(params: &ParamsMap) -> RoomQuery {
    let text = |name: &str| params.get_str(name).unwrap_or_default();
    RoomQuery {
        search: text("search").to_owned(),
        sort: RoomSort::from_code(text("sort")).unwrap_or_default(),
        kind: RoomKind::from_code(text("kind")),
        archived: text("archived") == "true",
        after: params.get("after").filter(|after| !after.is_empty()),
    }
}

/// The address of the same list, from its beginning or from a cursor on.
fn write(query: &RoomQuery, after: &str) -> String {
    address(
        "/rooms",
        &[
            ("search", &query.search),
            ("kind", query.kind.map_or("", RoomKind::code)),
            ("sort", if query.sort == RoomSort::default() { "" } else { query.sort.code() }),
            ("archived", if query.archived { "true" } else { "" }),
            ("after", after),
        ],
    )
}

/// Whether anything narrows the list.
fn narrowed(query: &RoomQuery) -> bool {
    !query.search.is_empty() || query.kind.is_some() || query.archived
}
