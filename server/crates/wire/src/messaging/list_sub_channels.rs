//! `GET /channels/{channelArn}/subchannels`: the sub-channels of an elastic channel, for its moderators. Any other channel
//! has none.

use domain::channel::SubChannel;
use serde_json::{Value, json};

use super::place::{self, present};
use crate::aws::{Answer, Call, Problem};

/// 200 `{ChannelArn, SubChannels, NextToken}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let (rows, after) = (place::rows(call)?, place::after(call)?);
    let found = call.wire.service.sub_channels(&place.actor, place.room, after, rows).await?;
    let shape = |sub: &SubChannel| json!({ "SubChannelId": sub.id, "MembershipCount": sub.members });
    let shapes: Vec<Value> = found.rows.iter().map(shape).collect();
    let shape = json!({ "ChannelArn": place.arn.to_string(), "SubChannels": shapes, "NextToken": found.next });
    Ok(Answer::ok(present(shape)))
}
