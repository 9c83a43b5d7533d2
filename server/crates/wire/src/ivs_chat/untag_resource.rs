//! `DELETE /tags/{resourceArn}?tagKeys=…&tagKeys=…`: takes tags from a room.

use service::{TAGS_MAX, TagChange};

use super::{room, tag_resource::KEY_CHARS_MAX};
use crate::aws::{Answer, Call, Problem};

/// 200 `{}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let id = room::tagged(call)?;
    let keys = call.query("tagKeys").needed()?.list(0..=TAGS_MAX, |key| key.text(1..=KEY_CHARS_MAX))?;
    let change = TagChange::Take(keys.into_iter().map(str::to_owned).collect());
    // To take some away never makes too many.
    let _ = call.wire.service.change_tags(call.actor, id, room::called, change).await?;
    Ok(Answer::done())
}
