//! `POST /SendEvent`: tells all who listen to a room something that is kept nowhere.

use serde_json::json;

use super::{event, room};
use crate::aws::{Answer, Call, Problem};

/// Bytes of all attributes together, names and values.
const ATTRIBUTE_BYTES_MAX: usize = 1024;

/// 200 `{id}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let room = room::named(call, "roomIdentifier")?;
    let name = call.body("eventName").needed()?.text(1..=100)?;
    let attributes = call.body("attributes").maybe(|attributes| {
        let texts = attributes.texts()?;
        let bytes: usize = texts.iter().map(|(name, value)| name.len() + value.len()).sum();
        let fits = bytes <= ATTRIBUTE_BYTES_MAX;
        if fits {
            Ok(texts)
        } else {
            Err(attributes.bad("must have 1024 bytes at the most, names and values together"))
        }
    })?;
    let (id, text) = event::new(call, name, &attributes.unwrap_or_default());
    call.wire.service.announce(call.actor, room, event::LANGUAGE, text).await?;
    Ok(Answer::ok(json!({ "id": id })))
}
