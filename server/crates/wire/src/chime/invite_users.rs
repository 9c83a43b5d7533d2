//! `POST /accounts/{accountId}/users?operation=add`: people by their addresses. No mail is sent: they sign in when an
//! admin has set a password for them.

use domain::{Conflict, Failure};
use serde_json::{Value, json};

use super::{room, user};
use crate::aws::{Answer, Call, Problem};

/// Addresses at the most.
const ADDRESSES_MAX: usize = 50;

/// 201 `{Invites}`. Of somebody who is here already it says that it failed.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let account = room::account(call)?;
    user::type_to_make(call)?;
    let addresses = call.body("UserEmailList").needed()?.list(0..=ADDRESSES_MAX, user::email)?;
    let mut invites: Vec<Value> = Vec::new();
    for address in addresses {
        let text = address.as_str().to_owned();
        invites.push(match call.wire.service.invite_user(call.actor, account, None, Some(address)).await {
            Ok(id) => {
                json!({ "InviteId": id, "Status": "Pending", "EmailAddress": text, "EmailStatus": "NotSent" })
            }
            Err(Failure::Conflict(Conflict::EmailTaken)) => {
                json!({ "Status": "Failed", "EmailAddress": text, "EmailStatus": "NotSent" })
            }
            Err(failure) => return Err(failure.into()),
        });
    }
    Ok(Answer::created(json!({ "Invites": invites })))
}
