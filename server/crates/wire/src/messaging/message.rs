//! What a message carries beside its text, and the shape `ChannelMessage`.

use std::collections::HashMap;

use domain::{
    Content, UserId,
    channel::Somebody,
    view::{Body, MessageView},
};
use serde_json::{Map, Value, json};

use super::{
    members,
    place::{Moments, present},
};
use crate::aws::{BadMember, Call, Needed};

/// Bytes of a control message at the most.
const CONTROL_BYTES_MAX: usize = 30;
/// Characters of metadata at the most.
const METADATA_CHARS_MAX: usize = 1024;

/// The text of a message.
pub(super) fn content(call: &Call<'_>) -> Result<Content, BadMember> {
    let content = call.body("Content").needed()?;
    Content::new(content.text(1..=4096)?).map_err(|_| content.bad("must not be blank"))
}

/// Free text for applications.
pub(super) fn metadata(call: &Call<'_>) -> Result<Option<String>, BadMember> {
    let text = call.body("Metadata").maybe(|metadata| metadata.text(0..=METADATA_CHARS_MAX))?;
    Ok(text.map(str::to_owned))
}

/// What kind of text it is.
pub(super) fn content_type(call: &Call<'_>) -> Result<Option<String>, BadMember> {
    Ok(call.body("ContentType").maybe(|kind| kind.text(0..=45))?.map(str::to_owned))
}

/// Attributes: for each name a list of texts.
pub(super) fn attributes(attributes: Needed<'_>) -> Result<Value, BadMember> {
    let members = attributes.object()?;
    let legal = |(name, value): (&String, &Value)| {
        let texts = value.get("StringValues").and_then(Value::as_array);
        let text = |value: &Value| value.as_str().is_some_and(|text| (1..=512).contains(&text.chars().count()));
        (1..=64).contains(&name.chars().count()) && texts.is_some_and(|texts| texts.iter().all(text))
    };
    if members.iter().all(legal) {
        Ok(Value::Object(members.clone()))
    } else {
        Err(attributes.bad("must hold StringValues, lists of texts of 1 to 512 characters, by names of 1 to 64"))
    }
}

/// Whether it is a control message.
pub(super) fn is_control(message: &MessageView) -> bool {
    kept(message).get("Type").is_some_and(|kind| kind == "CONTROL")
}

/// Refuses, under a member's name, what a control message may not hold.
pub(super) fn check_control(named: &Needed<'_>, content: &Content, metadata: Option<&str>) -> Result<(), BadMember> {
    if content.as_str().len() > CONTROL_BYTES_MAX || metadata.is_some() {
        return Err(named.bad("CONTROL is for at most 30 bytes of Content, without Metadata"));
    }
    Ok(())
}

/// What was kept of a message beside its text and metadata.
pub(super) fn kept(message: &MessageView) -> Map<String, Value> {
    let more = message.extra.as_ref().and_then(|extra| extra.more.as_deref());
    let more = more.and_then(|more| serde_json::from_str(more).ok());
    match more {
        Some(Value::Object(more)) => more,
        _ => Map::new(),
    }
}

/// Everybody whom messages name.
pub(super) fn named<'m>(messages: impl IntoIterator<Item = &'m MessageView>) -> Vec<UserId> {
    let of = |message: &MessageView| [Some(message.sender.id), message.target.as_ref().map(|target| target.id)];
    messages.into_iter().flat_map(of).flatten().collect()
}

/// The shape `ChannelMessage`.
pub(super) fn whole(
    message: &MessageView,
    people: &HashMap<UserId, Somebody>,
    channel: &str,
    moments: Moments,
) -> Value {
    let mut shape = summary(message, people, moments);
    shape["ChannelArn"] = json!(channel);
    shape["Persistence"] = json!("PERSISTENT");
    shape
}

/// The shape `ChannelMessageSummary`.
pub(super) fn summary(message: &MessageView, people: &HashMap<UserId, Somebody>, moments: Moments) -> Value {
    let kept = kept(message);
    let control = kept.get("Type").and_then(Value::as_str) == Some("CONTROL");
    let (content, removed_at) = match &message.body {
        Body::Text(text) => (text.as_str(), None),
        Body::Redacted(tombstone) => ("", Some(tombstone.at)),
    };
    let sent_at = message.sent_at();
    let sender = people.get(&message.sender.id).map(members::identity);
    let target = message.target.as_ref().and_then(|target| people.get(&target.id));
    present(json!({
        "MessageId": message.id,
        "Content": content,
        "Metadata": message.extra.as_ref().and_then(|extra| extra.metadata.as_deref()),
        "Type": if control { "CONTROL" } else { "STANDARD" },
        "CreatedTimestamp": moments(sent_at),
        "LastEditedTimestamp": message.edited_at.map(moments),
        "LastUpdatedTimestamp": moments(removed_at.or(message.edited_at).unwrap_or(sent_at)),
        "Sender": sender.unwrap_or_else(|| json!({ "Name": message.sender.name })),
        "Redacted": removed_at.is_some(),
        "Status": { "Value": "SENT" },
        "MessageAttributes": kept.get("MessageAttributes").filter(|value| value.is_object()),
        "Target": target.map(|who| json!([{ "MemberArn": members::arn(who) }])),
        "ContentType": kept.get("ContentType").filter(|value| value.is_string()),
    }))
}
