//! The scrolling list of messages: keeps what the reader reads where it is while rows come and go, and keeps the focus
//! in the list when the focused row goes.
//!
//! The list is laid out from its end (`flex-direction: column-reverse`): its scroll position is 0 at the newest message
//! and negative above, also before the WASM arrives.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, HtmlElement};

use super::{fade, focus};

/// Closer to the end than this counts as reading the newest.
const END_PX: f64 = 48.0;

/// The element that scrolls.
#[derive(Clone)]
pub struct Scroller(pub HtmlElement);

impl Scroller {
    /// Pixels below what is shown.
    pub fn below(&self) -> f64 {
        f64::from(-self.0.scroll_top()).max(0.0)
    }

    /// Pixels above what is shown.
    pub fn above(&self) -> f64 {
        f64::from(self.0.scroll_height() - self.0.client_height()) - self.below()
    }

    /// Height of what is shown.
    pub fn height(&self) -> f64 {
        f64::from(self.0.client_height())
    }

    /// Whether the end is in sight.
    pub fn at_end(&self) -> bool {
        self.below() < END_PX
    }

    /// Goes to the newest message.
    pub fn to_end(&self) {
        self.0.set_scroll_top(0);
    }

    /// Goes to the oldest message that is loaded.
    pub fn to_start(&self) {
        self.0.set_scroll_top(-self.0.scroll_height());
    }

    /// Brings a row into the middle, unless it is in sight: what the browser has brought there stays where it is.
    pub fn to_row(&self, id: &str) {
        if let Some(row) = document().get_element_by_id(id) {
            let (row, own) = (row.get_bounding_client_rect(), self.0.get_bounding_client_rect());
            if row.top() >= own.top() && row.bottom() <= own.bottom() {
                return;
            }
            let delta = row.top() + row.height() / 2.0 - own.top() - own.height() / 2.0;
            self.0.set_scroll_top(self.0.scroll_top() + delta as i32);
        }
    }

    fn rows(&self) -> Vec<Element> {
        focus::all(&self.0, "li[id]")
    }
}

/// What had the focus before the rows change.
struct Focus {
    /// The rows.
    ids: Vec<String>,
    /// Which of them had it, or is the first in the fold that had it.
    at: usize,
    /// Whether it was on the line that opens the fold.
    on_fold: bool,
}

/// Where the reader is before the rows change.
pub struct Place {
    scroller: Scroller,
    follow: bool,
    seen: Vec<(String, DomRect)>,
    focus: Option<Focus>,
}

impl Place {
    /// Notes the place. With `follow` a reader at the end stays at the end.
    pub fn note(scroller: Scroller, follow: bool) -> Self {
        let frame = scroller.0.get_bounding_client_rect();
        let rows = scroller.rows();
        let mut seen = Vec::new();
        for row in &rows {
            let place = row.get_bounding_client_rect();
            if place.top() > frame.bottom() {
                break;
            }
            if place.bottom() > frame.top() && focus::shown(row) {
                seen.push((row.id(), place));
            }
        }
        let focus = focus::focused().filter(|element| scroller.0.contains(Some(element))).map(|element| {
            let fold = element.closest("summary").ok().flatten().and_then(|line| line.parent_element());
            let at = match &fold {
                Some(fold) => rows.iter().position(|row| fold.contains(Some(row))),
                None => rows.iter().position(|row| row.contains(Some(&element))),
            };
            // What is in no row, as the way to older messages, has none to follow it.
            let Some(at) = at else { return Focus { ids: Vec::new(), at: 0, on_fold: false } };
            Focus { ids: rows.iter().map(Element::id).collect(), at, on_fold: fold.is_some() }
        });
        Self { follow: follow && scroller.at_end(), scroller, seen, focus }
    }

    /// Brings the reader back to it, once the rows have changed. With `fade` the places of those that are gone fade.
    pub fn restore(self, fade: bool) {
        if fade {
            fade::leave_shells(&self.seen);
        }
        if self.follow {
            self.scroller.to_end();
        } else {
            for (id, place) in &self.seen {
                if let Some(row) = document().get_element_by_id(id) {
                    let moved = row.get_bounding_client_rect().top() - place.top();
                    self.scroller.0.scroll_by_with_x_and_y(0.0, moved);
                    break;
                }
            }
        }
        // The focused row is gone or another one now: its successor, its neighbour, or the list itself takes the focus.
        if let Some(Focus { ids, at, on_fold }) = self.focus
            && focus::focus_is_lost()
        {
            let after = ids[at..].iter();
            let before = ids[..at].iter().rev();
            if !after.chain(before).any(|id| focus_row(id, on_fold)) {
                self.scroller.0.focus().ok();
            }
        }
    }
}

/// Focuses a row; in its place the line that opens its fold, when that had the focus or the row is folded away.
fn focus_row(id: &str, on_fold: bool) -> bool {
    let selector = if on_fold { "details" } else { "details:not([open])" };
    let row = document().get_element_by_id(id);
    let line = row.and_then(|row| row.closest(selector).ok()??.first_element_child());
    match line.and_then(|line| line.dyn_into::<HtmlElement>().ok()) {
        Some(line) => line.focus().is_ok(),
        None => focus::focus(id),
    }
}
