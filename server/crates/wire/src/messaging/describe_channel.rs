//! `GET /channels/{channelArn}`: what is known of a channel.

use serde_json::json;

use super::place;
use crate::aws::{Answer, Call, Problem};

/// 200 `{Channel}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let channel = call.wire.service.channel(&place.actor, place.room).await?;
    let by: Vec<_> = channel.created_by.into_iter().collect();
    let people = call.wire.service.somebodies(&by).await?;
    Ok(Answer::ok(json!({ "Channel": place::whole(&channel, &people, place::seconds) })))
}
