//! Everything that a person can be told went wrong: one enum for the server and the browser.
//!
//! Each failure has a status, a stable code and a sentence that says what to do. None carries text from people:
//! failures of plain form posts travel in addresses.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{InvalidId, Role, Timestamp, UserId, Verb, value::Invalid};

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
    /// Not of the shape that is asked for.
    Malformed,
    /// A day that is over.
    Past,
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
            Problem::Malformed => write!(f, "{label} is not valid."),
            Problem::Past => write!(f, "{label} is over already. Choose today (UTC) or a later day."),
            Problem::DoesNotMatch => write!(f, "{label} does not match."),
        }
    }
}

/// Why somebody may not do something. Decided by [`crate::decide`] and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Denial {
    /// The user was disabled.
    Disabled,
    /// The room is not theirs to see; outside it is "not found".
    NotVisible,
    /// Removing takes an owner, a manager or an admin.
    NotAModerator {
        /// The role held.
        role: Role,
    },
    /// Appointing, renaming, archiving takes an owner or an admin.
    NotAnOwner {
        /// The role held.
        role: Role,
    },
    /// Only admins do this.
    NotAnAdmin,
    /// The account is not theirs; outside it is "not found".
    ForeignAccount,
    /// Reading is allowed, taking part needs a membership.
    NotAMember,
    /// Only the author edits a message.
    NotTheAuthor,
    /// The room is divided, and this is not the part that they are in.
    OutsideSubChannel,
    /// Nothing is written to an archived room.
    Archived,
    /// The access key changes nothing.
    KeyReadsOnly,
    /// The access key is for another room, and for that one only.
    OutsideKeyRoom,
    /// Access keys do not open the panel: this takes somebody who is signed in.
    NotByKey,
    /// The access key's user may not act for the user that it names.
    MayNotActFor,
    /// The chat token does not say that it allows this.
    NotByToken,
    /// Whoever issued the chat token could not issue it any more.
    TokenLapsed,
}

impl Denial {
    /// The stable code: in the audit log and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::NotVisible => "not_visible",
            Self::NotAModerator { .. } => "not_a_moderator",
            Self::NotAnOwner { .. } => "not_an_owner",
            Self::NotAnAdmin => "not_an_admin",
            Self::ForeignAccount => "foreign_account",
            Self::NotAMember => "not_a_member",
            Self::NotTheAuthor => "not_the_author",
            Self::OutsideSubChannel => "outside_sub_channel",
            Self::Archived => "archived",
            Self::KeyReadsOnly => "key_reads_only",
            Self::OutsideKeyRoom => "outside_key_room",
            Self::NotByKey => "not_by_key",
            Self::MayNotActFor => "may_not_act_for",
            Self::NotByToken => "not_by_token",
            Self::TokenLapsed => "token_lapsed",
        }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let are = |role: Role| match role {
            Role::Member => "you are a member",
            Role::RoomManager => "you are a manager",
            Role::RoomOwner => "you are an owner",
            Role::AccountAdmin => "you are an admin of the account",
            Role::PlatformAdmin => "you are a platform admin",
        };
        match self {
            Self::Disabled => f.write_str("This user is disabled. Ask an admin to enable it again."),
            Self::NotVisible => f.write_str("There is no such room, or you are not in it."),
            Self::NotAModerator { role } => write!(
                f,
                "Only the owner, managers and admins of this room can remove messages; {}. Ask one of them.",
                are(*role)
            ),
            Self::NotAnOwner { role } => {
                write!(f, "Only the owner and admins of this room can do this; {}. Ask one of them.", are(*role))
            }
            Self::NotAnAdmin => f.write_str("Only admins can do this. Ask an admin."),
            Self::ForeignAccount => f.write_str(Thing::Account.sentence()),
            Self::NotAMember => f.write_str("Only members of this room can write here. Ask its owner to add you."),
            Self::NotTheAuthor => f.write_str("Only the author of a message can edit it."),
            Self::OutsideSubChannel => f.write_str(
                "This channel is divided into sub-channels, and members use their own only. Name the one that you are in.",
            ),
            Self::Archived => f.write_str("This room is archived. Its owner can bring it back."),
            Self::KeyReadsOnly => f.write_str("This access key may only read. Make one with a wider scope."),
            Self::OutsideKeyRoom => f.write_str("This access key is for one room only, and this is outside of it."),
            Self::NotByKey => f.write_str("This is not done with an access key. Sign in to the panel."),
            Self::MayNotActFor => f.write_str("This access key may not act for that user. Use a key of theirs."),
            Self::NotByToken => f.write_str("This chat token does not allow this. Ask for one that does."),
            Self::TokenLapsed => f.write_str("This chat token is no longer good. Ask for another one."),
        }
    }
}

