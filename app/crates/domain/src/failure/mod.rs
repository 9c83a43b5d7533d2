//! Everything that a person can be told went wrong: one enum for the server and the browser.
//!
//! Each failure has a status, a stable code and a sentence that says what to do. None carries text from people:
//! failures of plain form posts travel in addresses.

mod conflict;
mod denial;
mod field;
mod key_file;
mod thing;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::{
    conflict::Conflict,
    denial::Denial,
    field::{Field, Problem},
    key_file::KeyFile,
    thing::Thing,
};
use crate::{InvalidId, Role, Timestamp, UserId, Verb, value::Invalid};

/// Why a call did not do what was asked. A refusal changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// E-mail address and password do not fit together; never says which.
    WrongCredentials,
    /// The policy said no.
    Denied(Denial),
    /// It is not there, or may not be seen.
    NotFound(Thing),
    /// The message was redacted before.
    AlreadyRedacted {
        /// When.
        at: Timestamp,
        /// By whom.
        by: UserId,
        /// In which role.
        role: Role,
    },
    /// The room wants a reason for every removal.
    ReasonRequired(Verb),
    /// A field is not right.
    Invalid(Invalid),
    /// It does not fit what is there now.
    Conflict(Conflict),
    /// Too many tries.
    TooMany {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// The store cannot take it at the moment: disk full, locked.
    Unavailable,
    /// The file that access keys are sealed with is not as it must be.
    KeyFile(KeyFile),
    /// Something broke inside; the log has the rest under this id.
    Internal {
        /// What to name when asking an operator.
        incident: String,
    },
}

impl Failure {
    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::SignedOut | Self::WrongCredentials => 401,
            Self::Denied(Denial::NotVisible | Denial::ForeignAccount) | Self::NotFound(_) => 404,
            Self::Denied(_) => 403,
            Self::AlreadyRedacted { .. } | Self::Conflict(_) => 409,
            Self::ReasonRequired(_) | Self::Invalid(_) => 400,
            Self::TooMany { .. } => 429,
            Self::Unavailable | Self::KeyFile(_) => 503,
            Self::Internal { .. } => 500,
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::WrongCredentials => "wrong_credentials",
            Self::Denied(Denial::NotVisible) => Thing::Room.code(),
            Self::Denied(Denial::ForeignAccount) => Thing::Account.code(),
            Self::Denied(denial) => denial.code(),
            Self::NotFound(thing) => thing.code(),
            Self::AlreadyRedacted { .. } => "already_redacted",
            Self::ReasonRequired(_) => "reason_required",
            Self::Invalid(_) => "invalid",
            Self::Conflict(conflict) => conflict.code(),
            Self::TooMany { .. } => "too_many",
            Self::Unavailable => "unavailable",
            Self::KeyFile(problem) => problem.code(),
            Self::Internal { .. } => "internal",
        }
    }

    /// The field to look at, if the failure is about one.
    #[must_use]
    pub const fn field(&self) -> Option<Field> {
        match self {
            Self::Invalid(invalid) => Some(invalid.field),
            Self::ReasonRequired(_) => Some(Field::Reason),
            Self::Conflict(Conflict::EmailTaken) => Some(Field::Email),
            Self::NotFound(Thing::Room) => Some(Field::Room),
            // Where somebody is looked for, it is by their address.
            Self::NotFound(Thing::User) => Some(Field::Email),
            Self::SignedOut
            | Self::WrongCredentials
            | Self::Denied(_)
            | Self::NotFound(_)
            | Self::AlreadyRedacted { .. }
            | Self::Conflict(_)
            | Self::TooMany { .. }
            | Self::Unavailable
            | Self::KeyFile(_)
            | Self::Internal { .. } => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignedOut => f.write_str("You are signed out. Sign in and try again."),
            Self::WrongCredentials => f.write_str("E-mail address or password is wrong."),
            Self::Denied(denial) => denial.fmt(f),
            Self::NotFound(thing) => f.write_str(thing.sentence()),
            Self::AlreadyRedacted { at, role, .. } => {
                write!(f, "This message was redacted before, on {} by: {}.", at.plain(), role.label())
            }
            Self::ReasonRequired(verb) => {
                write!(f, "This room asks for a reason before a message is {}. Write one.", verb.past())
            }
            Self::Invalid(invalid) => invalid.fmt(f),
            Self::Conflict(conflict) => f.write_str(conflict.sentence()),
            Self::TooMany { retry_after_s } => {
                let unit = if *retry_after_s == 1 { "second" } else { "seconds" };
                write!(f, "Too many tries. Wait {retry_after_s} {unit} and try again.")
            }
            Self::Unavailable => {
                f.write_str("The store cannot take this at the moment. Nothing was changed; try again shortly.")
            }
            Self::KeyFile(problem) => f.write_str(problem.sentence()),
            Self::Internal { incident } => {
                write!(f, "Something went wrong on the server. Nothing was changed. Incident {incident}.")
            }
        }
    }
}

impl std::error::Error for Failure {}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<Denial> for Failure {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::NotVisible => Self::NotFound(Thing::Room),
            Denial::ForeignAccount => Self::NotFound(Thing::Account),
            Denial::Disabled
            | Denial::NotAModerator { .. }
            | Denial::NotAnOwner { .. }
            | Denial::NotAnAdmin
            | Denial::NotAMember
            | Denial::NotTheAuthor
            | Denial::OutsideSubChannel
            | Denial::Archived
            | Denial::KeyReadsOnly
            | Denial::OutsideKeyRoom
            | Denial::NotByKey
            | Denial::MayNotActFor
            | Denial::NotByToken
            | Denial::TokenLapsed => Self::Denied(denial),
        }
    }
}

impl From<InvalidId> for Failure {
    /// What is no id names nothing: the same answer as for an id that is not there.
    fn from(invalid: InvalidId) -> Self {
        Self::NotFound(match invalid.word {
            "room" => Thing::Room,
            "message" => Thing::Message,
            "user" => Thing::User,
            "account" => Thing::Account,
            "job" => Thing::Job,
            _ => Thing::Entry,
        })
    }
}

impl From<KeyFile> for Failure {
    fn from(problem: KeyFile) -> Self {
        Self::KeyFile(problem)
    }
}

impl From<Conflict> for Failure {
    fn from(conflict: Conflict) -> Self {
        Self::Conflict(conflict)
    }
}

#[cfg(test)]
mod tests {
    use super::Failure;

    #[test]
    fn a_wait_is_told_in_seconds_and_of_one_in_a_second() {
        let told = |retry_after_s| Failure::TooMany { retry_after_s }.to_string();
        assert_eq!(told(1), "Too many tries. Wait 1 second and try again.");
        assert_eq!(told(30), "Too many tries. Wait 30 seconds and try again.");
    }
}
