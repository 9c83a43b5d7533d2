//! The shape `User`, and what requests say of users.

use domain::{ClientKey, Email, UserId, limits};
use serde_json::{Value, json};
use service::ListedUser;

use super::present;
use crate::aws::{BadMember, Call, Needed, Problem};

/// The types of users in the model. Shared devices are none of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UserType {
    Private,
    Shared,
}

/// The type that a member says.
pub(super) fn user_type(kind: Needed<'_>) -> Result<UserType, BadMember> {
    kind.choice(&[("PrivateUser", UserType::Private), ("SharedDevice", UserType::Shared)])
}

/// The type of a user to be made.
pub(super) fn type_to_make(call: &Call<'_>) -> Result<(), Problem> {
    match call.body("UserType").maybe(user_type)? {
        Some(UserType::Shared) => Err(Problem::Unsupported("There are no shared devices here: leave UserType out.")),
        Some(UserType::Private) | None => Ok(()),
    }
}

/// An address.
pub(super) fn email(email: Needed<'_>) -> Result<Email, BadMember> {
    let text = email.text(1..=limits::EMAIL_CHARS_MAX)?;
    Email::new(text).map_err(|_| email.bad("must be an e-mail address"))
}

/// The user that a path names. What is no id names nobody.
pub(super) fn user(call: &Call<'_>) -> Result<UserId, BadMember> {
    Ok(call.label("userId")?.parse().unwrap_or(UserId::MIN))
}

/// The shape `User`. Whoever has no password yet is invited.
pub(super) fn shape(user: &ListedUser) -> Value {
    let status = match (user.disabled, user.registered) {
        (true, _) => "Suspended",
        (false, true) => "Registered",
        (false, false) => "Unregistered",
    };
    let at = user.created_at.rfc3339();
    let invited = user.email.is_some() && !user.registered;
    present(json!({
        "UserId": user.id,
        "AccountId": ClientKey(user.account).to_string(),
        "PrimaryEmail": user.email,
        "DisplayName": user.name,
        "LicenseType": "Pro",
        "UserType": "PrivateUser",
        "UserRegistrationStatus": status,
        "UserInvitationStatus": invited.then_some("Pending"),
        "RegisteredOn": user.registered.then_some(&at),
        "InvitedOn": invited.then_some(&at),
    }))
}
