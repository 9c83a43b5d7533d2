//! `POST /accounts/{accountId}/rooms/{roomId}`: another name for a room.

use super::room::{self, Sort};
use crate::aws::{Answer, Call, Problem};

/// 200 `{Room}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let name = call.body("Name").maybe(room::name)?;
    let id = room::room(call, "roomId", Sort::Room).await?;
    if let Some(name) = name {
        call.wire.service.rename_room(call.actor, id, name).await?;
    }
    room::answer(call, id).await
}
