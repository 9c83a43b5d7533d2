//! `GET /accounts/{accountId}/users`: the users of an account, for its admins.

use domain::Email;

use super::{
    page, room,
    user::{self, UserType},
};
use crate::aws::{Answer, Call, Problem};

/// Rows of a page at the most.
const ROWS_MAX: u32 = 200;

/// 200 `{Users, NextToken}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let account = room::account(call)?;
    let part = page::part(call, ROWS_MAX)?;
    let email = call.query("user-email").maybe(user::email)?;
    let kind = call.query("user-type").maybe(user::user_type)?;
    let email = email.as_ref().map(Email::as_str);
    let mut listed = call.wire.service.listed_users(call.actor, account, email, part).await?;
    if kind == Some(UserType::Shared) {
        listed.rows.clear();
    }
    Ok(Answer::ok(page::body("Users", &listed, user::shape)))
}
