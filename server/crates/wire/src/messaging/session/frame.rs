//! The frames of a session: headers, and a payload that is a text of JSON inside the JSON.

use axum::body::Bytes;
use serde_json::{Value, json};

/// What a frame tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tells {
    /// A channel at the beginning.
    Details,
    /// A message was written.
    Created,
    /// A message was changed.
    Updated,
    /// A message lost its content.
    Redacted,
    /// A message is gone.
    Deleted,
    /// A channel is another now.
    ChannelUpdated,
    /// A channel is gone.
    ChannelDeleted,
    /// Somebody became a member.
    MemberAdded,
    /// Several people became members in one act.
    MembersAdded,
    /// A member became something else.
    MemberUpdated,
    /// Somebody is no member any more.
    MemberRemoved,
}

impl Tells {
    const fn name(self) -> &'static str {
        match self {
            Self::Details => "CHANNEL_DETAILS",
            Self::Created => "CREATE_CHANNEL_MESSAGE",
            Self::Updated => "UPDATE_CHANNEL_MESSAGE",
            Self::Redacted => "REDACT_CHANNEL_MESSAGE",
            Self::Deleted => "DELETE_CHANNEL_MESSAGE",
            Self::ChannelUpdated => "UPDATE_CHANNEL",
            Self::ChannelDeleted => "DELETE_CHANNEL",
            Self::MemberAdded => "CREATE_CHANNEL_MEMBERSHIP",
            Self::MembersAdded => "BATCH_CREATE_CHANNEL_MEMBERSHIP",
            Self::MemberUpdated => "UPDATE_CHANNEL_MEMBERSHIP",
            Self::MemberRemoved => "DELETE_CHANNEL_MEMBERSHIP",
        }
    }

    /// Of messages their own type, of everything else the system's.
    fn kind(self, payload: &Value) -> &'static str {
        match self {
            Self::Created | Self::Updated | Self::Redacted | Self::Deleted => {
                if payload["Type"] == "CONTROL" {
                    "CONTROL"
                } else {
                    "STANDARD"
                }
            }
            Self::Details
            | Self::ChannelUpdated
            | Self::ChannelDeleted
            | Self::MemberAdded
            | Self::MembersAdded
            | Self::MemberUpdated
            | Self::MemberRemoved => "SYSTEM",
        }
    }
}

fn written(event: &str, kind: &str, payload: &Value) -> Bytes {
    let headers = json!({ "x-amz-chime-event-type": event, "x-amz-chime-message-type": kind });
    json!({ "Headers": headers, "Payload": payload }).to_string().into()
}

/// The first frame of every session.
pub(super) fn established() -> Bytes {
    written("SESSION_ESTABLISHED", "SYSTEM", &Value::Null)
}

/// A frame.
pub(super) fn frame(tells: Tells, payload: &Value) -> Bytes {
    written(tells.name(), tells.kind(payload), &Value::String(payload.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_a_text_and_the_headers_say_what_it_is() {
        let control = frame(Tells::Created, &json!({ "Type": "CONTROL", "Content": "\"x\"" }));
        let read: Value = serde_json::from_slice(&control).unwrap();
        assert_eq!(
            read["Headers"],
            json!({ "x-amz-chime-event-type": "CREATE_CHANNEL_MESSAGE", "x-amz-chime-message-type": "CONTROL" })
        );
        let payload: Value = serde_json::from_str(read["Payload"].as_str().unwrap()).unwrap();
        assert_eq!(payload["Content"], "\"x\"");
        let first: Value = serde_json::from_slice(&established()).unwrap();
        assert!(first["Payload"].is_null() && first.as_object().unwrap().contains_key("Payload"));
    }
}
