//! `POST /accounts/{accountId}/users?operation=suspend`: users are disabled.

use domain::{Failure, Thing, UserId};
use serde_json::{Value, json};

use super::{create_room_membership::not_blank, room};
use crate::aws::{Answer, Call, Problem, chime_errors};

/// Users at the most.
const USERS_MAX: usize = 50;

/// 200 `{UserErrors}`, of those whom it could not be done to.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    set_suspended(call, true).await
}

/// What both operations on suspension do.
pub(super) async fn set_suspended(call: &Call<'_>, suspended: bool) -> Result<Answer, Problem> {
    let account = room::account(call)?;
    let texts = call.body("UserIdList").needed()?.list(0..=USERS_MAX, not_blank)?;
    let users: Vec<UserId> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    let failed = call.wire.service.set_users_disabled(call.actor, account, &users, suspended).await?;
    let nobody = texts.iter().filter(|text| text.parse::<UserId>().is_err());
    let errors: Vec<Value> = nobody
        .map(|text| error(text, &Failure::NotFound(Thing::User)))
        .chain(failed.iter().map(|(user, failure)| error(&user.to_string(), failure)))
        .collect();
    Ok(Answer::ok(json!({ "UserErrors": errors })))
}

/// The shape `UserError`.
fn error(user: &str, failure: &Failure) -> Value {
    let code = chime_errors::kind_of(failure).code();
    json!({ "UserId": user, "ErrorCode": code, "ErrorMessage": failure.to_string() })
}
