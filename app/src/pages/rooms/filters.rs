//! What narrows the list of rooms: a plain GET form, sent by itself once the page is hydrated and people type or choose.

use std::time::Duration;

use domain::{
    RoomKind,
    view::{RoomQuery, RoomSort},
};
use leptos::{
    ev::{Event, SubmitEvent},
    leptos_dom::helpers::TimeoutHandle,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{FormData, HtmlFormElement, UrlSearchParams},
};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// How long a person has stopped typing before the list follows.
const DEBOUNCE: Duration = Duration::from_millis(250);

/// Search, kind, sort, archived. Follows the address, and writes it.
#[component]
pub fn Filters(
    /// What the address asks for.
    query: Memo<RoomQuery>,
) -> impl IntoView {
    let form = NodeRef::<leptos::html::Form>::new();
    let navigate = use_navigate();
    // The address is replaced, not added to: "back" leads to where one came from, not through every letter typed.
    let follow = StoredValue::new(move |form: &HtmlFormElement| {
        if let Some(to) = address_of(form) {
            navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        }
    });
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(form) = form.get_untracked() {
            follow.with_value(|follow| follow(&form));
        }
    };
    let change = move |_: Event| {
        let go = move || {
            if let Some(form) = form.try_get_untracked().flatten() {
                let _ = follow.try_with_value(|follow| follow(&form));
            }
        };
        waiting.update_value(|waiting| {
            if let Some(waiting) = waiting.take() {
                waiting.clear();
            }
            *waiting = set_timeout_with_handle(go, DEBOUNCE).ok();
        });
    };
    let search = move || query.with(|query| query.search.clone());
    let archived = move || query.with(|query| query.archived);
    let kind = move || query.with(|query| query.kind.map_or("", RoomKind::code));
    let sort = move || query.with(|query| query.sort.code());
    view! {
        <form
            class="filters"
            method="get"
            action="/rooms"
            role="search"
            aria-label="Rooms"
            node_ref=form
            on:submit=submit
            on:input=change
        >
            <div class="field" data-wide>
                <label for="search">"Search"</label>
                <input
                    type="search"
                    id="search"
                    name="search"
                    placeholder="Part of a room's name"
                    autocomplete="off"
                    value=search
                    prop:value=search
                />
            </div>
            <div class="field">
                <label for="kind">"Kind"</label>
                <select id="kind" name="kind" prop:value=kind>
                    <option value="">"All kinds"</option>
                    {RoomKind::ALL.map(|it| option(it.code(), it.label(), Signal::derive(move || kind() == it.code()))).collect_view()}
                </select>
            </div>
            <div class="field">
                <label for="sort">"Sort by"</label>
                <select id="sort" name="sort" prop:value=sort>
                    {RoomSort::ALL.map(|it| option(it.code(), it.label(), Signal::derive(move || sort() == it.code()))).collect_view()}
                </select>
            </div>
            <label class="choice">
                <input type="checkbox" name="archived" value="true" checked=archived prop:checked=archived />
                "Archived"
            </label>
            <button type="submit" class="button">"Apply"</button>
        </form>
    }
}

fn option(code: &'static str, label: &'static str, selected: Signal<bool>) -> impl IntoView {
    view! { <option value=code selected=move || selected.get()>{label}</option> }
}

/// The address that the form, as it stands, asks for; what is empty or as usual is left out.
fn address_of(form: &HtmlFormElement) -> Option<String> {
    let data = FormData::new_with_form(form).ok()?;
    let params = UrlSearchParams::new_with_str_sequence_sequence(data.unchecked_ref()).ok()?;
    let all = String::from(params.to_string());
    let usual = ["sort=", RoomSort::default().code()].concat();
    let kept: Vec<&str> = all.split('&').filter(|pair| !pair.ends_with('=') && *pair != usual).collect();
    Some(if kept.is_empty() { "/rooms".to_owned() } else { ["/rooms?", &kept.join("&")].concat() })
}
