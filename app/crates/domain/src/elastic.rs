//! Elastic channels, which are divided into sub-channels, and channels that are not kept for ever.

use crate::{Role, SubChannelId, Timestamp, UserId};

/// The fewest sub-channels that an elastic channel may be allowed.
pub const SUB_CHANNELS_MIN: u32 = 2;
/// The fewest members that a sub-channel may be meant for.
pub const SUB_CHANNEL_MEMBERS_MIN: u32 = 2;
/// The largest share of those members, in percent, under which a sub-channel may count as too small.
pub const SUB_CHANNEL_PERCENT_MAX: u32 = 40;
/// The most days that a channel may be kept for.
pub const EXPIRATION_DAYS_MAX: u32 = 5475;

/// How an elastic channel is divided, as programs set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ElasticChannel {
    /// Sub-channels at the most.
    pub sub_channels_max: u32,
    /// Members of each at the most.
    pub members_target: u32,
    /// Percents of them under which a sub-channel is too small. Kept and shown; nobody is moved.
    pub members_min_percent: u32,
}

impl ElasticChannel {
    /// Whether so many people find a place.
    #[must_use]
    pub const fn holds(self, people: usize) -> bool {
        people as u64 <= self.sub_channels_max as u64 * self.members_target as u64
    }
}

/// Where in a room somebody acts, as they name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Within {
    /// Through a door that knows no sub-channels: a room is one there. What is written goes to the writer's own.
    #[default]
    Room,
    /// By a program that knows them, and has named one or none.
    Named(Option<SubChannelId>),
}

impl Within {
    /// The sub-channel that was named.
    #[must_use]
    pub const fn named(self) -> Option<SubChannelId> {
        match self {
            Self::Room => None,
            Self::Named(sub_channel) => sub_channel,
        }
    }
}

/// From when the days of an expiration are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criterion {
    /// From the making of the channel.
    Created,
    /// From its newest message, or from its making as long as there is none.
    LastMessage,
}

/// For how long a channel is kept, as programs set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiration {
    /// Days, 1 to [`EXPIRATION_DAYS_MAX`].
    pub days: u32,
    /// From when they are counted.
    pub criterion: Criterion,
}

impl Expiration {
    /// When a channel is over that was made and last written to at these moments.
    #[must_use]
    pub fn over_at(self, made_at: Timestamp, last_message: Option<Timestamp>) -> Timestamp {
        const DAY_MS: i64 = 24 * 60 * 60 * 1000;
        let from = match self.criterion {
            Criterion::Created => made_at,
            Criterion::LastMessage => last_message.unwrap_or(made_at),
        };
        from.plus_millis(i64::from(self.days) * DAY_MS)
    }
}

/// An expiration, and on whose word it rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpirationRule {
    /// What was set.
    pub kept: Expiration,
    /// By whom.
    pub set_by: UserId,
    /// The role that they held towards the channel.
    pub role: Role,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_over_so_many_days_after_its_making_or_its_last_message() {
        let (made, said) = (Timestamp::from_millis(1_000), Timestamp::from_millis(5_000));
        let over = |criterion, last| Expiration { days: 2, criterion }.over_at(made, last).millis();
        assert_eq!(over(Criterion::Created, Some(said)), 172_801_000);
        assert_eq!(over(Criterion::LastMessage, Some(said)), 172_805_000);
        assert_eq!(over(Criterion::LastMessage, None), 172_801_000);
    }

    #[test]
    fn an_elastic_channel_holds_the_members_of_all_its_sub_channels() {
        let elastic = ElasticChannel { sub_channels_max: 2, members_target: 3, members_min_percent: 40 };
        assert!(elastic.holds(6) && !elastic.holds(7));
    }
}
