//! Rooms and conversations by the path that names them, and the members of the shape `Room`.

use domain::{AccountId, ClientKey, Failure, RoomId, RoomKind, Thing, view::RoomView};
use serde_json::{Value, json};

use crate::aws::{Call, Problem};

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

/// The room that a path names. One of another account than the path says is not there, nor one of the other sort;
/// whether the caller may see it is not known yet.
pub(super) async fn room(call: &Call<'_>, label: &'static str, sort: Sort) -> Result<RoomId, Problem> {
    const MISSING: Problem = Problem::Failure(Failure::NotFound(Thing::Room));
    let account = account(call)?;
    let room: RoomId = call.label(label)?.parse().map_err(|_| MISSING)?;
    match call.wire.service.place_of(call.actor, room).await? {
        Some(place) if place.account != account => Err(MISSING),
        Some(place) if (place.kind == RoomKind::Conversation) != (sort == Sort::Conversation) => Err(MISSING),
        // Of a room that is not there the act itself tells, and puts on the record that it was asked for.
        Some(_) | None => Ok(room),
    }
}

/// The shape `Room`.
pub(super) fn shape(room: &RoomView) -> Value {
    let room = &room.summary;
    let made_at = room.id.timestamp().rfc3339();
    json!({
        "RoomId": room.id,
        "Name": room.name,
        "AccountId": ClientKey(room.account.as_ref().map(|account| account.id)).to_string(),
        "CreatedTimestamp": made_at,
        "UpdatedTimestamp": made_at,
    })
}
