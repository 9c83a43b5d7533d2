//! Who reads what was written to one member only: its sender, that member, and in the panel whoever moderates the room.
//!
//! The rule is [`Act::Overhear`] of the policy; here it becomes what a page, an event and a single message are held
//! against, so that none of them has a rule of its own.

use crate::{Act, Denial, Facts, UserId, decide};

/// Which of the messages that are for one member only somebody reads in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Earshot {
    /// All of them.
    Everything,
    /// Those that this user has sent or was sent.
    Own(UserId),
}

impl Earshot {
    /// How far it reaches for the actor of whom these facts are known.
    #[must_use]
    pub fn of(facts: &Facts, actor: UserId) -> Self {
        if decide(facts, Act::Overhear).is_ok() { Self::Everything } else { Self::Own(actor) }
    }

    /// Whether a message is within it. One that is for nobody in particular always is.
    #[must_use]
    pub fn reaches(self, sender: UserId, target: Option<UserId>) -> bool {
        match (self, target) {
            (Self::Everything, _) | (Self::Own(_), None) => true,
            (Self::Own(user), Some(target)) => user == sender || user == target,
        }
    }

    /// The one whose own messages are all that it reaches.
    #[must_use]
    pub const fn only(self) -> Option<UserId> {
        match self {
            Self::Everything => None,
            Self::Own(user) => Some(user),
        }
    }
}

/// Decides whether the actor may read a message, by whom it is from and for.
///
/// # Errors
/// As [`decide`] on [`Act::Overhear`], for what is between two others.
pub fn may_read(facts: &Facts, actor: UserId, sender: UserId, target: Option<UserId>) -> Result<(), Denial> {
    if Earshot::Own(actor).reaches(sender, target) { Ok(()) } else { decide(facts, Act::Overhear).map(drop) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KeyScope, RoomFacts, RoomId, RoomKind, RoomRole};

    fn facts(role: RoomRole) -> Facts {
        let room = RoomFacts {
            id: RoomId::MIN,
            account: None,
            kind: RoomKind::Channel,
            archived: false,
            public: false,
            elastic: false,
            unrestricted: false,
            membership: Some(role),
            banned: false,
            author: false,
        };
        Facts {
            disabled: false,
            platform_admin: false,
            account: None,
            account_admin: false,
            key: None,
            agent: None,
            lent: None,
            room: Some(room),
        }
    }

    #[test]
    fn what_is_between_two_is_read_by_them_and_in_the_panel_by_who_moderates() {
        let [one, other, third] = [1, 2, 3].map(UserId::from_raw);
        for (role, key, reads) in [
            (RoomRole::Member, None, Err(Denial::NotAModerator { role: crate::Role::Member })),
            (RoomRole::Manager, None, Ok(())),
            (RoomRole::Owner, None, Ok(())),
            (RoomRole::Owner, Some(KeyScope::All), Err(Denial::NotByKey)),
        ] {
            let facts = Facts { key, ..facts(role) };
            assert_eq!(may_read(&facts, third, one, Some(other)), reads, "{role:?} {key:?}");
            for (actor, target) in [(one, Some(other)), (other, Some(other)), (third, None)] {
                assert_eq!(may_read(&facts, actor, one, target), Ok(()), "{role:?} {key:?}");
            }
            let earshot = Earshot::of(&facts, third);
            assert_eq!(earshot.reaches(one, Some(other)), reads.is_ok(), "the same for a page");
            assert!(earshot.reaches(third, Some(other)) && earshot.reaches(one, Some(third)));
            assert!(earshot.reaches(one, None));
        }
    }
}
