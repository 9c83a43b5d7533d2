//! `GET /accounts/{accountId}`: what is known of an account.

use serde_json::json;

use super::{account, room};
use crate::aws::{Answer, Call, Problem};

/// 200 `{Account}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let id = room::account(call)?;
    let found = call.wire.service.listed_account(call.actor, id).await?;
    Ok(Answer::ok(json!({ "Account": account::shape(&found) })))
}
