//! `GET /channels/{channelArn}/messages/{messageId}`: one message.

use serde_json::json;

use super::{
    message,
    place::{self, present},
};
use crate::aws::{Answer, Call, Problem};

/// 200 `{ChannelMessage}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let id = place::message(call)?;
    let sub = place::sub_channel(call.query("sub-channel-id"))?;
    let (found, within) = call.wire.service.message(&place.actor, place.room, id, sub.id()).await?;
    let people = call.wire.service.somebodies(&message::named([&found])).await?;
    let mut shape = message::whole(&found, &people, &place.arn.to_string(), place::seconds);
    shape["SubChannelId"] = sub.shown(within);
    Ok(Answer::ok(json!({ "ChannelMessage": present(shape) })))
}
