//! Events as those who listen to a room are told them.

use std::collections::BTreeMap;

use serde_json::json;

use crate::aws::Call;

/// What words in this form are marked with: only sockets of this dialect understand them.
pub(super) const LANGUAGE: &str = "ivschat";
/// Characters of the id of an event.
const ID_CHARS: usize = 12;

/// An event with an id of its own, and its text.
pub(super) fn new(call: &Call<'_>, name: &str, attributes: &BTreeMap<&str, &str>) -> (String, Vec<u8>) {
    let id = call.wire.service.random_text(ID_CHARS);
    let text = json!({
        "Type": "EVENT",
        "Id": id,
        "RequestId": "",
        "EventName": name,
        "SendTime": call.wire.service.store().now().rfc3339(),
        "Attributes": attributes,
    });
    (id, text.to_string().into_bytes())
}
