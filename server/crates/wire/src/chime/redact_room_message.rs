//! `POST /accounts/{accountId}/rooms/{roomId}/messages/{messageId}?operation=redact`: the content of a message of a
//! room goes, its tombstone stays.

use domain::{Failure, MessageId};
use service::RemoveMessage;

use super::room::{self, Sort};
use crate::aws::{Answer, Call, Problem};

/// 200 `{}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    redact(call, "roomId", Sort::Room).await
}

/// What both redactions of the dialect do. Clients repeat a request whose answer was lost, and the model has no conflict
/// here: a message that is redacted already is answered alike.
pub(super) async fn redact(call: &Call<'_>, label: &'static str, sort: Sort) -> Result<Answer, Problem> {
    let text = call.label("messageId")?;
    let room = room::room(call, label, sort).await?;
    // What is no id names nothing: the smallest one, which no message has. Who may ask is decided all the same.
    let message = text.parse().unwrap_or(MessageId::MIN);
    match call.wire.service.redact(call.actor, RemoveMessage::new(room, message)).await {
        Ok(_) | Err(Failure::AlreadyRedacted { .. }) => Ok(Answer::done()),
        Err(failure) => Err(failure.into()),
    }
}
