//! `DELETE /channels/{channelArn}/messages/{messageId}`: a message goes, nothing stays in its place.

use domain::Verb;
use service::RemoveMessage;

use super::place;
use crate::aws::{Answer, Call, Problem};

/// 204.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let message = place::message(call)?;
    let sub = place::sub_channel(call.query("sub-channel-id"))?;
    let command = RemoveMessage { sub_channel: sub.id(), ..RemoveMessage::new(place.room, message) };
    call.wire.service.delete(&place.actor, call.once(Verb::Delete, command)).await?;
    Ok(Answer::nothing())
}
