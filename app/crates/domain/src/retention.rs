//! For how long an account keeps messages.

use crate::{Role, Timestamp, UserId};

/// Milliseconds of a day.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Days that messages can be kept for at the most: fifteen years, as in the model of Amazon Chime.
pub const RETENTION_DAYS_MAX: u32 = 5_475;

/// A number of days after which messages go: 1 to [`RETENTION_DAYS_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionDays(u32);

impl RetentionDays {
    /// Checks the number.
    #[must_use]
    pub const fn new(days: u32) -> Option<Self> {
        if days >= 1 && days <= RETENTION_DAYS_MAX { Some(Self(days)) } else { None }
    }

    /// How many.
    #[must_use]
    pub const fn days(self) -> u32 {
        self.0
    }

    /// The moment before which everything is too old.
    #[must_use]
    pub fn end(self, now: Timestamp) -> Timestamp {
        now.plus_millis(-DAY_MS * i64::from(self.0))
    }
}

/// For how long messages are kept; `None` for ever.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retention {
    /// In rooms and channels.
    pub rooms: Option<RetentionDays>,
    /// In conversations.
    pub conversations: Option<RetentionDays>,
}

impl std::fmt::Display for Retention {
    /// As the audit log notes it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kept = |days: Option<RetentionDays>| days.map_or("for ever".to_owned(), |days| format!("{} days", days.0));
        write!(f, "Rooms: {}; conversations: {}", kept(self.rooms), kept(self.conversations))
    }
}

/// What an admin has set, to be carried out by the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionRule {
    /// For how long.
    pub kept: Retention,
    /// Who set it.
    pub set_by: UserId,
    /// The role they held then: what the removals that follow rest on.
    pub role: Role,
    /// Nothing is removed by it before.
    pub begins_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_bounds_and_an_end() {
        assert_eq!([0, 1, 5_475, 5_476].map(|days| RetentionDays::new(days).is_some()), [false, true, true, false]);
        let now = Timestamp::from_millis(10 * DAY_MS);
        assert_eq!(RetentionDays::new(3).map(|days| days.end(now).millis()), Some(7 * DAY_MS));
    }

    #[test]
    fn a_rule_reads_as_a_sentence() {
        let kept = Retention { rooms: RetentionDays::new(30), conversations: None };
        assert_eq!(kept.to_string(), "Rooms: 30 days; conversations: for ever");
    }
}
