//! `DELETE /channels/{channelArn}/memberships/{memberArn}`: ends a membership, and with it what its member watches.

use super::{members, place};
use crate::aws::{Answer, Call, Problem};

/// 204.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let sub = place::sub_channel(call.query("sub-channel-id"))?;
    let user = members::of_path(call).await?;
    call.wire.service.end_membership(&place.actor, place.room, user, sub.id()).await?;
    Ok(Answer::nothing())
}
