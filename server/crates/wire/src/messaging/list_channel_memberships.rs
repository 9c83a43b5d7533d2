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
    let types = [("DEFAULT", false), ("HIDDEN", true)];
    let hidden = call.query("type").maybe(|kind| kind.choice(&types))?.unwrap_or_default();
    place::sub_channel(call.query("sub-channel-id"))?;
    let (rows, after) = (place::rows(call)?, place::after(call)?);
    let found = call.wire.service.channel_members(&place.actor, place.room, after, rows).await?;
    let shape = |member: &domain::channel::ChannelMember| json!({ "Member": members::identity(&member.who) });
    // There are no hidden members.
    let shapes: Vec<Value> = found.rows.iter().filter(|_| !hidden).map(shape).collect();
    let next = found.next.filter(|_| !hidden);
    let shape = json!({ "ChannelArn": place.arn.to_string(), "ChannelMemberships": shapes, "NextToken": next });
    Ok(Answer::ok(present(shape)))
}
