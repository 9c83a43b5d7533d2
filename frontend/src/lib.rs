//! The WASM entry point. Everything else is in `app`.

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes the server-rendered page over; called by the script at its end.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    app::hydrate();
}
