//! The clipboard. There is none on pages that did not come over TLS or from this machine: then the answer is `false`.

use leptos::prelude::window;
use wasm_bindgen::JsValue;

/// Copies a text, and says whether that was possible.
pub async fn copy(text: String) -> bool {
    let navigator = window().navigator();
    let there = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard")).is_ok_and(|found| found.is_object());
    there && js_sys::futures::JsFuture::from(navigator.clipboard().write_text(&text)).await.is_ok()
}