/// What was looked for and is not there, or may not be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// A room.
    Room,
    /// A message of a room.
    Message,
    /// A user.
    User,
    /// A member of a room.
    Member,
    /// A part of an elastic channel.
    SubChannel,
    /// A job.
    Job,
    /// An audit entry.
    Entry,
    /// A session.
    Session,
    /// An account.
    Account,
    /// A set-up link that is still good.
    SetUpLink,
    /// An access key.
    Key,
}

impl Thing {
    /// What to say when it is not there.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Room => "There is no such room, or you are not in it.",
            Self::Message => "There is no such message in this room. It may have been deleted.",
            Self::User => "There is no such user.",
            Self::Member => "This person is not a member of the room.",
            Self::SubChannel => "There is no such sub-channel in this channel. List those that it has.",
            Self::Job => "There is no such job, or it is not yours to see.",
            Self::Entry => "There is no such audit entry, or it is not yours to see.",
            Self::Session => "This session has ended already.",
            Self::Account => "There is no such account.",
            Self::Key => "There is no such access key, or it is not yours.",
            Self::SetUpLink => "This set-up link was used or is not valid. Start the server again to get a new one.",
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Room => "room_not_found",
            Self::Message => "message_not_found",
            Self::User => "user_not_found",
            Self::Member => "member_not_found",
            Self::SubChannel => "sub_channel_not_found",
            Self::Job => "job_not_found",
            Self::Entry => "entry_not_found",
            Self::Session => "session_not_found",
            Self::Account => "account_not_found",
            Self::Key => "key_not_found",
            Self::SetUpLink => "set_up_link_not_found",
        }
    }
}

/// The request was sound but does not fit what is there now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conflict {
    /// The key was used for another request.
    KeyReused,
    /// The message is a tombstone and cannot be edited.
    Tombstone,
    /// A user with this e-mail address exists.
    EmailTaken,
    /// A room keeps at least one owner.
    LastOwner,
    /// The house keeps at least one platform admin.
    LastAdmin,
    /// Set-up was done before.
    SetUpDone,
    /// A user has no more than so many keys.
    TooManyKeys,
    /// A disabled key stays so.
    KeyDisabled,
    /// Something in the account goes by this name.
    NameTaken,
    /// They hold this role in the room, or a stronger one.
    AlreadyMember,
    /// They are banned from the room.
    Banned,
    /// They are banned from the room already.
    AlreadyBanned,
    /// The sub-channels of an elastic channel have no place left.
    SubChannelsFull,
}

impl Conflict {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::KeyReused => "key_reused",
            Self::Tombstone => "tombstone",
            Self::EmailTaken => "email_taken",
            Self::LastOwner => "last_owner",
            Self::LastAdmin => "last_admin",
            Self::SetUpDone => "set_up_done",
            Self::TooManyKeys => "too_many_keys",
            Self::KeyDisabled => "key_disabled",
            Self::NameTaken => "name_taken",
            Self::AlreadyMember => "already_member",
            Self::Banned => "banned",
            Self::AlreadyBanned => "already_banned",
            Self::SubChannelsFull => "sub_channels_full",
        }
    }

    /// What to say.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::KeyReused => "This form was sent before with other contents. Reload the page and try again.",
            Self::Tombstone => "This message was redacted and can no longer be edited.",
            Self::EmailTaken => "Somebody with this e-mail address is here already.",
            Self::LastOwner => "A room keeps at least one owner. Make somebody else an owner first.",
            Self::LastAdmin => "There must be at least one platform admin. Make somebody else one first.",
            Self::KeyDisabled => "This access key was disabled for good. Make another one.",
            Self::TooManyKeys => "This user has 50 access keys already. Disable one that is no longer used.",
            Self::SetUpDone => "This server is set up already. Sign in.",
            Self::NameTaken => "Something in this account goes by this name already.",
            Self::AlreadyMember => "They have this place in the room already. Nothing is left to do.",
            Self::Banned => "They are banned from this room. Have the ban lifted first.",
            Self::AlreadyBanned => "They are banned from this room already. Nothing is left to do.",
            Self::SubChannelsFull => {
                "There is no place left in the sub-channels of this channel. Make a larger channel, or end memberships."
            }
        }
    }
}

/// What is wrong with the file beside the store that secrets of access keys are sealed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyFile {
    /// It is not there, and keys are.
    Missing,
    /// It is another one than the keys were sealed with.
    Wrong,
    /// It cannot be read or made.
    Unreadable,
}

impl KeyFile {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "key_file_missing",
            Self::Wrong => "key_file_wrong",
            Self::Unreadable => "key_file_unreadable",
        }
    }

    /// What to say.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Missing => {
                "The key file `roomkeeper.key` is missing from the data folder. Ask an operator to bring it back from the backup."
            }
            Self::Wrong => {
                "The key file `roomkeeper.key` in the data folder is not the one of this store. Ask an operator to bring the right one back from the backup."
            }
            Self::Unreadable => {
                "The key file `roomkeeper.key` in the data folder cannot be read or written. Ask an operator to look at its rights."
            }
        }
    }
}

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
                write!(f, "Too many tries. Wait {retry_after_s} seconds and try again.")
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
