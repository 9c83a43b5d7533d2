//! What does not fit what is there now.

use serde::{Deserialize, Serialize};

/// The request was sound but does not fit what is there now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conflict {
    /// The key was used for another request.
    KeyReused,
    /// The message was sent before, and has been removed since.
    RemovedSince,
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
    /// Whom to add to an elastic channel is not left to its members.
    ElasticIsRestricted,
    /// What was to be purged is not what was shown: something was removed or brought in since.
    RoomChanged,
}

impl Conflict {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::KeyReused => "key_reused",
            Self::RemovedSince => "removed_since",
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
            Self::ElasticIsRestricted => "elastic_is_restricted",
            Self::RoomChanged => "room_changed",
        }
    }

    /// What to say.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::KeyReused => "This form was sent before with other contents. Reload the page and try again.",
            Self::RemovedSince => "This message was sent before, and has been removed since. Nothing was sent again.",
            Self::Tombstone => "This message was redacted and can no longer be edited.",
            Self::EmailTaken => "Somebody with this e-mail address is here already.",
            Self::LastOwner => "A room keeps at least one owner. Make somebody else an owner first.",
            Self::LastAdmin => "There must be at least one platform admin. Make somebody else one first.",
            Self::KeyDisabled => "This access key was disabled for good. Make another one.",
            Self::TooManyKeys => "This user has 50 access keys already. Disable one that is no longer used.",
            Self::SetUpDone => "This server is set up already. Sign in.",
            Self::NameTaken => "Something in this account goes by this name already.",
            Self::AlreadyMember => {
                "They are in this room already. Nothing was changed: roles are set in the list of members."
            }
            Self::Banned => "They are banned from this room. Have the ban lifted first.",
            Self::AlreadyBanned => "They are banned from this room already. Nothing is left to do.",
            Self::SubChannelsFull => {
                "There is no place left in the sub-channels of this channel. Make a larger channel, or end memberships."
            }
            Self::ElasticIsRestricted => {
                "Only moderators add members to an elastic channel. Leave the mode out, or let it be RESTRICTED."
            }
            Self::RoomChanged => {
                "This room has changed since its messages were counted: some were removed or brought in. Nothing was \
                 purged. Look at the count again, and confirm anew."
            }
        }
    }
}
