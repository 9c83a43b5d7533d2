//! What was just done, in words for the status line.

use domain::{Verb, view::OperationView};
use leptos::prelude::*;

use super::Talk;

/// What was just done, for the status line.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// One sentence.
    pub text: String,
    /// Where to see how it goes on.
    pub link: Option<(String, &'static str)>,
    /// `good`, or `warn` when it is not what was wanted.
    pub tone: &'static str,
}

impl Done {
    /// A sentence without a link.
    pub fn say(text: impl Into<String>) -> Self {
        Self { text: text.into(), link: None, tone: "good" }
    }

    /// A sentence about what did not go well.
    pub fn warn(text: impl Into<String>) -> Self {
        Self { tone: "warn", ..Self::say(text) }
    }
}

impl Talk {
    /// Says what was removed, and what comes of it.
    pub fn removed(self, operation: &OperationView) {
        let text = match operation.verb {
            Verb::Redact => "Message redacted.".to_owned(),
            Verb::Delete => "Message deleted.".to_owned(),
            Verb::Purge => crate::parts::messages(operation.count) + " purged.",
        };
        let link = operation.job.map(|job| (format!("/jobs?job={job}"), "See the job"));
        self.done.set(Some(Done { link, ..Done::say(text) }));
        #[cfg(feature = "hydrate")]
        self.catch_up_without_feed();
    }
}
