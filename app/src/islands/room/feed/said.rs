//! What an event sounds like in the live region.

use domain::{Event, EventKind, MessageId, Timeline, Verb};

use crate::parts::messages;

/// What a removal sounds like.
pub(super) fn words(event: &Event, timeline: &Timeline) -> Option<String> {
    let message = |id: MessageId| match timeline.get(id) {
        Some(message) => format!("Message by {}", message.sender.name),
        None => "A message".to_owned(),
    };
    let (what, verb, by, reason) = match &event.kind {
        EventKind::Redacted { message: id, tombstone } => (message(*id), Verb::Redact, tombstone.by, &tombstone.reason),
        EventKind::Deleted { message: id, by, reason } => (message(*id), Verb::Delete, *by, reason),
        EventKind::Purged { count, by, reason, .. } => (messages(*count), Verb::Purge, *by, reason),
        EventKind::Sent { .. }
        | EventKind::Edited { .. }
        | EventKind::RoleChanged { .. }
        | EventKind::Renamed { .. }
        | EventKind::Archived { .. }
        | EventKind::PolicyChanged { .. }
        | EventKind::Imported
        | EventKind::Gone => return None,
    };
    let mut words = format!("{what} {} by {}", verb.past(), by.label());
    if let Some(reason) = reason {
        words += ": ";
        words += reason;
    }
    Some(words)
}
