//! `DELETE /channels/{channelArn}`: a channel goes with all that is in it, for good.

use super::place;
use crate::aws::{Answer, Call, Problem};

/// 204.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    place::sub_channel(call.query("sub-channel-id"))?;
    call.wire.service.delete_room(&place.actor, place.room).await?;
    Ok(Answer::nothing())
}
