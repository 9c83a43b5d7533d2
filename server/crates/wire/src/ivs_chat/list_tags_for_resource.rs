//! `GET /tags/{resourceArn}`: the tags of a room.

use serde_json::json;

use super::room;
use crate::aws::{Answer, Call, Problem};

/// 200 `{tags}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let id = room::tagged(call)?;
    let record = call.wire.service.room_record(call.actor, id, room::called).await?;
    Ok(Answer::ok(json!({ "tags": record.tags })))
}
