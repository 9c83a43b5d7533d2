//! `POST /GetRoom`: what is known of a room.

use super::room;
use crate::aws::{Answer, Call, Problem};

/// 200 with the room.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let id = room::named(call, "identifier")?;
    let record = call.wire.service.room_record(call.actor, id, room::called).await?;
    Ok(Answer::ok(room::shape(&record)))
}
