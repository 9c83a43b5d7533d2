//! Forms that answer in place. A post is sent from where it is: a refusal is told in the places that stand ready for it,
//! and what was typed stays; after success the browser goes where the plain form would have been sent. A filter changes
//! the address, and the page follows.

use std::{cell::Cell, time::Duration};

use domain::{Failure, Field};
use gloo_net::http::{Request, Response};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, SubmitEvent, Url, UrlSearchParams,
};

use super::{closest, on_document, patch::PENDING, visit};
use crate::{calls::CallError, parts::escape};

/// How long a person has stopped typing before the results follow.
const TYPED: Duration = Duration::from_millis(250);
/// How long a page that has just changed confirms nothing.
const ARMED_AFTER: Duration = Duration::from_millis(350);
/// The place of the page for what concerns no form that is still there.
const PAGE_ERROR: &str = "page-error";

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
            if button.as_ref().is_none_or(|button| !button.has_attribute("aria-disabled")) {
                post(form, button);
            }
        } else if form.has_attribute("data-filter") {
            event.prevent_default();
            wait_no_longer();
            visit::go(&filter_address(&form), false);
        }
    });
    on_document("input", |event| {
        let follows = |form: &HtmlFormElement| form.get_attribute("data-filter").as_deref() == Some("follows");
        let Some(form) = form_of(&event).filter(follows) else { return };
        wait_no_longer();
        // The address is replaced, not added to: "back" leads to where one came from, not through every letter typed.
        let follow = move || visit::go(&filter_address(&form), true);
        TYPING.set(set_timeout_with_handle(follow, TYPED).ok());
    });
    on_document("change", |event| {
        if let Some(form) = form_of(&event).filter(|form| form.has_attribute("data-at-once")) {
            post(form, None);
        }
    });
}

/// Saves what was chosen before anybody listened.
pub fn catch_up() {
    let chosen = |input: &Element| {
        input.dyn_ref::<HtmlInputElement>().is_some_and(|input| input.checked() != input.default_checked())
    };
    for form in all(&document(), "form[data-at-once]") {
        if let Ok(form) = form.dyn_into::<HtmlFormElement>()
            && all(&form, "input").iter().any(chosen)
        {
            post(form, None);
        }
    }
}

/// Has no button send anything for a moment: the page has just changed, and the second click of a double click lands
/// somewhere in it.
pub fn disarm() {
    let buttons = all(&document(), "form[data-post] button[type='submit']");
    for button in &buttons {
        let _ = button.set_attribute("aria-disabled", "true");
    }
    let arm = move || {
        for button in buttons.iter().filter(|button| !button.matches("[data-pending] *").unwrap_or(false)) {
            let _ = button.remove_attribute("aria-disabled");
        }
    };
    set_timeout(arm, ARMED_AFTER);
}

fn wait_no_longer() {
    if let Some(waiting) = TYPING.take() {
        waiting.clear();
    }
}

fn form_of(event: &Event) -> Option<HtmlFormElement> {
    closest(event.target(), "form")?.dyn_into().ok()
}

/// What is filled in, as a query.
fn filled(form: &HtmlFormElement) -> String {
    let params = FormData::new_with_form(form)
        .ok()
        .and_then(|data| UrlSearchParams::new_with_str_sequence_sequence(data.unchecked_ref()).ok());
    params.map(|params| String::from(params.to_string())).unwrap_or_default()
}

/// The address that a filter, as it stands, asks for; what is empty is left out.
fn filter_address(form: &HtmlFormElement) -> String {
    let path = form.get_attribute("action").unwrap_or_default();
    let filled = filled(form);
    let query: Vec<&str> = filled.split('&').filter(|pair| !pair.ends_with('=')).collect();
    if query.is_empty() { path } else { [path, query.join("&")].join("?") }
}

/// Sends a form, once at a time. It stays locked until the page that follows is shown.
fn post(form: HtmlFormElement, button: Option<HtmlElement>) {
    if form.has_attribute(PENDING) {
        return;
    }
    let body = filled(&form);
    let at_once = form.has_attribute("data-at-once");
    let _ = form.set_attribute(PENDING, "");
    let label = button.as_ref().and_then(say_busy);
    clear(&form);
    spawn_local(async move {
        let answer = send(&form, body.clone()).await;
        let there = form.is_connected();
        // Whoever has closed the dialog meanwhile wants to see what came of it, and not to be led anywhere.
        match &answer {
            Ok(to) if there => follow(&form, to).await,
            Ok(_) => visit::arrive_at(&visit::here()).await,
            Err(_) => {}
        }
        let _ = form.remove_attribute(PENDING);
        if let (Some(button), Some(label)) = (button, label) {
            button.set_text_content(Some(&label));
            let pause = if answer.is_ok() { ARMED_AFTER } else { Duration::ZERO };
            set_timeout(move || _ = button.remove_attribute("aria-disabled"), pause);
        }
        match answer {
            // Chosen again while the first choice was on its way.
            Ok(_) if at_once && there && filled(&form) != body => post(form, None),
            Ok(_) if at_once => {}
            Ok(_) => form.reset(),
            Err(error) if there => tell(&form, &error),
            Err(error) => tell_page(&error),
        }
    });
}

