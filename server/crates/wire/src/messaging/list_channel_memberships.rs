//! `GET /channels/{channelArn}/memberships`: the members of a channel.

use serde_json::{Value, json};

use super::{
    members,
    place::{self, present},
};
use crate::aws::{Answer, Call, Problem};

/// 200 `{ChannelArn, ChannelMemberships, NextToken}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let hidden = call.query("type").maybe(members::hidden)?.unwrap_or_default();
    let sub = place::sub_channel(call.query("sub-channel-id"))?;
    let (rows, after) = (place::rows(call)?, place::after(call)?);
    let found = call.wire.service.channel_members(&place.actor, place.room, (sub.id(), hidden), after, rows).await?;
    let shape = |member: &domain::channel::ChannelMember| json!({ "Member": members::identity(&member.who) });
    let shapes: Vec<Value> = found.rows.iter().map(shape).collect();
    let shape = json!({ "ChannelArn": place.arn.to_string(), "ChannelMemberships": shapes, "NextToken": found.next });
    Ok(Answer::ok(present(shape)))
}
