//! `POST /DisconnectUser`: ends what somebody hears of a room. Their membership stays, and they can come back.

use super::{delete_message, event, room};
use crate::aws::{Answer, Call, Problem};

/// 200 `{}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let room = room::named(call, "roomIdentifier")?;
    let name = call.body("userId").needed()?.text(1..=128)?;
    let reason = delete_message::reason(call)?;
    let text = event::sent_out(&call.wire.service, name, reason.as_ref().map(domain::Reason::as_str));
    call.wire.service.send_out(call.actor, room, name, reason.clone(), (event::LANGUAGE, text)).await?;
    Ok(Answer::done())
}
