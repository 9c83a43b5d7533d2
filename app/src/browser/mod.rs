//! What only a browser has: the live feed's socket, the clipboard, focus and scrolling. Never compiled for the server.

mod clipboard;
mod focus;
mod live;
mod menu;
mod scroll;

pub use clipboard::copy;
pub use focus::{
    closest, dialog_is_open, focus, focus_and_show, focus_is_lost, focused, forget_page_data, listen, show_modal, step,
};
pub use live::{Live, Signal};
pub use menu::{close_menu, enter_menu, menu_key, opens};
pub use scroll::{Place, Scroller};

/// Whether the WASM has taken the page over already: true on every page that was gone to without a reload.
pub fn hydrated() -> bool {
    leptos::prelude::document().document_element().is_some_and(|html| html.has_attribute("data-hydrated"))
}

/// A fresh word that tells this request from others; not a secret.
pub fn fresh_key() -> String {
    let random = (js_sys::Math::random() * 1e15) as u64;
    format!("{:x}-{random:x}", js_sys::Date::now() as u64)
}
