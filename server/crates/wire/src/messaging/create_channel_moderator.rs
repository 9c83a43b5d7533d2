//! `POST /channels/{channelArn}/moderators`: a manager more, of the members or anew.

use domain::RoomRole;
use serde_json::json;
use service::Seat;

use super::{members, place};
use crate::aws::{Answer, Call, Problem};

/// 201 `{ChannelArn, ChannelModerator}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let user = members::of_body(call, &place, "ChannelModeratorArn").await?;
    call.wire.service.appoint(&place.actor, place.room, user, RoomRole::Manager, Seat::default()).await?;
    let moderator = members::identity_of(call, user).await?;
    Ok(Answer::created(json!({ "ChannelArn": place.arn.to_string(), "ChannelModerator": moderator })))
}
