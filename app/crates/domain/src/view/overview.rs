//! The numbers on the first page.

use serde::{Deserialize, Serialize};

use super::{AuditView, RoomRef};
use crate::Day;

/// Removals of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    /// The day, UTC.
    pub day: Day,
    /// Messages redacted.
    pub redacted: u64,
    /// Messages deleted.
    pub deleted: u64,
    /// Messages purged.
    pub purged: u64,
}

/// The numbers on the first page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Rooms the viewer can see, archived ones left out.
    pub rooms: u64,
    /// Messages in them.
    pub messages: u64,
    /// People in them (admins: all users).
    pub people: u64,
    /// Jobs that have not ended.
    pub jobs_running: u64,
    /// Removals of the last fourteen days, oldest first, days without any included.
    pub days: Vec<DayCount>,
    /// Removals per room in the same time, most first, at most ten.
    pub busiest: Vec<(RoomRef, u64)>,
    /// The newest audit entries that the viewer may see, at most five.
    pub latest: Vec<AuditView>,
}
