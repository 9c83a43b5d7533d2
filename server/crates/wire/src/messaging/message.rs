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
/// Bytes of all attributes of a message together, written as JSON. The model bounds each of them, and neither how many
/// there are nor all of them; whoever listens is sent them with the message.
const ATTRIBUTES_BYTES_MAX: usize = 16 * 1024;

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

/// Attributes: for each name a list of texts, or none. What the model does not know is left out, as everywhere.
pub(super) fn attributes(attributes: Needed<'_>) -> Result<Value, BadMember> {
    let mut kept = Map::new();
    for (name, value) in attributes.object()?.iter().filter(|(_, value)| !value.is_null()) {
        let texts = value.as_object().map(string_values);
        let Some(Ok(texts)) = texts.filter(|_| (1..=64).contains(&name.chars().count())) else {
            return Err(
                attributes.bad("must hold StringValues, lists of texts of 1 to 512 characters, by names of 1 to 64")
            );
        };
        let texts = texts.map(|texts| ("StringValues".to_owned(), json!(texts)));
        kept.insert(name.clone(), Value::Object(texts.into_iter().collect()));
    }
    let kept = Value::Object(kept);
    if kept.to_string().len() <= ATTRIBUTES_BYTES_MAX {
        Ok(kept)
    } else {
        Err(attributes.bad(format!("must have {ATTRIBUTES_BYTES_MAX} bytes at the most, written as JSON")))
    }
}

/// The texts of an attribute, if it has any.
fn string_values(attribute: &Map<String, Value>) -> Result<Option<Vec<&str>>, NoTexts> {
    match attribute.get("StringValues") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(texts)) => {
            let texts: Option<Vec<&str>> = texts.iter().map(Value::as_str).collect();
            let legal = |texts: &Vec<&str>| texts.iter().all(|text| (1..=512).contains(&text.chars().count()));
            texts.filter(legal).map(Some).ok_or(NoTexts)
        }
        Some(_) => Err(NoTexts),
    }
}

/// It is no list of texts as the model has them.
#[derive(Debug, Clone, Copy)]
struct NoTexts;

/// Whether it is a control message.
pub(super) fn is_control(message: &MessageView) -> bool {
    kept(message).get("Type").is_some_and(|kind| kind == "CONTROL")
}

/// Refuses, under a member's name, what a control message may not hold.
pub(super) fn check_control(named: &Needed<'_>, content: &Content, metadata: Option<&str>) -> Result<(), BadMember> {
    if content.as_str().len() > CONTROL_BYTES_MAX || metadata.is_some_and(|metadata| !metadata.is_empty()) {
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
