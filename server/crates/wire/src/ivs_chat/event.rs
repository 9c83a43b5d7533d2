//! Events as those who listen to a room are told them.

use std::collections::BTreeMap;

use serde_json::json;
use service::Service;

/// What words in this form are marked with: only sockets of this dialect understand them.
pub const LANGUAGE: &str = "ivschat";
/// Characters of the id of an event or error. A client drops an id that it has seen on the connection: none is ever
/// that of a message.
const ID_CHARS: usize = 12;

/// A new id.
pub(super) fn id(service: &Service) -> String {
    service.random_text(ID_CHARS)
}

/// An event with an id of its own, and its text.
pub(super) fn new(service: &Service, name: &str, attributes: &BTreeMap<&str, &str>) -> (String, Vec<u8>) {
    let id = id(service);
    let text = json!({
        "Type": "EVENT",
        "Id": id,
        "RequestId": "",
        "EventName": name,
        "SendTime": service.store().now().rfc3339(),
        "Attributes": attributes,
    });
    (id, text.to_string().into_bytes())
}

/// The event that somebody was sent out.
pub(super) fn sent_out(service: &Service, user: &str, reason: Option<&str>) -> Vec<u8> {
    let mut attributes = BTreeMap::from([("UserId", user)]);
    attributes.extend(reason.map(|reason| ("Reason", reason)));
    new(service, "aws:DISCONNECT_USER", &attributes).1
}
