//! `DELETE /accounts/{accountId}/rooms/{roomId}`: a room goes with all that is in it.

use super::room::{self, Sort};
use crate::aws::{Answer, Call, Problem};

/// 204.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let id = room::room(call, "roomId", Sort::Room).await?;
    call.wire.service.delete_room(call.actor, id).await?;
    Ok(Answer::nothing())
}
