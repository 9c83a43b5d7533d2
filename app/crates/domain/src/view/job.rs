//! The physical work of purges: how far it is, and what was found when it was looked at again.

use serde::{Deserialize, Serialize};

use super::{PersonRef, RoomRef};
use crate::{JobId, OperationId, Timestamp};

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Not begun.
    Waiting,
    /// At work.
    Running,
    /// Done, and looked at again: erased.
    Done,
    /// Ended, but something was left; the receipt says what.
    Partial,
    /// Broke off; it is taken up again within seconds.
    Failed,
}

impl JobState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Running, Self::Done, Self::Partial, Self::Failed];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Partial => "partial",
            Self::Failed => "failed",
        }
    }

    /// Reads a stable code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Running => "Erasing",
            Self::Done => "Erased",
            Self::Partial => "Partly erased",
            Self::Failed => "Stopped",
        }
    }

    /// Whether it will not change any more by itself.
    #[must_use]
    pub const fn ended(self) -> bool {
        match self {
            Self::Done | Self::Partial => true,
            Self::Waiting | Self::Running | Self::Failed => false,
        }
    }
}

/// One store that was looked at again after a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreCheck {
    /// The store, as people read it: `Messages`, `Write-ahead log`.
    pub store: String,
    /// What was looked for there, and what was found: one sentence.
    pub found: String,
    /// Whether nothing of the removed was left.
    pub clean: bool,
}

/// What was looked at again after a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// When.
    pub at: Timestamp,
    /// Store by store. What is not listed was not checked.
    pub checks: Vec<StoreCheck>,
}

impl Receipt {
    /// Whether every store that was looked at was clean.
    #[must_use]
    pub fn erased(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|check| check.clean)
    }
}

/// The physical work of a purge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    /// Which.
    pub id: JobId,
    /// The removal it carries out.
    pub operation: OperationId,
    /// The room.
    pub room: RoomRef,
    /// Who asked for it.
    pub actor: PersonRef,
    /// How far it is.
    pub state: JobState,
    /// Messages to erase.
    pub total: u64,
    /// Messages erased.
    pub done: u64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When erasing began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Messages erased in a second, from the beginning to the end, or until now.
    pub per_second: Option<u64>,
    /// What was found afterwards.
    pub receipt: Option<Receipt>,
}

/// A page of jobs, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobPage {
    /// The jobs.
    pub jobs: Vec<JobView>,
    /// Where the next page begins, if there is one.
    pub next: Option<JobId>,
}
