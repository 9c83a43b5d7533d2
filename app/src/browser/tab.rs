//! What a tab remembers while it is open: what was being written, and where. Belongs to whoever is signed in: when that is
//! somebody else, it is gone.

use leptos::prelude::*;
use web_sys::Storage;

/// The name under which the tab remembers whose it is.
const OWNER: &str = "owner";

/// Says who is looking; what the tab remembers of anybody else is forgotten.
pub fn belongs_to(viewer: &str) {
    if kept(OWNER) != viewer {
        if let Some(storage) = storage() {
            let _ = storage.clear();
        }
        keep(OWNER, viewer);
    }
}

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

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}
