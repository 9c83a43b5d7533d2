//! `DELETE /accounts/{accountId}/rooms/{roomId}/memberships/{memberId}`: a member leaves, or is made to.

use super::{
    membership,
    room::{self, Sort},
    without_conflict,
};
use crate::aws::{Answer, Call, Problem};

/// 204.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let user = membership::member(call)?;
    let room = room::room(call, "roomId", Sort::Room).await?;
    call.wire.service.set_role(call.actor, room, user, None).await.map_err(without_conflict)?;
    Ok(Answer::nothing())
}
