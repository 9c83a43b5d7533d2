//! `DELETE /channels/{channelArn}/messages/{messageId}`: a message goes, nothing stays in its place.

use service::RemoveMessage;

use super::place;
use crate::aws::{Answer, Call, Problem};

/// 204.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let message = place::message(call)?;
    let sub = place::sub_channel(call.query("sub-channel-id"))?;
    let command =
        RemoveMessage { room: place.room, message, reason: None, note: None, key: None, sub_channel: sub.id() };
    call.wire.service.delete(&place.actor, command).await?;
    Ok(Answer::nothing())
}
