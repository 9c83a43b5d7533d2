//! The place in a page at which somebody acts: a row of a list, a form, a section. When what had the focus there is gone
//! once the page has changed, what stands in its place takes it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::all;

/// Rows, forms that stand in none, and the sections of a page.
const SPOTS: &str = "#main tbody > tr, #main form:not(tr form, dialog form), #main section";
/// What is done in one: its menu or its button rather than a link or a field.
const CONTROLS: [&str; 2] = ["button:not([popover] button)", "a, select, input:not([type='hidden'])"];

/// The number of the place within its page.
pub struct Spot(usize);

impl Spot {
    /// Notes where an element stands.
    pub fn of(element: &Element) -> Option<Self> {
        let spot = element.closest(SPOTS).ok()??;
        all(&document(), SPOTS).iter().position(|other| *other == spot).map(Self)
    }

    /// Focuses what stands there now, or in the last place when there are fewer.
    pub fn focus(&self) {
        let spots = all(&document(), SPOTS);
        let Some(spot) = spots.get(self.0).or_else(|| spots.last()) else { return };
        let control = CONTROLS.iter().find_map(|controls| spot.query_selector(controls).ok().flatten());
        if let Some(control) = control.and_then(|control| control.dyn_into::<HtmlElement>().ok()) {
            let _ = control.focus();
        }
    }
}
