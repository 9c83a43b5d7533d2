//! `PUT /channels/{channelArn}`: name, mode and metadata of a channel. What is left out stays.

use serde_json::json;
use service::UpdateChannel;

use super::{create_channel, message, place};
use crate::aws::{Answer, Call, Problem};

/// 200 `{ChannelArn}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let name = call.body("Name").maybe(create_channel::name)?;
    let unrestricted = call.body("Mode").maybe(create_channel::unrestricted)?;
    let command = UpdateChannel { room: place.room, name, unrestricted, metadata: message::metadata(call)? };
    call.wire.service.update_channel(&place.actor, command).await?;
    Ok(Answer::ok(json!({ "ChannelArn": place.arn.to_string() })))
}
