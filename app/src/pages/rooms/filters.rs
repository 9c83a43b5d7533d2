//! What narrows the list of rooms: a plain GET form, sent by itself with the WASM when people type or choose.

use domain::{
    RoomKind,
    view::{RoomQuery, RoomScope, RoomSort},
};
use leptos::prelude::*;

use super::{scope_word, sort_word};
use crate::parts::{Choice, Field, FilterForm, Select};

/// Search, what is shown, kind, sort, archived; filled in as the address says.
pub fn filters(query: &RoomQuery) -> AnyView {
    let scopes =
        RoomScope::ALL.map(|scope| Choice::new(scope_word(scope), scope.label(), query.scope == scope)).to_vec();
    let mut kinds = vec![Choice::new("", "All kinds", query.kind.is_none())];
    kinds.extend(RoomKind::ALL.map(|kind| Choice::new(kind.code(), kind.label(), query.kind == Some(kind))));
    let sorts = RoomSort::ALL.map(|sort| Choice::new(sort_word(sort), sort.label(), query.sort == sort)).to_vec();
    let (search, archived) = (query.search.clone(), query.archived);
    view! {
        <FilterForm path="/rooms" label="Rooms" follows=true>
            <Field label="Search" name="search" kind="search" value=search wide=true
                placeholder="Part of a room's name" autocomplete="off" />
            <Select label="Show" name="show" choices=scopes />
            <Select label="Kind" name="kind" choices=kinds />
            <Select label="Sort by" name="sort" choices=sorts />
            <label class="choice">
                <input type="checkbox" id="archived" name="archived" value="true" checked=archived />
                "Archived"
            </label>
            <button type="submit" class="button">"Apply"</button>
        </FilterForm>
    }
    .into_any()
}
