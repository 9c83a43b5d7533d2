//! What an event sounds like in the live region.

use domain::{Event, EventKind, MessageId, Timeline, Verb, view::RemovedBy};

use crate::parts::group_digits;

/// What a removal sounds like.
pub(super) fn words(event: &Event, timeline: &Timeline) -> Option<String> {
    let message = |id: MessageId, done: &str, by: RemovedBy| {
        let what = match timeline.get(id) {
            Some(message) => format!("Message by {}", message.sender.name),
            None => "A message".to_owned(),
        };
        Some(format!("{what} {done} by {}", by.label()))
    };
    match &event.kind {
        EventKind::Redacted { message: id, tombstone } => message(*id, Verb::Redact.past(), tombstone.by),
        EventKind::Deleted { message: id, by, .. } => message(*id, Verb::Delete.past(), *by),
        EventKind::Purged { count: 1, by, .. } => Some(format!("1 message purged by {}", by.label())),
        EventKind::Purged { count, by, .. } => {
            Some(format!("{} messages purged by {}", group_digits(*count), by.label()))
        }
        EventKind::Sent { .. }
        | EventKind::Edited { .. }
        | EventKind::RoleChanged { .. }
        | EventKind::Renamed { .. }
        | EventKind::Archived { .. }
        | EventKind::PolicyChanged { .. }
        | EventKind::Imported
        | EventKind::Gone => None,
    }
}
