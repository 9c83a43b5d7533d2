//! `GET /channels/{channelArn}/memberships/{memberArn}`: one member of a channel.

use serde_json::json;

use super::{
    members,
    place::{self, present},
};
use crate::aws::{Answer, Call, Problem};

/// 200 `{ChannelMembership}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let sub = place::sub_channel(call.query("sub-channel-id"))?;
    let user = members::of_path(call).await?;
    let member = call.wire.service.channel_member(&place.actor, place.room, user, sub.id()).await?;
    let mut membership = members::membership(&place.arn.to_string(), &member, place::seconds);
    membership["SubChannelId"] = sub.shown(member.sub_channel);
    Ok(Answer::ok(json!({ "ChannelMembership": present(membership) })))
}
