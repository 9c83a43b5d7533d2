//! Why somebody may not do something.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Thing;
use crate::Role;

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

/// Codes and list are made of one table, whose match misses nobody: a denial that is not in it does not compile.
macro_rules! denials {
    ($($name:ident $({ $role:ident })? => $code:literal),* $(,)?) => {
        impl Denial {
            /// All of them, as a member meets them.
            pub const ALL: &[Self] = &[$(Self::$name $({ $role: Role::Member })?),*];

            /// The stable code: in the audit log and on the wire.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name $({ $role: _ })? => $code,)*
                }
            }
        }
    };
}

denials! {
    Disabled => "disabled",
    NotVisible => "not_visible",
    NotAModerator { role } => "not_a_moderator",
    NotAnOwner { role } => "not_an_owner",
    NotAnAdmin => "not_an_admin",
    ForeignAccount => "foreign_account",
    NotAMember => "not_a_member",
    NotTheAuthor => "not_the_author",
    OutsideSubChannel => "outside_sub_channel",
    Archived => "archived",
    KeyReadsOnly => "key_reads_only",
    OutsideKeyRoom => "outside_key_room",
    NotByKey => "not_by_key",
    MayNotActFor => "may_not_act_for",
    NotByToken => "not_by_token",
    TokenLapsed => "token_lapsed",
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
                "Only the owner, managers and admins of this room can do this; {}. Ask one of them.",
                are(*role)
            ),
            Self::NotAnOwner { role } => {
                write!(f, "Only the owner and admins of this room can do this; {}. Ask one of them.", are(*role))
            }
            Self::NotAnAdmin => f.write_str("Only admins can do this. Ask an admin."),
            Self::ForeignAccount => f.write_str(Thing::Account.sentence()),
            Self::NotAMember => f.write_str("Only members of this room can do that. Ask its owner to add you."),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_denial_has_its_own_code_the_name_that_it_goes_by_on_the_wire() {
        for denial in Denial::ALL {
            let written = serde_json::to_value(denial).unwrap();
            let name = written.as_str().or_else(|| written.as_object()?.keys().next().map(String::as_str));
            assert_eq!(name, Some(denial.code()));
        }
    }
}
