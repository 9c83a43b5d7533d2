//! The shape `RoomMembership`, and its roles: owners and managers are administrators there.

use domain::{ClientKey, RoomId, RoomRole, UserId};
use serde_json::{Value, json};
use service::ListedMember;

use super::present;
use crate::aws::{Answer, BadMember, Call, Member, Problem};

/// The role that a member says: an administrator is made a manager.
pub(super) fn role(role: Member<'_>) -> Result<Option<RoomRole>, BadMember> {
    role.maybe(|role| role.choice(&[("Administrator", RoomRole::Manager), ("Member", RoomRole::Member)]))
}

/// The member that a path names. What is no id names nobody.
pub(super) fn member(call: &Call<'_>) -> Result<UserId, BadMember> {
    Ok(call.label("memberId")?.parse().unwrap_or(UserId::MIN))
}

/// `{RoomMembership}` of a member as it is now.
pub(super) async fn body(call: &Call<'_>, room: RoomId, user: UserId) -> Result<Value, Problem> {
    let member = call.wire.service.listed_member(call.actor, room, user).await?;
    Ok(json!({ "RoomMembership": shape(room, &member) }))
}

/// 200 `{RoomMembership}`.
pub(super) async fn answer(call: &Call<'_>, room: RoomId, user: UserId) -> Result<Answer, Problem> {
    body(call, room, user).await.map(Answer::ok)
}

/// The shape `RoomMembership`.
pub(super) fn shape(room: RoomId, member: &ListedMember) -> Value {
    let role = match member.role {
        RoomRole::Owner | RoomRole::Manager => "Administrator",
        RoomRole::Member => "Member",
    };
    let person = present(json!({
        "MemberId": member.user,
        "MemberType": "User",
        "Email": member.email,
        "FullName": member.name,
        "AccountId": ClientKey(member.account).to_string(),
    }));
    present(json!({
        "RoomId": room,
        "Member": person,
        "Role": role,
        "InvitedBy": member.added_by,
        "UpdatedTimestamp": member.changed_at.rfc3339(),
    }))
}
