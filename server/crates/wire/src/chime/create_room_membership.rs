//! `POST /accounts/{accountId}/rooms/{roomId}/memberships`: one more person in a room.

use domain::{RoomRole, UserId};

use super::{
    membership,
    room::{self, Sort},
};
use crate::aws::{Answer, BadMember, Call, Member, Needed, Problem};

/// 201 `{RoomMembership}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let user = whom(call.body("MemberId"))?.parse().unwrap_or(UserId::MIN);
    let role = membership::role(call.body("Role"))?.unwrap_or(RoomRole::Member);
    let room = room::room(call, "roomId", Sort::Room).await?;
    call.wire.service.add_new_member(call.actor, room, user, role).await?;
    membership::body(call, room, user).await.map(Answer::created)
}

/// Whom a member names, not blank.
pub(super) fn whom(whom: Member<'_>) -> Result<&str, BadMember> {
    whom.needed().and_then(not_blank)
}

/// A text that is not blank.
pub(super) fn not_blank(text: Needed<'_>) -> Result<&str, BadMember> {
    within(text, usize::MAX)
}

/// Likewise, of so many characters at the most.
pub(super) fn within(text: Needed<'_>, chars_max: usize) -> Result<&str, BadMember> {
    let said = text.text(1..=chars_max)?;
    if said.trim().is_empty() { Err(text.bad("must not be blank")) } else { Ok(said) }
}
