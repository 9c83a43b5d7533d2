//! `POST /SendEvent`: tells all who listen to a room something that is kept nowhere.

use serde_json::json;

use super::{attributes, event, room};
use crate::aws::{Answer, Call, Problem};

/// 200 `{id}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let room = room::named(call, "roomIdentifier")?;
    let name = call.body("eventName").needed()?.text(1..=100)?;
    let attributes = attributes::read(call.body("attributes"))?;
    let (id, text) = event::new(&call.wire.service, name, &attributes);
    call.wire.service.announce(call.actor, room, event::LANGUAGE, text).await?;
    Ok(Answer::ok(json!({ "id": id })))
}
