//! The rooms one can see: searched, filtered and sorted by the address, so that a link shows the same list.

mod filters;
mod list;

use domain::{
    RoomKind,
    view::{RoomQuery, RoomScope, RoomSort},
};
use leptos::prelude::*;

use super::page::{alarm, page};
use crate::{
    calls::rooms,
    parts::{Query, Status, address},
};

/// The list, with what narrows it above.
#[component]
pub fn RoomsPage() -> impl IntoView {
    page("Rooms", async |asked, _| {
        let query = read(&asked.query);
        let list = match rooms(query.clone()).await {
            Ok(page) => list::list(&query, page),
            Err(error) => alarm(&error),
        };
        let status = if asked.done() == "leave" { "You left the room." } else { "" };
        let view = view! {
            <div class="page-head">
                <h1>"Rooms"</h1>
                <a class="button" data-tone="accent" href="/rooms/new">"New room"</a>
            </div>
            <Status text=status />
            {filters::filters(&query)}
            {list}
        };
        Ok(view.into_any())
    })
}

/// Reads the question from the address. What cannot be read is left out, as the form then shows.
fn read(query: &Query) -> RoomQuery {
    RoomQuery {
        search: query.word("search").to_owned(),
        sort: RoomSort::from_code(query.word("sort")).unwrap_or_default(),
        kind: RoomKind::from_code(query.word("kind")),
        scope: RoomScope::from_code(query.word("show")).unwrap_or_default(),
        archived: query.word("archived") == "true",
        after: query.get("after").filter(|after| !after.is_empty()).map(str::to_owned),
    }
}

/// The word for an order in the address; the usual one goes without saying.
fn sort_word(sort: RoomSort) -> &'static str {
    if sort == RoomSort::default() { "" } else { sort.code() }
}

/// The word for what is shown, in the address; all goes without saying.
fn scope_word(scope: RoomScope) -> &'static str {
    if scope == RoomScope::default() { "" } else { scope.code() }
}

/// The address of the same list, from its beginning or from a cursor on.
fn write(query: &RoomQuery, after: &str) -> String {
    address(
        "/rooms",
        &[
            ("search", &query.search),
            ("kind", query.kind.map_or("", RoomKind::code)),
            ("show", scope_word(query.scope)),
            ("sort", sort_word(query.sort)),
            ("archived", if query.archived { "true" } else { "" }),
            ("after", after),
        ],
    )
}

/// Whether anything narrows the list.
fn narrowed(query: &RoomQuery) -> bool {
    !query.search.is_empty() || query.kind.is_some() || query.scope != RoomScope::All || query.archived
}
