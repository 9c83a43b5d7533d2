//! Tags of channels: `POST /tags?operation=tag-resource` and `?operation=untag-resource`, `GET /tags?arn=`. These calls name
//! nobody to act for: the key's own user acts.

use std::collections::BTreeMap;

use domain::RoomId;
use serde_json::{Value, json};
use service::{TAGS_MAX, TagChange, TooManyTags};

use crate::aws::{
    Answer, BadMember, Call, Member, Needed, Problem,
    arn::{AWS_ACCOUNT, Channel},
};

/// Characters of a key, and of a value, at the most.
const KEY_CHARS_MAX: usize = 128;
const VALUE_CHARS_MAX: usize = 256;

/// What a channel is called as something that has tags: by its id, whatever name it is found by.
pub(super) fn called(room: RoomId) -> String {
    format!("arn:aws:chime:us-east-1:{AWS_ACCOUNT}:channel/{room}")
}

/// Tags as a request gives them.
pub(super) fn tags(named: Needed<'_>) -> Result<BTreeMap<String, String>, BadMember> {
    let tag = |tag: Needed<'_>| {
        let key = tag.member("Key")?.needed()?.text(1..=KEY_CHARS_MAX)?;
        let value = tag.member("Value")?.needed()?.text(1..=VALUE_CHARS_MAX)?;
        Ok((key.to_owned(), value.to_owned()))
    };
    Ok(named.list(1..=TAGS_MAX, tag)?.into_iter().collect())
}

/// The channel that a call is about. One that is not there has the smallest id, which no room has.
async fn channel(call: &Call<'_>, arn: Member<'_>) -> Result<RoomId, Problem> {
    let arn: Channel = arn.needed()?.parse("must be the ARN of a channel")?;
    Ok(call.wire.service.find_room(arn.instance.0, &arn.name).await?.unwrap_or(RoomId::MIN))
}

/// 204.
pub(super) async fn tag(call: &Call<'_>) -> Result<Answer, Problem> {
    let room = channel(call, call.body("ResourceARN")).await?;
    let named = call.body("Tags").needed()?;
    let change = TagChange::Put(tags(named)?);
    match call.wire.service.change_tags(call.actor, room, called, change).await? {
        Ok(()) => Ok(Answer::nothing()),
        Err(TooManyTags) => {
            let says = format!("would be more than {TAGS_MAX} on this channel: take some away first");
            Err(Problem::OverLimit(named.bad(says)))
        }
    }
}

/// 204.
pub(super) async fn untag(call: &Call<'_>) -> Result<Answer, Problem> {
    let room = channel(call, call.body("ResourceARN")).await?;
    let keys = call.body("TagKeys").needed()?.list(1..=TAGS_MAX, |key| key.text(1..=KEY_CHARS_MAX))?;
    let change = TagChange::Take(keys.into_iter().map(str::to_owned).collect());
    // To take some away never makes too many.
    let _ = call.wire.service.change_tags(call.actor, room, called, change).await?;
    Ok(Answer::nothing())
}

/// 200 `{Tags}`.
pub(super) async fn list(call: &Call<'_>) -> Result<Answer, Problem> {
    let room = channel(call, call.query("arn")).await?;
    let record = call.wire.service.room_record(call.actor, room, called).await?;
    let tags: Vec<Value> = record.tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    Ok(Answer::ok(json!({ "Tags": tags })))
}
