//! What a tab remembers while it is open: what was being written, and where. Gone with the tab, and when somebody else
//! may sign in.

use leptos::prelude::*;
use web_sys::Storage;

/// Keeps a text under a name; an empty one is forgotten.
pub fn keep(name: &str, text: &str) {
    let Some(storage) = storage() else { return };
    // A full storage loses a draft, not a message.
    let _ = if text.is_empty() { storage.remove_item(name) } else { storage.set_item(name, text) };
}

/// The text that is kept under a name, or an empty one.
pub fn kept(name: &str) -> String {
    storage().and_then(|storage| storage.get_item(name).ok().flatten()).unwrap_or_default()
}

/// Forgets everything.
pub fn forget() {
    if let Some(storage) = storage() {
        let _ = storage.clear();
    }
}

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}
