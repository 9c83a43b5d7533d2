//! The fields of forms and calls, and what can be wrong with one.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::value::Invalid;

/// A field of a form or call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Public reason of a removal.
    Reason,
    /// Private note of a removal.
    Note,
    /// Text of a message.
    Content,
    /// Name of a room.
    RoomName,
    /// The room's name typed to confirm a purge.
    Confirmation,
    /// Kind of a room.
    RoomKind,
    /// Name of a person.
    DisplayName,
    /// E-mail address.
    Email,
    /// A password.
    Password,
    /// The password in use until now.
    CurrentPassword,
    /// Role in a room.
    Role,
    /// Key of a repeated request.
    IdempotencyKey,
    /// Id of a room.
    Room,
    /// Id of a message.
    Message,
    /// Id of a user.
    User,
    /// Id of an account.
    Account,
    /// A day.
    Date,
    /// Where a list goes on.
    Cursor,
    /// How a list is sorted or filtered.
    Filter,
    /// What an access key is for.
    Label,
    /// How far an access key reaches.
    Scope,
    /// The last day of an access key.
    Expiry,
    /// Id of an access key.
    AccessKey,
    /// Id of a part of an elastic channel.
    SubChannel,
}

impl Field {
    /// The stable code: the name of the form field.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reason => "reason",
            Self::Note => "note",
            Self::Content => "content",
            Self::RoomName => "name",
            Self::Confirmation => "confirmation",
            Self::RoomKind => "kind",
            Self::DisplayName => "display_name",
            Self::Email => "email",
            Self::Password => "password",
            Self::CurrentPassword => "current_password",
            Self::Role => "role",
            Self::IdempotencyKey => "key",
            Self::Room => "room",
            Self::Message => "message",
            Self::User => "user",
            Self::Account => "account",
            Self::Date => "date",
            Self::Cursor => "cursor",
            Self::Filter => "filter",
            Self::Label => "label",
            Self::Scope => "scope",
            Self::Expiry => "expires",
            Self::AccessKey => "access_key",
            Self::SubChannel => "sub_channel",
        }
    }

    /// The field as people read it, to begin a sentence with.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Reason => "The reason",
            Self::Note => "The private note",
            Self::Content => "The message",
            Self::RoomName => "The room's name",
            Self::Confirmation => "The typed name",
            Self::RoomKind => "The kind of room",
            Self::DisplayName => "The name",
            Self::Email => "The e-mail address",
            Self::Password => "The password",
            Self::CurrentPassword => "The current password",
            Self::Role => "The role",
            Self::IdempotencyKey => "The request key",
            Self::Room => "The room id",
            Self::Message => "The message id",
            Self::User => "The user",
            Self::Account => "The account",
            Self::Date => "The date",
            Self::Cursor => "The page",
            Self::Filter => "The filter",
            Self::Label => "The label",
            Self::Scope => "The scope",
            Self::Expiry => "The last day",
            Self::AccessKey => "The access key",
            Self::SubChannel => "The sub-channel",
        }
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Nothing was given.
    Missing,
    /// More characters than `max`.
    TooLong {
        /// The most that fit.
        max: u32,
    },
    /// Fewer characters than `min`.
    TooShort {
        /// The fewest that do.
        min: u32,
    },
    /// A line break or another control character.
    ControlCharacter,
    /// Not of the shape of an e-mail address.
    NotAnEmail,
    /// One of several is not of the shape of an e-mail address.
    NthNotAnEmail {
        /// Which, from 1.
        number: u32,
    },
    /// One of several belongs to nobody.
    NthUnknown {
        /// Which, from 1.
        number: u32,
    },
    /// More than `max` at once.
    TooMany {
        /// The most that are taken.
        max: u32,
    },
    /// Not of the shape that is asked for.
    Malformed,
    /// A day that is over.
    Past,
    /// What is there already.
    Unchanged,
    /// Not what is stored: a wrong current password, a wrongly typed name.
    DoesNotMatch,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = self.field.label();
        match self.problem {
            Problem::Missing => write!(f, "{label} is missing."),
            Problem::TooLong { max } => write!(f, "{label} is too long: at most {max} characters."),
            Problem::TooShort { min } => write!(f, "{label} is too short: at least {min} characters."),
            Problem::ControlCharacter => write!(f, "{label} must be plain text on one line."),
            Problem::NotAnEmail => write!(f, "{label} must look like name@example.com."),
            Problem::NthNotAnEmail { number } => {
                write!(f, "Address {number} of the list must look like name@example.com.")
            }
            Problem::NthUnknown { number } => write!(f, "There is no user with address {number} of the list."),
            Problem::TooMany { max } => write!(f, "Too many at once: at most {max} are taken."),
            Problem::Malformed => write!(f, "{label} is not valid."),
            Problem::Past => write!(f, "{label} is over already. Choose today (UTC) or a later day."),
            Problem::Unchanged => write!(f, "{label} is the one in use already. Choose another."),
            Problem::DoesNotMatch if self.field == Field::Confirmation => {
                write!(f, "{label} does not match. Type the room's name exactly as it is shown.")
            }
            Problem::DoesNotMatch => write!(f, "{label} does not match. Type it again."),
        }
    }
}
