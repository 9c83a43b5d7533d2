//! `POST /channels/{channelArn}/memberships`: a member more.

use domain::RoomRole;
use serde_json::json;
use service::Seat;

use super::{
    members,
    place::{self, present},
};
use crate::aws::{Answer, Call, Problem};

/// 201 `{ChannelArn, Member, SubChannelId}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let hidden = members::hidden(call.body("Type").needed()?)?;
    let sub = place::sub_channel(call.body("SubChannelId"))?;
    let user = members::of_body(call, &place, "MemberArn").await?;
    let seat = Seat { hidden, sub_channel: sub.id() };
    let found = call.wire.service.appoint(&place.actor, place.room, user, RoomRole::Member, seat).await?;
    let member = members::identity_of(call, user).await?;
    let shape = json!({ "ChannelArn": place.arn.to_string(), "Member": member, "SubChannelId": sub.shown(found) });
    Ok(Answer::created(present(shape)))
}
