//! `DELETE /rooms/{roomID}/messages/_all`: every message of the room goes. Does not wait for their erasure.

use domain::{Failure, RoomId};
use service::{Actor, PurgeRoom};

use super::{ALL, Answer};
use crate::Wire;

/// Clears the room.
pub(super) async fn run(wire: &Wire, actor: &Actor, room: RoomId) -> Result<Answer, Failure> {
    let command =
        PurgeRoom { room, through: None, seen: None, confirmation: None, reason: None, note: None, key: None };
    let operation = wire.service.purge(actor, command).await?;
    Ok(Answer::new("All messages deleted successfully", ALL.to_owned(), actor, &operation))
}
