//! A filter changes the address, and the page follows: when it is sent, or when somebody has stopped typing.

use std::{cell::Cell, time::Duration};

use leptos::prelude::*;
use web_sys::HtmlFormElement;

use super::{super::visit, filled};

/// How long a person has stopped typing before the results follow.
const TYPED: Duration = Duration::from_millis(250);

thread_local! {
    /// The wait of a filter for the end of the typing.
    static TYPING: Cell<Option<TimeoutHandle>> = const { Cell::new(None) };
}

/// Goes to what is filled in.
pub(super) fn ask(form: &HtmlFormElement) {
    wait_no_longer();
    visit::go(&address(form), false);
}

/// Goes to what is filled in when the typing has ended. The address is replaced, not added to: "back" leads to where one
/// came from, not through every letter typed.
pub(super) fn follow_typing(form: HtmlFormElement) {
    wait_no_longer();
    TYPING.set(set_timeout_with_handle(move || visit::go(&address(&form), true), TYPED).ok());
}

fn wait_no_longer() {
    if let Some(waiting) = TYPING.take() {
        waiting.clear();
    }
}

/// The address that a filter, as it stands, asks for; what is empty is left out.
fn address(form: &HtmlFormElement) -> String {
    let path = form.get_attribute("action").unwrap_or_default();
    let filled = filled(form);
    let query: Vec<&str> = filled.split('&').filter(|pair| !pair.ends_with('=')).collect();
    if query.is_empty() { path } else { [path, query.join("&")].join("?") }
}
