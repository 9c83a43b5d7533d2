//! `POST /accounts/{accountId}/rooms/{roomId}/memberships?operation=batch-create`: several more people in a room, each
//! for itself.

use domain::{Denial, Failure, RoomRole, Thing, UserId};
use serde_json::{Value, json};

use super::{
    create_room_membership::whom,
    membership,
    room::{self, Sort},
};
use crate::aws::{Answer, Call, Problem, chime_errors};

/// People at the most.
const PEOPLE_MAX: usize = 50;

/// 201 `{Errors}`, of those who could not be added.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let items = call.body("MembershipItemList").needed()?.list(0..=PEOPLE_MAX, |item| {
        let role = membership::role(item.member("Role")?)?.unwrap_or(RoomRole::Member);
        Ok((whom(item.member("MemberId")?)?, role))
    })?;
    let room = room::room(call, "roomId", Sort::Room).await?;
    // Nobody is found by the smallest id: of a list of nobody there is told what any list would be told of the room.
    if items.is_empty()
        && let Err(failure) = call.wire.service.add_new_member(call.actor, room, UserId::MIN, RoomRole::Member).await
        && concerns_all(&failure)
    {
        return Err(failure.into());
    }
    let mut errors: Vec<Value> = Vec::new();
    for (at, (member, role)) in items.into_iter().enumerate() {
        let user = member.parse().unwrap_or(UserId::MIN);
        match call.wire.service.add_new_member(call.actor, room, user, role).await {
            Ok(()) => {}
            // Nothing was done yet, and the rest would fare no better.
            Err(failure) if at == 0 && concerns_all(&failure) => return Err(failure.into()),
            Err(failure) => errors.push(json!({
                "MemberId": member,
                "ErrorCode": chime_errors::kind_of(&failure).code(),
                "ErrorMessage": failure.to_string(),
            })),
        }
    }
    Ok(Answer::created(json!({ "Errors": errors })))
}

/// Whether it is about whoever asks, not about the person to be added.
fn concerns_all(failure: &Failure) -> bool {
    // A manager adds members, if not administrators.
    !matches!(
        failure,
        Failure::Denied(Denial::NotAnOwner { .. }) | Failure::NotFound(Thing::User) | Failure::Conflict(_)
    )
}
