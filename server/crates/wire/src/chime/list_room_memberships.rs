//! `GET /accounts/{accountId}/rooms/{roomId}/memberships`: who is in a room.

use serde_json::Value;

use super::{
    membership, page,
    room::{self, Sort},
};
use crate::aws::{Answer, Call, Problem};

/// Rows of a page at the most.
const ROWS_MAX: u32 = 99;

/// 200 `{RoomMemberships, NextToken}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let part = page::part(call, ROWS_MAX)?;
    let room = room::room(call, "roomId", Sort::Room).await?;
    let listed = call.wire.service.listed_members(call.actor, room, part).await?;
    let shape = |member: &_| -> Value { membership::shape(room, member) };
    Ok(Answer::ok(page::body("RoomMemberships", &listed, shape)))
}
