//! The veil over the texts of messages: while it lies there, nothing that may have been removed is painted. It lies from
//! the moment in which a line that was cut is back until what was missed is applied; never longer than an attempt that
//! fails, since a page that says of itself that it may be out of date is better than an empty one. It moves no focus and
//! loses nothing that is typed.

use leptos::prelude::*;

use super::Feed;

/// For how long nothing is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Veil {
    /// All is painted.
    Off,
    /// Until the server has told what was missed, or cannot be reached.
    UntilTold,
    /// Until the page has caught up, however long that takes: it was left, and nobody was looking.
    UntilCaughtUp,
}

impl Feed {
    /// The line is back, or may be in a moment: what was removed in the meantime must not be seen once more.
    pub(super) fn veil_until_told(&self) {
        if self.0.away.get() && self.0.veil.get() == Veil::Off {
            self.veil(Veil::UntilTold);
        }
    }

    /// The page is left, and may be come back to.
    pub(super) fn veil_until_caught_up(&self) {
        self.veil(Veil::UntilCaughtUp);
    }

    /// The server could not be reached, or was lost again before it had told what was missed.
    pub(super) fn attempt_failed(&self) {
        match self.0.veil.get() {
            Veil::UntilTold => {
                self.lift_veil();
                self.show_fresh();
            }
            Veil::Off | Veil::UntilCaughtUp => {}
        }
    }

    /// All that is on the page may be seen.
    pub(super) fn lift_veil(&self) {
        self.veil(Veil::Off);
    }

    fn veil(&self, veil: Veil) {
        self.0.veil.set(veil);
        if let Some(html) = document().document_element() {
            let _ = match veil {
                Veil::Off => html.remove_attribute("data-veiled"),
                Veil::UntilTold | Veil::UntilCaughtUp => html.set_attribute("data-veiled", ""),
            };
        }
    }
}
