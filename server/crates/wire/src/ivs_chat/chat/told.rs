//! What happens in a room, as frames of the messaging socket: MESSAGE, EVENT and ERROR, with all the members that its
//! client drops a frame without.

use axum::body::Bytes;
use domain::{
    Event, EventKind, MessageId, Timestamp,
    view::{Body, MessageView},
};
use serde_json::{Map, Value, json};

use super::asked::Refused;

/// Somebody as frames name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sender {
    /// `UserId`.
    pub(super) name: String,
    /// What is said of them.
    pub(super) attributes: Value,
}

impl Sender {
    /// The shape `Sender`.
    pub(super) fn shape(&self) -> Value {
        json!({ "UserId": self.name, "Attributes": self.attributes })
    }
}

/// What is kept of a message beside its text, for when it is told. It goes with the text.
pub(super) fn kept(attributes: &Value, sender: &Sender) -> String {
    json!({ "Attributes": attributes, "Sender": sender.shape() }).to_string()
}

/// What was kept beside a message, by this dialect or another.
fn beside(message: &MessageView) -> Option<Value> {
    serde_json::from_str(message.extra.as_ref()?.more.as_deref()?).ok()
}

/// Only texts: a client drops a frame with any other attribute.
fn texts(value: Option<&Value>) -> Value {
    let members = value.and_then(Value::as_object).into_iter().flatten();
    members.filter(|(_, value)| value.is_string()).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The sender as it was kept when the message came through this very socket.
pub(super) fn kept_sender(message: &MessageView) -> Option<Sender> {
    let sender = beside(message)?.get_mut("Sender")?.take();
    let name = sender.get("UserId")?.as_str()?.to_owned();
    Some(Sender { name, attributes: texts(sender.get("Attributes")) })
}

/// A message. `None` for one whose text has gone.
pub(super) fn message(message: &MessageView, sender: &Sender) -> Option<Bytes> {
    let Body::Text(content) = &message.body else { return None };
    let attributes = texts(beside(message).as_ref().and_then(|beside| beside.get("Attributes")));
    Some(bytes(&json!({
        "Type": "MESSAGE",
        "Id": message.id,
        "RequestId": "",
        "Content": content,
        "Attributes": attributes,
        "SendTime": message.sent_at().rfc3339(),
        "Sender": sender.shape(),
    })))
}

/// What happened to a message or the room; `None` for what this dialect has no word for.
pub(super) fn event(event: &Event, id: impl FnOnce() -> String) -> Option<Bytes> {
    let (name, attributes) = match &event.kind {
        EventKind::Redacted { message, tombstone } => {
            (DELETED, about(*message, [("Reason", tombstone.reason.clone())]))
        }
        EventKind::Deleted { message, reason, .. } => (DELETED, about(*message, [("Reason", reason.clone())])),
        // There is no word for an edit, and a message with an id that was there before is dropped.
        EventKind::Edited { message } => {
            let Body::Text(content) = &message.body else { return None };
            ("roomkeeper:EDIT", about(message.id, [("Content", Some(content.clone()))]))
        }
        EventKind::Purged { through, count, reason, .. } => {
            let mut attributes = Map::new();
            attributes.insert("Through".to_owned(), json!(through));
            attributes.insert("Count".to_owned(), json!(count.to_string()));
            attributes.extend(reason.clone().map(|reason| ("Reason".to_owned(), json!(reason))));
            ("roomkeeper:PURGE", attributes)
        }
        EventKind::Sent { .. }
        | EventKind::RoleChanged { .. }
        | EventKind::Renamed { .. }
        | EventKind::Archived { .. }
        | EventKind::PolicyChanged { .. }
        | EventKind::Imported
        | EventKind::Gone => return None,
    };
    Some(written(name, attributes, event.at, &id()))
}

/// The deletion of one message among the many of a purge.
pub(super) fn deletion(message: MessageId, at: Timestamp, reason: Option<&str>, id: &str) -> Bytes {
    written(DELETED, about(message, [("Reason", reason.map(str::to_owned))]), at, id)
}

const DELETED: &str = "aws:DELETE_MESSAGE";

/// Both spellings: the client reads the first, its documentation says the second.
fn about<const N: usize>(message: MessageId, more: [(&str, Option<String>); N]) -> Map<String, Value> {
    let mut attributes = Map::new();
    attributes.insert("MessageID".to_owned(), json!(message));
    attributes.insert("MessageId".to_owned(), json!(message));
    attributes.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?)))));
    attributes
}

fn written(name: &str, attributes: Map<String, Value>, at: Timestamp, id: &str) -> Bytes {
    bytes(&json!({
        "Type": "EVENT",
        "Id": id,
        "RequestId": "",
        "EventName": name,
        "SendTime": at.rfc3339(),
        "Attributes": attributes,
    }))
}

