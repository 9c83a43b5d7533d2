//! `POST /accounts/{accountId}/users?operation=create`: a user of an account, without a password yet.

use domain::{DisplayName, limits};
use serde_json::json;

use super::{room, user};
use crate::aws::{Answer, BadMember, Call, Needed, Problem};

/// 201 `{User}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let account = room::account(call)?;
    user::type_to_make(call)?;
    let email = call.body("Email").maybe(user::email)?;
    let name = match email {
        Some(_) => call.body("Username").maybe(name)?,
        // Whoever has neither goes by nothing.
        None => Some(name(call.body("Username").needed()?)?),
    };
    let id = call.wire.service.invite_user(call.actor, account, name, email).await?;
    let made = call.wire.service.listed_user(call.actor, account, id).await?;
    Ok(Answer::created(json!({ "User": user::shape(&made) })))
}

fn name(name: Needed<'_>) -> Result<DisplayName, BadMember> {
    let text = name.text(1..=limits::DISPLAY_NAME_CHARS_MAX)?;
    DisplayName::new(text).map_err(|_| name.bad("must be one line of text, and not blank"))
}
