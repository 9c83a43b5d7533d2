//! `GET /accounts`: the accounts that the caller can see.

use super::{account, create_room_membership::within, page};
use crate::aws::{Answer, Call, Problem};

/// Rows of a page at the most.
const ROWS_MAX: u32 = 200;
/// Characters of an account's name at the most.
const NAME_CHARS_MAX: usize = 100;

/// 200 `{Accounts, NextToken}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let part = page::part(call, ROWS_MAX)?;
    let name = call.query("name").maybe(|name| within(name, NAME_CHARS_MAX))?;
    let email = call.query("user-email").maybe(super::user::email)?;
    let email = email.as_ref().map(domain::Email::as_str);
    let listed = call.wire.service.listed_accounts(call.actor, name, email, part).await?;
    Ok(Answer::ok(page::body("Accounts", &listed, account::shape)))
}
