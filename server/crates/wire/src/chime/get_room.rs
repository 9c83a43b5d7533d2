//! `GET /accounts/{accountId}/rooms/{roomId}`: what is known of a room.

use super::room::{self, Sort};
use crate::aws::{Answer, Call, Problem};

/// 200 `{Room}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let id = room::room(call, "roomId", Sort::Room).await?;
    room::answer(call, id).await
}
