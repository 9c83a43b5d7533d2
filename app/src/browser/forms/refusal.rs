//! A refusal is told in the places that stand ready for it, and what was typed stays.

use domain::{Failure, Field};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlFormElement};

use super::all;
use crate::calls::CallError;

/// The place of the page for what concerns no form that is still there.
const PAGE_ERROR: &str = "page-error";

/// Takes back what was told about an earlier attempt, well or not.
pub(super) fn clear(form: &HtmlFormElement) {
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
pub(super) fn tell(form: &HtmlFormElement, error: &CallError) {
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
