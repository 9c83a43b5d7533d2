//! Forms that answer in place. A post is sent from where it is: a refusal is told in the places that stand ready for it,
//! and what was typed stays; after success the browser goes where the plain form would have been sent. A filter's
//! results are exchanged alone.

use std::{cell::Cell, time::Duration};

use gloo_net::http::{Request, Response};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FormData, HtmlElement, HtmlFormElement, SubmitEvent, Url, UrlSearchParams};

use super::{closest, on_document, visit};
use crate::{calls::CallError, parts::escape};

/// How long a person has stopped typing before the results follow.
const TYPED: Duration = Duration::from_millis(250);

thread_local! {
    /// The wait of a filter for the end of the typing.
    static TYPING: Cell<Option<TimeoutHandle>> = const { Cell::new(None) };
}

/// Listens for forms that are sent and filled in.
pub fn listen() {
    on_document("submit", |event| {
        let Some(form) = form_of(&event) else { return };
        if form.has_attribute("data-post") {
            event.prevent_default();
            let button = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
            post(form, button);
        } else if form.has_attribute("data-filter") {
            event.prevent_default();
            visit::filter(&filter_address(&form), false);
        }
    });
    on_document("input", |event| {
        let Some(form) = form_of(&event).filter(|form| form.get_attribute("data-filter").as_deref() == Some("follows"))
        else {
            return;
        };
        // The address is replaced, not added to: "back" leads to where one came from, not through every letter typed.
        let follow = move || visit::filter(&filter_address(&form), true);
        if let Some(before) = TYPING.replace(set_timeout_with_handle(follow, TYPED).ok()) {
            before.clear();
        }
    });
    on_document("change", |event| {
        if let Some(form) = form_of(&event).filter(|form| form.has_attribute("data-at-once")) {
            post(form, None);
        }
    });
}

fn form_of(event: &Event) -> Option<HtmlFormElement> {
    closest(event.target(), "form")?.dyn_into().ok()
}

/// What is filled in, as a query; what is empty is left out where `all` is not asked for.
fn filled(form: &HtmlFormElement, all: bool) -> String {
    let params = FormData::new_with_form(form)
        .ok()
        .and_then(|data| UrlSearchParams::new_with_str_sequence_sequence(data.unchecked_ref()).ok());
    let text = params.map(|params| String::from(params.to_string())).unwrap_or_default();
    if all {
        return text;
    }
    text.split('&').filter(|pair| !pair.ends_with('=')).collect::<Vec<_>>().join("&")
}

/// The address that a filter, as it stands, asks for.
fn filter_address(form: &HtmlFormElement) -> String {
    let (path, query) = (form.get_attribute("action").unwrap_or_default(), filled(form, false));
    if query.is_empty() { path } else { [path, query].join("?") }
}

/// Sends a form, once at a time.
fn post(form: HtmlFormElement, button: Option<HtmlElement>) {
    if form.has_attribute("data-pending") {
        return;
    }
    let body = filled(&form, true);
    let _ = form.set_attribute("data-pending", "");
    let label = button.as_ref().and_then(say_busy);
    clear(&form);
    spawn_local(async move {
        let answer = send(&form, body).await;
        let _ = form.remove_attribute("data-pending");
        if let Some(button) = button {
            let _ = button.remove_attribute("aria-disabled");
            if let Some(label) = label {
                button.set_text_content(Some(&label));
            }
        }
        match answer {
            Ok(to) => {
                // What is chosen and saved at once stays as it was chosen.
                if !form.has_attribute("data-at-once") {
                    form.reset();
                }
                follow(&form, &to);
            }
            Err(error) => tell(&form, &error),
        }
    });
}

/// Says on the button that the request runs; what it said before. Not `disabled`: that would take the focus away, and
/// after a refusal nobody would know where it went.
fn say_busy(button: &HtmlElement) -> Option<String> {
    let _ = button.set_attribute("aria-disabled", "true");
    let busy = button.get_attribute("data-busy")?;
    let label = button.text_content();
    button.set_text_content(Some(&busy));
    label
}

/// Where the server sends whoever posted this.
async fn send(form: &HtmlFormElement, body: String) -> Result<String, CallError> {
    let action = form.get_attribute("action").unwrap_or_default();
    let request = Request::post(&action)
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .map_err(|_| CallError::Unreadable)?;
    let response = request.send().await.map_err(|_| CallError::Unreachable)?;
    if response.ok() {
        return Ok(response.headers().get("location").unwrap_or_default());
    }
    Err(refusal(response).await)
}

async fn refusal(response: Response) -> CallError {
    let bytes = response.binary().await.unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or(CallError::Unreadable)
}

/// Goes where the server sends us. A form in a list comes back to the page of the list that it stood in.
fn follow(form: &HtmlFormElement, to: &str) {
    let here = window().location().href().unwrap_or_default();
    let back = form.get_attribute("data-post").unwrap_or_default();
    let (Ok(target), Ok(back)) = (Url::new_with_base(to, &here), Url::new_with_base(&back, &here)) else { return };
    if target.pathname() != window().location().pathname().unwrap_or_default() {
        let _ = window().location().assign(&target.href());
        return;
    }
    let listed = form.get_attribute("data-post").is_some_and(|back| !back.is_empty());
    if listed && let Some(done) = target.search_params().get("done") {
        let joint = if back.search().is_empty() { "?" } else { "&" };
        visit::go(&[&back.pathname(), &back.search(), joint, "done=", &escape(&done)].concat(), true);
    } else {
        visit::go(&(target.pathname() + &target.search()), true);
    }
}

/// Takes back what was told about an earlier attempt.
fn clear(form: &HtmlFormElement) {
    for place in all(form, "[data-refusal]") {
        let _ = place.set_attribute("hidden", "");
        place.set_text_content(None);
    }
    for input in all(form, "[aria-invalid]") {
        let _ = input.remove_attribute("aria-invalid");
    }
    if let Some(place) = place_for_all(form) {
        let _ = place.set_attribute("hidden", "");
    }
}

/// Tells why the form was refused: beside the field that it is about, else for the whole form.
fn tell(form: &HtmlFormElement, error: &CallError) {
    let field = error.failure().and_then(domain::Failure::field).map_or("", domain::Field::code);
    let beside = (!field.is_empty())
        .then(|| form.query_selector(&["[data-refusal='", field, "']"].concat()).ok().flatten())
        .flatten();
    if let Some(place) = &beside
        && let Ok(Some(input)) = form.query_selector(&["[aria-describedby~='", &place.id(), "']"].concat())
    {
        let _ = input.set_attribute("aria-invalid", "true");
        if let Some(input) = input.dyn_ref::<HtmlElement>() {
            let _ = input.focus();
        }
    }
    if let Some(place) = beside.or_else(|| place_for_all(form)) {
        place.set_text_content(Some(&error.to_string()));
        let _ = place.remove_attribute("hidden");
    }
}

/// The place for what is about no single field: in the form, or in the section that the form stands in.
fn place_for_all(form: &HtmlFormElement) -> Option<Element> {
    let find = |around: &Element| around.query_selector("[data-refusal='']").ok().flatten();
    find(form).or_else(|| find(&form.closest("section, .stack").ok()??))
}

fn all(form: &HtmlFormElement, selector: &str) -> Vec<Element> {
    let Ok(found) = form.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}
