//! What the removal in the address would do: asked for when its dialog opens. The server brings the first answer
//! with the page.

#[cfg(feature = "hydrate")]
use std::time::Duration;

use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use leptos::task::spawn_local;

use super::Talk;
use crate::calls::CallError;

/// An answer that takes longer than this is waited for in sight.
#[cfg(feature = "hydrate")]
const SLOW_AFTER: Duration = Duration::from_millis(200);

impl Talk {
    /// Draws the dialog again with what would be removed now, and with why it was refused as it stood: the next
    /// confirmation is about what it shows then.
    pub fn look_again(self, path: &str, why: CallError) {
        self.refused.set_value(Some((path.to_owned(), why)));
        #[cfg(feature = "hydrate")]
        self.ask_preview();
    }

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
        if self.slow.get_untracked() {
            self.slow.set(false);
        }
        set_timeout(
            move || {
                if self.asked.try_get_value() == Some(this) && self.preview.with_untracked(Option::is_none) {
                    self.slow.set(true);
                }
            },
            SLOW_AFTER,
        );
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
