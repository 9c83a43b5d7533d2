//! `POST /channels/{channelArn}/memberships`: a member more.

use domain::RoomRole;
use serde_json::json;

use super::{
    members,
    place::{self, present},
};
use crate::aws::{Answer, Call, Problem};

/// 201 `{ChannelArn, Member, SubChannelId}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    members::kind(call.body("Type").needed()?)?;
    let sub = place::sub_channel(call.body("SubChannelId"))?;
    let user = members::of_body(call, &place, "MemberArn").await?;
    let done = call.wire.service.appoint(&place.actor, place.room, vec![user], RoomRole::Member).await?;
    done.into_iter().collect::<Result<(), _>>()?;
    let member = members::identity_of(call, user).await?;
    let shape = json!({ "ChannelArn": place.arn.to_string(), "Member": member, "SubChannelId": sub });
    Ok(Answer::created(present(shape)))
}
