//! Keys of a menu in a native pop-over. The browser opens it, closes it on Escape or a click elsewhere, and gives the
//! focus back; only the arrows are ours.

use leptos::ev::KeyboardEvent;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlElement};

/// Whether the pop-over of a `beforetoggle` or `toggle` event opens.
pub fn opens(event: &Event) -> bool {
    js_sys::Reflect::get(event, &JsValue::from_str("newState")).is_ok_and(|state| state == "open")
}

fn items(menu: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = menu.query_selector_all("[role=menuitem]") else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

/// Focuses the first entry.
pub fn enter_menu(menu: &HtmlElement) {
    if let Some(first) = items(menu).first() {
        first.focus().ok();
    }
}

/// Closes the menu; the browser focuses the button that opened it.
pub fn close_menu(menu: &HtmlElement) {
    menu.hide_popover().ok();
}

/// Moves through the entries.
pub fn menu_key(event: &KeyboardEvent, menu: &HtmlElement) {
    let items = items(menu);
    let Some(last) = items.len().checked_sub(1) else { return };
    let here = super::focused().and_then(|focused| items.iter().position(|item| **item == focused));
    let to = match event.key().as_str() {
        "ArrowDown" => here.map_or(0, |at| if at == last { 0 } else { at + 1 }),
        "ArrowUp" => here.map_or(last, |at| if at == 0 { last } else { at - 1 }),
        "Home" => 0,
        "End" => last,
        // A menu is one stop: Tab goes on from the button.
        "Tab" => {
            close_menu(menu);
            return;
        }
        _ => return,
    };
    event.prevent_default();
    items[to].focus().ok();
}