/// What was not done, and why.
pub(super) fn error(refused: &Refused, request: &str, id: &str) -> Bytes {
    bytes(&json!({
        "Type": "ERROR",
        "Id": id,
        "RequestId": request,
        "ErrorCode": refused.code,
        "ErrorMessage": refused.says,
    }))
}

/// The same frame, as the answer to a request.
pub(super) fn answering(frame: &Bytes, request: &str) -> Bytes {
    match serde_json::from_slice::<Value>(frame) {
        Ok(mut value) => {
            value["RequestId"] = json!(request);
            bytes(&value)
        }
        Err(_) => frame.clone(),
    }
}

/// The id of a frame.
pub(super) fn id_of(frame: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(frame).ok()?;
    Some(value.get("Id")?.as_str()?.to_owned())
}

fn bytes(value: &Value) -> Bytes {
    value.to_string().into()
}

#[cfg(test)]
mod tests {
    use domain::{
        EventNumber, UserId,
        view::{Extra, PersonRef, RemovedBy, Tombstone},
    };

    use super::*;

    const MESSAGE: MessageId = MessageId::from_raw(77);

    fn view(more: Option<&str>) -> MessageView {
        let extra = more.map(|more| Box::new(Extra { metadata: None, more: Some(more.to_owned()) }));
        let sender = PersonRef { id: UserId::MIN, name: "Bob".to_owned() };
        let body = Body::Text("hi".to_owned());
        MessageView { id: MESSAGE, sender, target: None, body, reply_to: None, edited_at: None, revision: 1, extra }
    }

    fn bob() -> Sender {
        Sender { name: "bob".to_owned(), attributes: json!({"displayName": "Bob"}) }
    }

    fn read(frame: &Bytes) -> Value {
        serde_json::from_slice(frame).unwrap()
    }

    #[test]
    fn a_message_has_all_that_its_client_reads() {
        let more = kept(&json!({"k": "v"}), &bob());
        let view = view(Some(&more));
        assert_eq!(kept_sender(&view), Some(bob()));
        let frame = message(&view, &bob()).unwrap();
        let time = MESSAGE.timestamp().rfc3339();
        let expected = json!({
            "Type": "MESSAGE", "Id": "00000000001F", "RequestId": "", "Content": "hi", "Attributes": {"k": "v"},
            "SendTime": time, "Sender": {"UserId": "bob", "Attributes": {"displayName": "Bob"}},
        });
        let mut told = read(&frame);
        assert_eq!(told["Id"].as_str().map(str::len), Some(12));
        told["Id"] = expected["Id"].clone();
        assert_eq!(told, expected);
        assert_eq!(read(&answering(&frame, "r-1"))["RequestId"], "r-1");
    }

    #[test]
    fn what_other_dialects_kept_never_makes_a_client_drop_the_frame() {
        for more in [None, Some("no JSON"), Some("[]"), Some(r#"{"Attributes":{"a":1,"b":"c"},"Sender":{"UserId":7}}"#)]
        {
            let view = view(more);
            assert_eq!(kept_sender(&view), None, "{more:?}");
            let told = read(&message(&view, &bob()).unwrap());
            let texts = told["Attributes"].as_object().unwrap();
            assert!(texts.values().all(Value::is_string), "{told}");
        }
    }

    #[test]
    fn a_removal_names_the_message_twice_and_has_an_id_of_its_own() {
        let at = Timestamp::from_millis(1_700_000_000_000);
        let reason = Some("why".to_owned());
        let tombstone = Tombstone { by: RemovedBy::Moderator, at, reason: reason.clone() };
        for kind in [
            EventKind::Redacted { message: MESSAGE, tombstone },
            EventKind::Deleted { message: MESSAGE, by: RemovedBy::Moderator, reason },
        ] {
            let told = read(&event(&Event { number: EventNumber(1), at, kind }, || "id".to_owned()).unwrap());
            assert_eq!(
                (&told["Type"], &told["EventName"], &told["Id"]),
                (&json!("EVENT"), &json!(DELETED), &json!("id"))
            );
            assert_eq!(told["SendTime"], at.rfc3339());
            let named = json!(MESSAGE);
            assert_eq!(told["Attributes"], json!({"MessageID": named, "MessageId": named, "Reason": "why"}));
        }
    }

    #[test]
    fn an_error_code_is_a_number() {
        let told = read(&error(&Refused::new(413, "Too long."), "r", "id"));
        let expected =
            json!({"Type": "ERROR", "Id": "id", "RequestId": "r", "ErrorCode": 413, "ErrorMessage": "Too long."});
        assert_eq!(told, expected);
    }
}
