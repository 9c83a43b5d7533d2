//! What only a browser has: the live feed's socket, the clipboard, focus and scrolling, and what makes a page of the
//! server better than plain: moves without reload, forms that answer in place, modal dialogs, the viewer's clock. Never
//! compiled for the server.

mod clipboard;
pub mod clock;
mod copy;
mod dialogs;
mod fade;
mod focus;
mod forms;
mod live;
mod menu;
mod patch;
mod scroll;
mod spot;
mod tab;
pub mod visit;

pub use clipboard::copy;
use focus::all;
pub use focus::{
    closest, dialog_is_open, focus, focus_and_show, focus_is_gone, focus_is_lost, focused, listen, show_modal, step,
};
use leptos::prelude::*;
pub use live::{Live, Signal};
pub use menu::{close_menu, enter_menu, menu_key, opens};
pub use scroll::{Place, Scroller};
pub use tab::{belongs_to, keep, kept};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::Event;

/// Makes the page come alive. Called once, before the islands are taken over.
pub fn start() {
    if crate::parts::Query::read(&window().location().search().unwrap_or_default()).word("done") == "sign-out" {
        belongs_to("");
    }
    focus::note_focus();
    visit::listen();
    forms::listen();
    dialogs::listen();
    copy::listen();
    // After this turn of the event loop, when every island has been taken over as the server drew it.
    set_timeout(
        || {
            clock::start();
            arrived();
            forms::catch_up();
            if let Some(html) = document().document_element() {
                let _ = html.set_attribute("data-hydrated", "");
            }
        },
        std::time::Duration::ZERO,
    );
}

/// What is done with every page that has come, whole or in parts.
fn arrived() {
    dialogs::make_modal();
    clock::tick();
    visit::tell_once();
    visit::ask_again();
}

/// Listens on the document for as long as it lives, before anything in it hears of the event.
fn on_document(name: &str, act: impl Fn(Event) + 'static) {
    let act = Closure::<dyn Fn(Event)>::new(act).into_js_value();
    let _ = document().add_event_listener_with_callback_and_bool(name, act.unchecked_ref(), true);
}

/// A fresh word that tells this request from others; not a secret.
pub fn fresh_key() -> String {
    let random = (js_sys::Math::random() * 1e15) as u64;
    format!("{:x}-{random:x}", js_sys::Date::now() as u64)
}
