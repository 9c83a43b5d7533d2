//! What the removal in the address would do: asked for when its dialog opens. Browser only; the server brings the first
//! answer with the page.

use leptos::{prelude::*, task::spawn_local};

use super::Talk;

impl Talk {
    /// No longer waits for what a removal would do: whatever answer is on its way is about the past.
    #[cfg(feature = "hydrate")]
    pub fn forget_preview(self) {
        self.asked.update_value(|asked| *asked += 1);
    }

    /// Asks what the removal in the address would do.
    #[cfg(feature = "hydrate")]
    pub fn ask_preview(self) {
        let Some(removal) = self.address.with_untracked(|address| address.removal) else { return };
        let message = removal.message.map(|message| message.to_string()).unwrap_or_default();
        self.forget_preview();
        let this = self.asked.get_value();
        spawn_local(async move {
            let room = self.room.to_string();
            let answer = crate::calls::preview_removal(room, removal.verb.code().to_owned(), message).await;
            // Another dialog may be open by now, or none, or the message may be gone.
            if self.asked.get_value() == this {
                self.preview.set(Some(answer));
            }
        });
    }
}
