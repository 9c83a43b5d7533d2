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

/// An address. The model's pattern, `.+@.+\..+`, asks for more than there is to signing in here: a host with a dot.
pub(super) fn email(email: Needed<'_>) -> Result<Email, BadMember> {
    let text = email.text(1..=limits::EMAIL_CHARS_MAX)?;
    let address = Email::new(text).ok().filter(|address| has_dotted_host(address.as_str()));
    address.ok_or_else(|| email.bad("must be an e-mail address like somebody@example.com"))
}

/// Whether a dot stands after the `@`, with something on each of its sides.
fn has_dotted_host(address: &str) -> bool {
    let host = address.split_once('@').map_or("", |(_, host)| host);
    let (mut between, last) = (host.char_indices().skip(1), host.len().saturating_sub(1));
    between.any(|(at, c)| c == '.' && at < last)
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

#[cfg(test)]
mod tests {
    use super::has_dotted_host;

    #[test]
    fn an_address_is_as_the_pattern_of_the_model_says() {
        for good in ["a@b.c", "a@b..c", "a@..c", "ana.b@mail.example.com", "a@é.é"] {
            assert!(has_dotted_host(good), "{good}");
        }
        for bad in ["a@b", "a.b@c", "a@.b", "a@b.", "a@.", "a@", "a.b", ""] {
            assert!(!has_dotted_host(bad), "{bad}");
        }
    }
}