/// Says on the button that the request runs; what it said before. Not `disabled`: that would take the focus away, and
/// after a refusal nobody would know where it went.
fn say_busy(button: &HtmlElement) -> Option<String> {
    let _ = button.set_attribute("aria-disabled", "true");
    let label = button.text_content();
    if let Some(busy) = button.get_attribute("data-busy") {
        button.set_text_content(Some(&busy));
    }
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
        // Anything else than our own answer is somebody's in between.
        return response.headers().get("location").filter(|_| !response.redirected()).ok_or(CallError::Unreachable);
    }
    Err(refusal(response).await)
}

async fn refusal(response: Response) -> CallError {
    let status = response.status();
    let bytes = response.binary().await.unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or(match status {
        413 => CallError::TooLarge,
        500.. => CallError::Unreachable,
        _ => CallError::Unreadable,
    })
}

/// Goes where the server sends us, within the panel. A form in a list comes back to the page of the list that it stood
/// in.
async fn follow(form: &HtmlFormElement, to: &str) {
    let location = window().location();
    let here = location.href().unwrap_or_default();
    let back = form.get_attribute("data-post").unwrap_or_default();
    let (Ok(target), Ok(listed)) = (Url::new_with_base(to, &here), Url::new_with_base(&back, &here)) else { return };
    if target.origin() != location.origin().unwrap_or_default() {
        return;
    }
    if target.pathname() != location.pathname().unwrap_or_default() {
        let _ = location.assign(&target.href());
        // The page is leaving: the form stays as it is.
        std::future::pending::<()>().await;
    }
    let done = target.search_params().get("done").filter(|_| !back.is_empty());
    let to = match done {
        Some(done) => {
            let joint = if listed.search().is_empty() { "?" } else { "&" };
            [&listed.pathname(), &listed.search(), joint, "done=", &escape(&done)].concat()
        }
        None => target.pathname() + &target.search(),
    };
    visit::arrive_at(&to).await;
}

/// Takes back what was told about an earlier attempt, well or not.
fn clear(form: &HtmlFormElement) {
    let page = document();
    let beside = all(form, "[data-refusal]").into_iter().chain(place_for_all(form)).chain(place(&page));
    for place in beside {
        let _ = place.set_attribute("hidden", "");
        place.set_text_content(None);
    }
    for input in all(form, "[aria-invalid]") {
        let _ = input.remove_attribute("aria-invalid");
    }
    for told in all(&page, ".status[role='status']") {
        told.set_text_content(None);
    }
}

/// Tells why the form was refused: beside the field that it is about, else for the whole form.
fn tell(form: &HtmlFormElement, error: &CallError) {
    let field = error.failure().and_then(Failure::field).map_or("", Field::code);
    let beside = (!field.is_empty())
        .then(|| form.query_selector(&["[data-refusal='", field, "']"].concat()).ok().flatten())
        .flatten();
    if let Some(place) = &beside {
        let about = ["[aria-describedby~='", &place.id(), "']"].concat();
        let input =
            all(form, "input, select, textarea").into_iter().find(|input| input.matches(&about).unwrap_or(false));
        if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlElement>().ok()) {
            let _ = input.set_attribute("aria-invalid", "true");
            let _ = input.focus();
        }
    }
    if let Some(place) = beside.or_else(|| place_for_all(form)) {
        say(&place, error);
    }
}

/// Tells what went wrong when there is no form any more to tell it in.
pub fn tell_page(error: &CallError) {
    if let Some(place) = place(&document()) {
        say(&place, error);
    }
}

fn say(place: &Element, error: &CallError) {
    place.set_text_content(Some(&error.to_string()));
    if matches!(error.failure(), Some(Failure::SignedOut))
        && let Ok(link) = document().create_element("a")
    {
        // In a tab of its own, so that nothing typed here is lost.
        let _ = link.set_attribute("href", "/sign-in");
        let _ = link.set_attribute("target", "_blank");
        link.set_text_content(Some("Sign in"));
        let _ = place.append_with_str_1(" ").and_then(|()| place.append_with_node_1(&link));
    }
    let _ = place.remove_attribute("hidden");
}

/// The place for what is about no single field: in the form, in the section that the form stands in, or the page's.
fn place_for_all(form: &HtmlFormElement) -> Option<Element> {
    let find = |around: &Element| around.query_selector("[data-refusal='']").ok().flatten();
    let around = || form.closest("section, .stack").ok().flatten().and_then(|section| find(&section));
    find(form).or_else(around).or_else(|| place(&document()))
}

fn place(page: &web_sys::Document) -> Option<Element> {
    page.get_element_by_id(PAGE_ERROR)
}

fn all(around: &web_sys::Node, selector: &str) -> Vec<Element> {
    let found = match around.dyn_ref::<Element>() {
        Some(element) => element.query_selector_all(selector),
        None => document().query_selector_all(selector),
    };
    let Ok(found) = found else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}
