//! Buttons that copy a text of the page; and texts that are shown once, which a page that is left does not keep.

use leptos::{prelude::*, task::spawn_local};
use web_sys::Element;

use super::{clipboard, closest, on_document, visit::on_window};

/// Where it is said what came of it.
const SAYS: &str = "copied";

/// Listens for the buttons, and for leaving.
pub fn listen() {
    on_document("click", |event| {
        let Some(button) = closest(event.target(), "button[data-copy]") else { return };
        let text = button.get_attribute("data-copy").and_then(|id| document().get_element_by_id(&id)?.text_content());
        if let Some(text) = text {
            spawn_local(async move { say(&button, clipboard::copy(text).await) });
        }
    });
    // The browser may keep the page whole for going back; what was to be seen once is not in it then.
    on_window("pagehide", |_| {
        if let Ok(Some(shown)) = document().query_selector("[data-once]") {
            shown.set_text_content(None);
        }
    });
}

fn say(button: &Element, copied: bool) {
    let what = button.get_attribute("aria-label").unwrap_or_default();
    let what = what.strip_prefix("Copy: ").unwrap_or_default();
    let told = if copied {
        ["Copied: ", what, "."].concat()
    } else {
        // There is no clipboard on pages that did not come over TLS or from this machine.
        "This browser does not let the page copy. Mark the text and copy it yourself.".to_owned()
    };
    if let Some(place) = document().get_element_by_id(SAYS) {
        place.set_text_content(Some(&told));
    }
}
