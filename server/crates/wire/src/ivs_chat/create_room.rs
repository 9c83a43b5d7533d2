//! `POST /CreateRoom`: a room of the caller's account, which the caller owns.

use super::{room, settings, tag_resource};
use crate::aws::{Answer, Call, Problem};

/// 200 with the room.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let (name, settings) = (settings::new_name(call)?, settings::read(call)?);
    let tags = call.body("tags").maybe(tag_resource::tags)?.unwrap_or_default();
    let made = call.wire.service.create_record(call.actor, name, settings, tags, room::called).await?;
    Ok(Answer::ok(room::shape(&made)))
}
