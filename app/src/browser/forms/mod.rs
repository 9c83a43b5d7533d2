//! Forms that answer in place: what is sent and filled in on the page comes here, and goes to the post or to the filter
//! that the form is.

mod filter;
mod post;
mod refusal;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FormData, HtmlFormElement, HtmlInputElement, SubmitEvent, UrlSearchParams};

pub use self::{
    post::{disarm, tell_under_way},
    refusal::tell_page,
};
use super::{all, closest, on_document};

/// Listens for forms that are sent and filled in.
pub fn listen() {
    on_document("submit", |event| {
        let Some(form) = form_of(&event) else { return };
        if form.has_attribute("data-post") {
            event.prevent_default();
            let button = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
            if button.as_ref().is_none_or(|button| !button.has_attribute("aria-disabled")) {
                post::post(form, button);
            }
        } else if form.has_attribute("data-filter") {
            event.prevent_default();
            filter::ask(&form);
        }
    });
    on_document("input", |event| {
        let follows = |form: &HtmlFormElement| form.get_attribute("data-filter").as_deref() == Some("follows");
        if let Some(form) = form_of(&event).filter(follows) {
            filter::follow_typing(form);
        }
    });
    on_document("change", |event| {
        if let Some(form) = form_of(&event).filter(|form| form.has_attribute("data-at-once")) {
            post::post(form, None);
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
            post::post(form, None);
        }
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
