//! `POST /UpdateRoom`: another name, other settings.

use super::{room, settings};
use crate::aws::{Answer, Call, Problem};

/// 200 with the room.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let id = room::named(call, "identifier")?;
    let (name, settings) = (settings::name(call)?, settings::read(call)?);
    let service = &call.wire.service;
    service.change_record(call.actor, id, name, settings).await?;
    let record = service.room_record(call.actor, id, room::called).await?;
    Ok(Answer::ok(room::shape(&record)))
}
