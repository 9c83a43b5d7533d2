//! Rooms and conversations by the path that names them, and the members of the shape `Room`.

use domain::{AccountId, ClientKey, Failure, RoomId, RoomKind, RoomName, Thing, limits};
use serde_json::{Value, json};
use service::ListedRoom;

use super::present;
use crate::aws::{Answer, BadMember, Call, Needed, Problem};

/// Which kinds a path can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// `/rooms/…`: everything that has a name of its own.
    Room,
    /// `/conversations/…`.
    Conversation,
}

/// The account that a path names: the id of one, or twelve zeros.
pub(super) fn account(call: &Call<'_>) -> Result<Option<AccountId>, Problem> {
    let ClientKey(account) =
        call.label("accountId")?.parse().map_err(|_| Problem::Failure(Failure::NotFound(Thing::Account)))?;
    Ok(account)
}

/// The account that a path names for something new. What belongs to no account is there for those who belong to none,
/// and for platform admins; to everybody else there is no such account, as when they ask for it.
pub(super) async fn account_to_make_in(call: &Call<'_>) -> Result<Option<AccountId>, Problem> {
    let account = account(call)?;
    if account.is_none() {
        call.wire.service.listed_account(call.actor, account).await?;
    }
    Ok(account)
}

/// The room that a path names. One of another account than the path says is not there, nor one of the other sort;
/// whether the caller may see it is not known yet.
pub(super) async fn room(call: &Call<'_>, label: &'static str, sort: Sort) -> Result<RoomId, Problem> {
    // The smallest id, which no room has. The act itself tells that it is not there, in the same way whatever the
    // reason, and puts on the record that it was asked for.
    const MISSING: RoomId = RoomId::MIN;
    let account = account(call)?;
    let room: RoomId = call.label(label)?.parse().unwrap_or(MISSING);
    Ok(match call.wire.service.place_of(call.actor, room).await? {
        Some(place) if place.account != account => MISSING,
        Some(place) if (place.kind == RoomKind::Conversation) != (sort == Sort::Conversation) => MISSING,
        Some(_) | None => room,
    })
}

/// The name of a room that a body gives.
pub(super) fn name(name: Needed<'_>) -> Result<RoomName, BadMember> {
    let text = name.text(1..=limits::ROOM_NAME_CHARS_MAX)?;
    RoomName::new(text).map_err(|_| name.bad("must be one line of text, and not blank"))
}

/// `{Room}` of a room as it is now.
pub(super) async fn body(call: &Call<'_>, room: RoomId) -> Result<Value, Problem> {
    let room = call.wire.service.listed_room(call.actor, room).await?;
    Ok(json!({ "Room": shape(&room) }))
}

/// 200 `{Room}`.
pub(super) async fn answer(call: &Call<'_>, room: RoomId) -> Result<Answer, Problem> {
    body(call, room).await.map(Answer::ok)
}

/// The shape `Room`.
pub(super) fn shape(room: &ListedRoom) -> Value {
    present(json!({
        "RoomId": room.id,
        "Name": room.name,
        "AccountId": ClientKey(room.account).to_string(),
        "CreatedBy": room.created_by,
        "CreatedTimestamp": room.id.timestamp().rfc3339(),
        "UpdatedTimestamp": room.updated_at.rfc3339(),
    }))
}
