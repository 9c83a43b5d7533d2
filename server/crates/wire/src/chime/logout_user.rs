//! `POST /accounts/{accountId}/users/{userId}?operation=logout`: every session of a user ends.

use super::{room, user};
use crate::aws::{Answer, Call, Problem};

/// 204.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let account = room::account(call)?;
    call.wire.service.sign_out_user_of(call.actor, account, user::user(call)?).await?;
    Ok(Answer::nothing())
}
