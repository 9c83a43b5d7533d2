//! Dialogs that came open with the page: makes them modal, and closing one goes to the address without it. The focus goes
//! back to the link that opened it.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement};

use super::{all, closest, focus_is_lost, focused, on_document, show_modal, spot::Spot, visit};

thread_local! {
    /// The address of the dialog that is open, as the link to it has it.
    static OPEN: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Listens for dialogs that are closed by a key.
pub fn listen() {
    on_document("cancel", |event| {
        if let Some(close) = close_of(&event) {
            event.prevent_default();
            visit::leave(&close);
        }
    });
    on_document("close", |event| {
        if let Some(close) = close_of(&event) {
            visit::leave(&close);
        }
    });
}

/// The address without the dialog that an event is about.
fn close_of(event: &Event) -> Option<String> {
    let dialog = closest(event.target(), "dialog[data-close]")?;
    let stands = dialog.is_connected() && (event.type_() == "cancel" || !dialog.has_attribute("open"));
    stands.then(|| dialog.get_attribute("data-close")).flatten()
}

/// Makes the dialog modal that has come with the page. When none has, and one was open before, the focus goes back.
pub fn make_modal() {
    let dialog = document().query_selector("dialog[data-close]").ok().flatten();
    match dialog.and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok()) {
        Some(dialog) => {
            show_modal(&dialog);
            let location = window().location();
            let here = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
            OPEN.replace(Some(here));
        }
        None => {
            if let Some(open) = OPEN.take() {
                give_back(&open);
            }
        }
    }
}

/// Where somebody acts at the moment: where the dialog was opened from, or else what has the focus.
pub fn spot() -> Option<Spot> {
    let open = OPEN.with_borrow(Clone::clone);
    Spot::of(&open.and_then(|open| opener(&open)).or_else(focused)?)
}

/// Focuses the link that opens the dialog at this address, or the button of the menu that it stands in.
fn give_back(open: &str) {
    if !focus_is_lost() {
        return;
    }
    if let Some(link) = opener(open).and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        let menu = link.closest("[popover]").ok().flatten();
        let button = menu.and_then(|menu| button_of(&menu.id()));
        let _ = button.unwrap_or(link).focus();
    }
}

/// The link that opens the dialog at this address.
fn opener(open: &str) -> Option<Element> {
    let links = all(&document(), "a[data-visit]");
    links.into_iter().find(|link| link.get_attribute("href").as_deref() == Some(open))
}

/// The button that opens a pop-over.
fn button_of(id: &str) -> Option<HtmlElement> {
    let button = document().query_selector(&format!("[popovertarget=\"{id}\"]")).ok().flatten()?;
    button.dyn_into().ok()
}
