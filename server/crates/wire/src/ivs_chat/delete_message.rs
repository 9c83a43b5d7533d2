//! `POST /DeleteMessage`: a message goes, nothing stays in its place.

use domain::{MessageId, Reason, Verb};
use serde_json::json;
use service::RemoveMessage;

use super::room;
use crate::aws::{Answer, Call, Problem};

/// Characters of an id.
const ID_CHARS: usize = 12;
/// Characters of a reason at the most.
pub(super) const REASON_CHARS_MAX: usize = 256;

/// 200 `{id}`: the id of the removal.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let room = room::named(call, "roomIdentifier")?;
    let id = call.body("id").needed()?;
    let id = id.word(ID_CHARS..=ID_CHARS, "letters and digits", |c| c.is_ascii_alphanumeric())?;
    // What is no id names nothing: the smallest one, which no message has. Who may ask is decided all the same.
    let message = id.parse().unwrap_or(MessageId::MIN);
    let reason = reason(call)?;
    let command = RemoveMessage { reason, ..RemoveMessage::new(room, message) };
    let done = call.wire.service.delete(call.actor, call.once(Verb::Delete, command)).await?;
    Ok(Answer::ok(json!({ "id": done.id })))
}

/// The reason that a request gives.
pub(super) fn reason(call: &Call<'_>) -> Result<Option<Reason>, Problem> {
    let text = call.body("reason").maybe(|reason| reason.text(1..=REASON_CHARS_MAX))?;
    on_one_line(text.unwrap_or_default()).map_err(room::refused)
}

/// The model lets a reason have any characters. Here it is one line: breaks and what else has no shape become blanks.
pub(super) fn on_one_line(text: &str) -> Result<Option<Reason>, domain::Invalid> {
    Reason::optional(&text.replace(char::is_control, " "))
}
