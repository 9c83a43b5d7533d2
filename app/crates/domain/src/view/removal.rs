//! One removal: what it would do, and what came of it.

use serde::{Deserialize, Serialize};

use super::{MessageView, RoomRef};
use crate::{EventNumber, JobId, MessageId, OperationId, Role, RoomId, Timestamp, Verb};

/// One accepted removal, as answered to the person who asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationView {
    /// Which.
    pub id: OperationId,
    /// What was done.
    pub verb: Verb,
    /// In which room.
    pub room: RoomId,
    /// To which message; `None` for a purge.
    pub message: Option<MessageId>,
    /// How many messages went.
    pub count: u64,
    /// When.
    pub at: Timestamp,
    /// From which role.
    pub role: Role,
    /// The job that erases, for a purge.
    pub job: Option<JobId>,
}

/// What the dialog of a removal shows before it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalView {
    /// What would be done.
    pub verb: Verb,
    /// In which room.
    pub room: RoomRef,
    /// The message it is about; `None` for a purge.
    pub message: Option<MessageView>,
    /// For a purge: the newest message it takes; later ones survive. `None` when the room is empty.
    pub through: Option<MessageId>,
    /// The room's last event as this was looked up: a purge of what is no longer so is refused.
    pub seen: EventNumber,
    /// How many messages go.
    pub count: u64,
    /// Whether the room wants a reason.
    pub reason_required: bool,
    /// Made for this dialog: the same key twice removes once.
    pub key: String,
}
