//! `GET /channels/{channelArn}/subchannels`: no channel is elastic here, so that none has sub-channels; its moderators are
//! told so.

use serde_json::{Value, json};

use super::place;
use crate::aws::{Answer, Call, Problem};

/// 200 `{ChannelArn, SubChannels}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    place::rows(call)?;
    place::after::<domain::kind::Room>(call)?;
    call.wire.service.moderated(&place.actor, place.room).await?;
    let none: [Value; 0] = [];
    Ok(Answer::ok(json!({ "ChannelArn": place.arn.to_string(), "SubChannels": none })))
}
