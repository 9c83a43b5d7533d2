//! `DELETE /rooms/{roomID}/messages/{messageID}`: one message goes, for everyone.

use domain::{Failure, MessageId, RoomId};
use service::{Actor, RemoveMessage};

use super::Answer;
use crate::Wire;

/// Deletes the message.
pub(super) async fn run(wire: &Wire, actor: &Actor, room: RoomId, message: &str) -> Result<Answer, Failure> {
    // What is no id names nothing: the smallest one, which no message has. Who may ask is decided all the same.
    let message = message.parse().unwrap_or(MessageId::MIN);
    let operation = wire.service.delete(actor, RemoveMessage::new(room, message)).await?;
    Ok(Answer::new("Message deleted successfully", message.to_string(), actor, &operation))
}
