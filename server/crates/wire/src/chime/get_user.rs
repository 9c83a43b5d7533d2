//! `GET /accounts/{accountId}/users/{userId}`: what is known of a user, for the admins of the account.

use super::{room, user};
use crate::aws::{Answer, Call, Problem};

/// 200 `{User}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let account = room::account(call)?;
    let found = call.wire.service.listed_user(call.actor, account, user::user(call)?).await?;
    Ok(Answer::ok(serde_json::json!({ "User": user::shape(&found) })))
}
