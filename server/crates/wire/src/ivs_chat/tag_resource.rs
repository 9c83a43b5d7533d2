//! `POST /tags/{resourceArn}`: puts tags on a room.

use std::collections::BTreeMap;

use service::{TAGS_MAX, TagChange};

use super::room;
use crate::aws::{Answer, BadMember, Call, Needed, Problem};

/// Characters of a key, and of a value, at the most.
pub(super) const KEY_CHARS_MAX: usize = 128;
const VALUE_CHARS_MAX: usize = 256;

/// 200 `{}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let id = room::tagged(call)?;
    let named = call.body("tags").needed()?;
    let change = TagChange::Put(tags(named)?);
    match call.wire.service.change_tags(call.actor, id, room::called, change).await? {
        Ok(()) => Ok(Answer::done()),
        Err(service::TooManyTags) => {
            Err(named.bad(format!("would be more than {TAGS_MAX} on this room: take some away first")).into())
        }
    }
}

/// Tags as a request gives them.
pub(super) fn tags(named: Needed<'_>) -> Result<BTreeMap<String, String>, BadMember> {
    let tags = named.texts()?;
    if tags.len() > TAGS_MAX {
        return Err(named.bad(format!("must have 0 to {TAGS_MAX} entries")));
    }
    for (key, value) in &tags {
        if !(1..=KEY_CHARS_MAX).contains(&key.chars().count()) {
            return Err(named.bad(format!("must have keys of 1 to {KEY_CHARS_MAX} characters")));
        }
        if value.chars().count() > VALUE_CHARS_MAX {
            return Err(named.bad(format!("must have values of 0 to {VALUE_CHARS_MAX} characters")));
        }
    }
    Ok(tags.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
}
