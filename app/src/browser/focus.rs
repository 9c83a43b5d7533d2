//! Focus, listeners on the window, and dialogs.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventTarget, HtmlDialogElement, HtmlElement, Node};

/// Focuses the element with this id, without moving the page, and says whether it is there.
pub fn focus(id: &str) -> bool {
    let Some(element) = document().get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).is_ok()
}

/// The element that has the focus, unless that is the page itself.
pub fn focused() -> Option<Element> {
    document().active_element().filter(|element| element.tag_name() != "BODY")
}

/// Whether nothing has the focus: keys would go nowhere.
pub fn focus_is_lost() -> bool {
    focused().is_none()
}

thread_local! {
    /// What had the focus last.
    static LAST: RefCell<Option<Element>> = const { RefCell::new(None) };
}

/// Notes what gets the focus, for [`focus_is_gone`].
pub fn note_focus() {
    super::on_document("focusin", |event| {
        LAST.replace(event.target().and_then(|target| target.dyn_into().ok()));
    });
}

/// Whether the focus was lost because what had it is not there any more. Whoever clicks beside everything has lost nothing.
pub fn focus_is_gone() -> bool {
    focus_is_lost() && LAST.with_borrow(|last| last.as_ref().is_some_and(|last| !last.is_connected()))
}

/// The nearest element around the target of an event that matches a selector.
pub fn closest(target: Option<EventTarget>, selector: &str) -> Option<Element> {
    target?.dyn_into::<Element>().ok()?.closest(selector).ok().flatten()
}

/// Opens a dialog as a modal one. The server sends it open, which is not the same: only a modal keeps the focus inside.
pub fn show_modal(dialog: &HtmlDialogElement) {
    if dialog.matches(":modal").unwrap_or(false) {
        return;
    }
    // Removing the attribute is not closing: no event is fired, no focus moves.
    dialog.remove_attribute("open").ok();
    if dialog.show_modal().is_err() {
        dialog.set_attribute("open", "").ok();
    }
    // What it asks is read first, also where the window is too low for the control that has the focus.
    dialog.set_scroll_top(0);
}

/// Listens on the window until the owner that is current now is cleaned up.
pub fn listen(event: &str, act: impl Fn(Event) + 'static) {
    let handle = window_event_listener_untyped(event, act);
    on_cleanup(move || handle.remove());
}

/// Focuses an element and brings it into sight.
pub fn focus_and_show(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        element.focus().ok();
    }
}

/// Whether a dialog is open.
pub fn dialog_is_open() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|found| found.is_some())
}

/// Every element that a selector finds.
pub fn all(around: &Node, selector: &str) -> Vec<Element> {
    let found = match around.dyn_ref::<Element>() {
        Some(element) => element.query_selector_all(selector),
        None => document().query_selector_all(selector),
    };
    let Ok(found) = found else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

/// Moves the focus to the next or the previous of the elements that a selector finds, from wherever it is; from outside
/// to the one nearest to the middle of the window.
pub fn step(selector: &str, forward: bool) {
    let items = all(&document(), selector).into_iter().filter(shown);
    let items: Vec<HtmlElement> = items.filter_map(|item| item.dyn_into().ok()).collect();
    let Some(last) = items.len().checked_sub(1) else { return };
    let here = focused().and_then(|focused| items.iter().position(|item| item.contains(Some(&focused))));
    let to = match here {
        Some(at) if forward => (at + 1).min(last),
        Some(at) => at.saturating_sub(1),
        None => {
            let middle = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default() / 2.0;
            items.iter().position(|item| item.get_bounding_client_rect().bottom() > middle).unwrap_or(last)
        }
    };
    items[to].focus().ok();
}

/// Whether an element can be seen: of a closed fold only the line that opens it. Browsers lay the rest out all the same.
pub fn shown(element: &Element) -> bool {
    match element.closest("details:not([open])") {
        Ok(Some(fold)) => fold.first_element_child().is_some_and(|line| line.contains(Some(element))),
        Ok(None) | Err(_) => true,
    }
}
