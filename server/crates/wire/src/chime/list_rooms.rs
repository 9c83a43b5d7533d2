//! `GET /accounts/{accountId}/rooms`: the rooms and channels of an account that the caller can see, of which somebody is
//! a member if the query names one.

use domain::UserId;

use super::{create_room_membership::not_blank, page, room};
use crate::aws::{Answer, Call, Problem};

/// Rows of a page at the most.
const ROWS_MAX: u32 = 99;

/// 200 `{Rooms, NextToken}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let account = room::account(call)?;
    let part = page::part(call, ROWS_MAX)?;
    let member = call.query("member-id").maybe(not_blank)?;
    // What is no id names nobody, who is in no room.
    let member = member.map(|member| member.parse().unwrap_or(UserId::MIN));
    let listed = call.wire.service.listed_rooms(call.actor, account, member, part).await?;
    Ok(Answer::ok(page::body("Rooms", &listed, room::shape)))
}
