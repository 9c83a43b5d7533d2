//! `POST /DeleteRoom`: a room goes, with all that is in it.

use super::room;
use crate::aws::{Answer, Call, Problem};

/// 204.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let id = room::named(call, "identifier")?;
    call.wire.service.delete_room(call.actor, id).await?;
    Ok(Answer::nothing())
}
