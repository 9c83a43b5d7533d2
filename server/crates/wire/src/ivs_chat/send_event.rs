//! `POST /SendEvent`: tells all who listen to a room something that is kept nowhere.

use serde_json::json;

use super::{attributes, event, room};
use crate::aws::{Answer, Call, Problem};

/// What the names of the server's own events begin with: clients take a message away, or leave, when they hear some.
const OWN: [&str; 2] = ["aws:", "roomkeeper:"];

/// 200 `{id}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let room = room::named(call, "roomIdentifier")?;
    let named = call.body("eventName").needed()?;
    let name = named.text(1..=100)?;
    if OWN.iter().any(|own| name.starts_with(own)) {
        return Err(named.bad("must not begin with aws: or roomkeeper:, as only what the server itself tells").into());
    }
    let attributes = attributes::read(call.body("attributes"))?;
    let (id, text) = event::new(&call.wire.service, name, &attributes);
    call.wire.service.announce(call.actor, room, event::LANGUAGE, text).await?;
    Ok(Answer::ok(json!({ "id": id })))
}
