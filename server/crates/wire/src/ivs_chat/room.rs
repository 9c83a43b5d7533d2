//! Rooms by the names that requests give them, and the shapes `room` and `summary`.

use domain::{Failure, RoomId};
use serde_json::{Map, Value, json};
use service::RoomRecord;

use super::settings;
use crate::aws::{BadMember, Call, Problem, arn::ChatRoom};

/// Characters of an ARN at the most.
const ARN_CHARS_MAX: usize = 128;

/// The room that a member of the body names. Whether it is there and may be seen is not known yet.
pub(super) fn named(call: &Call<'_>, member: &'static str) -> Result<RoomId, BadMember> {
    let named = call.body(member).needed()?;
    let text = named.text(1..=ARN_CHARS_MAX)?;
    of_arn(text).ok_or_else(|| named.bad("must be the ARN of a room"))
}

/// The room that the path names.
pub(super) fn tagged(call: &Call<'_>) -> Result<RoomId, BadMember> {
    let says = || BadMember { name: "resourceArn", says: "must be the ARN of a room".to_owned() };
    let text = call.label("resourceArn")?;
    if text.chars().count() > ARN_CHARS_MAX { Err(says()) } else { of_arn(text).ok_or_else(says) }
}

/// `None` when it is no ARN of a room. One with an id that cannot be an id here names nothing: the smallest one, which
/// no room has.
fn of_arn(text: &str) -> Option<RoomId> {
    if let Ok(ChatRoom(room)) = text.parse() {
        return Some(room);
    }
    let (head, id) = text.rsplit_once('/')?;
    let legal = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let ChatRoom(none) = [head, "/", &RoomId::MIN.to_string()].concat().parse().ok()?;
    legal.then_some(none)
}

/// What a room is called.
pub(super) fn called(room: RoomId) -> String {
    ChatRoom(room).to_string()
}

/// A refused text, as a problem of the request.
pub(super) fn refused(invalid: impl Into<Failure>) -> Problem {
    Problem::Failure(invalid.into())
}

/// The shape `room`.
pub(super) fn shape(record: &RoomRecord) -> Value {
    let mut shape = common(record);
    shape.insert("maximumMessageRatePerSecond".to_owned(), json!(settings::rate(&record.settings)));
    shape.insert("maximumMessageLength".to_owned(), json!(settings::length(&record.settings)));
    Value::Object(shape)
}

/// The shape `summary`: the room without its two maxima.
pub(super) fn summary(record: &RoomRecord) -> Value {
    Value::Object(common(record))
}

fn common(record: &RoomRecord) -> Map<String, Value> {
    let mut shape = Map::new();
    let mut put = |name: &str, value: Value| shape.insert(name.to_owned(), value);
    put("arn", json!(called(record.id)));
    put("id", json!(record.id));
    put("name", json!(record.name));
    put("createTime", json!(record.id.timestamp().rfc3339()));
    put("updateTime", json!(record.updated_at.rfc3339()));
    put("tags", json!(record.tags));
    put("loggingConfigurationIdentifiers", json!([]));
    if let Some(review) = settings::review(record) {
        put("messageReviewHandler", review);
    }
    shape
}
