//! `POST /channels/{channelArn}/messages/{messageId}?operation=redact`: content and metadata of a message go, its
//! tombstone stays. A second redaction is a conflict.

use domain::Verb;
use serde_json::json;
use service::RemoveMessage;

use super::place::{self, present};
use crate::aws::{Answer, Call, Problem};

/// 200 `{ChannelArn, MessageId, SubChannelId}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let message = place::message(call)?;
    let sub = place::sub_channel(call.body("SubChannelId"))?;
    let command = RemoveMessage { sub_channel: sub.id(), ..RemoveMessage::new(place.room, message) };
    call.wire.service.redact(&place.actor, call.once(Verb::Redact, command)).await?;
    // Where it lies is looked up when the call has not said so. It is redacted by now, whatever comes of looking: if
    // somebody has deleted it since, there is nothing to tell.
    let within = match sub.id() {
        Some(_) => None,
        None => call.wire.service.message(&place.actor, place.room, message, None).await.ok().and_then(|(_, at)| at),
    };
    let shape = json!({ "ChannelArn": place.arn.to_string(), "MessageId": message, "SubChannelId": sub.shown(within) });
    Ok(Answer::ok(present(shape)))
}
