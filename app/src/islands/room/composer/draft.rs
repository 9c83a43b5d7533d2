//! What is being written, kept in the tab while the page changes.

use super::super::talk::Talk;

impl Talk {
    /// What was being written here.
    pub fn draft(self) -> String {
        #[cfg(feature = "hydrate")]
        return crate::browser::kept(&self.draft_name());
        #[cfg(not(feature = "hydrate"))]
        String::new()
    }

    /// Remembers what is being written here: it outlives going to other messages, and ends with the tab.
    pub fn keep_draft(self, text: &str) {
        #[cfg(feature = "hydrate")]
        crate::browser::keep(&self.draft_name(), text);
        #[cfg(not(feature = "hydrate"))]
        let _ = text;
    }

    #[cfg(feature = "hydrate")]
    fn draft_name(self) -> String {
        format!("draft-{}", self.room)
    }
}
