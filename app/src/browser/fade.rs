//! What is left for a moment of rows that were removed: an empty shell in the place of each, which fades. It never holds
//! anything of the row, and for those who prefer reduced motion there is none.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DomRect, HtmlElement};

/// The layer that shells are laid in: over the list, in nobody's way.
const SHELLS: &str = "timeline-shells";
/// When a shell has faded; the style says how (`--calm`).
const FADED_AFTER: Duration = Duration::from_millis(300);

/// Leaves a shell for each of these rows that is gone.
pub fn leave_shells(rows: &[(String, DomRect)]) {
    let page = document();
    let Some(layer) = page.get_element_by_id(SHELLS) else { return };
    let frame = layer.get_bounding_client_rect();
    for (_, place) in rows.iter().filter(|(id, _)| page.get_element_by_id(id).is_none()) {
        let Some(shell) = page.create_element("div").ok().and_then(|made| made.dyn_into::<HtmlElement>().ok()) else {
            return;
        };
        // Set by script, which the panel's policy allows; not an attribute of the page, which it does not.
        let (top, height) = ((place.top() - frame.top()) as i32, place.height() as i32);
        shell.style().set_css_text(&["top:", &top.to_string(), "px;height:", &height.to_string(), "px"].concat());
        if layer.append_child(&shell).is_ok() {
            set_timeout(move || shell.remove(), FADED_AFTER);
        }
    }
}
