//! Rooms and people as programs see them that look after channels.

use crate::{
    AccountId, ElasticChannel, EventNumber, Expiration, Id, MessageId, Page, RoomId, RoomRole, SubChannelId, Timestamp,
    UserId,
};

/// Somebody, with all that a name for programs is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Somebody {
    /// Who.
    pub id: UserId,
    /// The account that they belong to.
    pub account: Option<AccountId>,
    /// The name that a program gave them, to find them by.
    pub given: Option<String>,
    /// The name they go by.
    pub name: String,
}

/// What programs set about a channel, and get back as they set it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChannelSettings {
    /// `Mode`: members are to add members too, and not only moderators.
    pub unrestricted: bool,
    /// `Privacy`: it is to be found by anybody of the account.
    pub public: bool,
    /// Free text for applications.
    pub metadata: Option<String>,
    /// How it is divided into sub-channels, if it is.
    pub elastic: Option<ElasticChannel>,
    /// For how long it is kept; `None` for ever.
    pub expiration: Option<Expiration>,
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelView {
    /// Which.
    pub id: RoomId,
    /// The account that it belongs to.
    pub account: Option<AccountId>,
    /// The name that a program gave it, to find it by.
    pub given: Option<String>,
    /// Its name.
    pub name: String,
    /// What programs set about it.
    pub settings: ChannelSettings,
    /// Who made it, when that is known.
    pub created_by: Option<UserId>,
    /// When something was last written.
    pub last_message: Option<Timestamp>,
    /// When something about it was last changed.
    pub updated_at: Timestamp,
}

/// A member of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelMember {
    /// Who.
    pub who: Somebody,
    /// Their role.
    pub role: RoomRole,
    /// Since when.
    pub since: Timestamp,
    /// When their role was last changed, or else when they became a member.
    pub changed_at: Timestamp,
    /// They are in no list but that of the hidden members.
    pub hidden: bool,
    /// The sub-channel that they are in, if the channel is elastic.
    pub sub_channel: Option<SubChannelId>,
}

/// A part of an elastic channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubChannel {
    /// Which.
    pub id: SubChannelId,
    /// How many members it has, hidden ones too.
    pub members: u64,
}

/// Somebody who is banned from a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelBan {
    /// Who.
    pub who: Somebody,
    /// By whom.
    pub by: UserId,
    /// Since when.
    pub since: Timestamp,
}

/// A room that somebody listens to, with all that its name for programs is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardRoom {
    /// Which.
    pub id: RoomId,
    /// The account that it belongs to.
    pub account: Option<AccountId>,
    /// The name that a program gave it, to find it by.
    pub given: Option<String>,
    /// The sub-channel in which they listen, if it is elastic.
    pub sub_channel: Option<SubChannelId>,
    /// They are a hidden member.
    pub hidden: bool,
    /// Its newest event: who begins to listen now has missed nothing up to it.
    pub head: EventNumber,
    /// When that was.
    pub head_at: Timestamp,
}

/// A page of a list whose keys are ids.
pub type Part<T, K> = Page<T, Id<K>>;

/// Which messages of a room to read, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The newest first.
    pub newest_first: bool,
    /// The first that is in it.
    pub from: MessageId,
    /// The first that no longer is.
    pub until: MessageId,
}

impl Span {
    /// Everything from a moment on, up to and with another one.
    #[must_use]
    pub fn new(newest_first: bool, not_before: Option<Timestamp>, not_after: Option<Timestamp>) -> Self {
        // Ids hold no moment later than this, nor one before 1970.
        let last = MessageId::MAX.timestamp();
        let bound = |at: Timestamp| MessageId::first_at(Timestamp::from_millis(at.millis().clamp(0, last.millis())));
        Self {
            newest_first,
            from: not_before.map_or(MessageId::MIN, bound),
            until: not_after.map_or(MessageId::MAX, |at| bound(at.plus_millis(1))),
        }
    }

    /// What of it comes after a message.
    #[must_use]
    pub fn after(self, message: MessageId) -> Self {
        if self.newest_first {
            Self { until: self.until.min(message), ..self }
        } else {
            Self { from: self.from.max(MessageId::from_raw(message.raw().saturating_add(1))), ..self }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_holds_both_of_its_moments_and_goes_on_after_a_message() {
        let (first, last) = (Timestamp::from_millis(1_000), Timestamp::from_millis(2_000));
        let span = Span::new(true, Some(first), Some(last));
        assert!(span.from <= MessageId::at(first, 0) && MessageId::at(last, 9) < span.until);
        assert_eq!(span.until.timestamp(), Timestamp::from_millis(2_001));
        let message = MessageId::at(first, 5);
        assert_eq!(span.after(message).until, message);
        assert_eq!(Span { newest_first: false, ..span }.after(message).from, MessageId::at(first, 6));
    }

    #[test]
    fn moments_that_no_id_holds_are_bounds_all_the_same() {
        let span = Span::new(false, Some(Timestamp::from_millis(-5)), Some(Timestamp::from_millis(i64::MAX / 2)));
        assert_eq!(span.from, MessageId::MIN);
        assert!(span.until.timestamp() == MessageId::MAX.timestamp());
    }
}
