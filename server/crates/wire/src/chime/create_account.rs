//! `POST /accounts`: an account, which platform admins make.

use serde_json::json;
use service::ListedAccount;

use super::{account, without_conflict};
use crate::aws::{Answer, Call, Problem};

/// Characters of an account's name at the most.
const NAME_CHARS_MAX: usize = 100;

/// 201 `{Account}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let name = call.body("Name").needed()?.line(NAME_CHARS_MAX)?;
    let id = call.wire.service.create_account(call.actor, name.to_owned(), None).await.map_err(without_conflict)?;
    let made = ListedAccount { id: Some(id), name: name.to_owned() };
    Ok(Answer::created(json!({ "Account": account::shape(&made) })))
}
