//! What narrows the list of rooms: a plain GET form, sent by itself with the WASM when people type or choose.

use domain::{
    RoomKind,
    view::{RoomQuery, RoomSort},
};
use leptos::prelude::*;

use super::sort_word;
use crate::parts::FilterForm;

/// Search, kind, sort, archived; filled in as the address says.
pub fn filters(query: &RoomQuery) -> AnyView {
    let option = |code: &'static str, label: &'static str, selected: bool| {
        view! { <option value=code selected=selected>{label}</option> }
    };
    let kinds = RoomKind::ALL.map(|kind| option(kind.code(), kind.label(), query.kind == Some(kind)));
    let sorts = RoomSort::ALL.map(|sort| option(sort_word(sort), sort.label(), query.sort == sort));
    let (search, archived) = (query.search.clone(), query.archived);
    view! {
        <FilterForm path="/rooms" label="Rooms" follows=true>
            <div class="field" data-wide>
                <label for="search">"Search"</label>
                <input
                    type="search"
                    id="search"
                    name="search"
                    placeholder="Part of a room's name"
                    autocomplete="off"
                    value=search
                />
            </div>
            <div class="field">
                <label for="kind">"Kind"</label>
                <select id="kind" name="kind">
                    <option value="">"All kinds"</option>
                    {kinds.collect_view()}
                </select>
            </div>
            <div class="field">
                <label for="sort">"Sort by"</label>
                <select id="sort" name="sort">{sorts.collect_view()}</select>
            </div>
            <label class="choice">
                <input type="checkbox" id="archived" name="archived" value="true" checked=archived />
                "Archived"
            </label>
            <button type="submit" class="button">"Apply"</button>
        </FilterForm>
    }
    .into_any()
}
