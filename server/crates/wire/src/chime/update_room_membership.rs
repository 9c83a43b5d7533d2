//! `POST /accounts/{accountId}/rooms/{roomId}/memberships/{memberId}`: another role for a member.

use domain::RoomRole;

use super::{
    membership,
    room::{self, Sort},
    without_conflict,
};
use crate::aws::{Answer, Call, Problem};

/// 200 `{RoomMembership}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let role = membership::role(call.body("Role"))?;
    let user = membership::member(call)?;
    let room = room::room(call, "roomId", Sort::Room).await?;
    if let Some(role) = role {
        let held = call.wire.service.listed_member(call.actor, room, user).await?.role;
        // An owner is an administrator already, and stays one.
        let role = if role == RoomRole::Manager && held == RoomRole::Owner { held } else { role };
        call.wire.service.set_role(call.actor, room, user, Some(role)).await.map_err(without_conflict)?;
    }
    membership::answer(call, room, user).await
}
