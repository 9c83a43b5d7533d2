//! The audit log: its entries, what they are looked for by, and what walking its chain found.

use serde::{Deserialize, Serialize};

use super::{PersonRef, RoomRef};
use crate::{Day, Door, JobId, KeyId, MessageId, OperationId, Role, RoomId, Timestamp, UserId};

/// What an audit entry says came of an act.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused, for the reason with this code.
    Refused(String),
}

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    /// Its place in the log: 1, 2, 3 without gaps.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who; `None` for the server itself.
    pub actor: Option<PersonRef>,
    /// From which role.
    pub role: Option<Role>,
    /// Through which door.
    pub door: Door,
    /// With which access key, or about which.
    pub key: Option<KeyId>,
    /// What: the code of the act, as `redact` or `room.rename`.
    pub action: String,
    /// What came of it.
    pub outcome: Outcome,
    /// In which room.
    pub room: Option<RoomRef>,
    /// On which message.
    pub message: Option<MessageId>,
    /// On whom.
    pub subject: Option<PersonRef>,
    /// The removal it records.
    pub operation: Option<OperationId>,
    /// The job that erases, for a purge.
    pub job: Option<JobId>,
    /// How many messages went.
    pub count: Option<u64>,
    /// The public reason.
    pub reason: Option<String>,
    /// The private note.
    pub note: Option<String>,
    /// Hash of the entry before, in hexadecimal.
    pub previous: String,
    /// Hash of this entry, in hexadecimal.
    pub hash: String,
}

/// Which audit entries to list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct AuditQuery {
    /// Only by this person.
    pub actor: Option<UserId>,
    /// Only in this room.
    pub room: Option<RoomId>,
    /// Only this action; `""` for all.
    pub action: String,
    /// Only refused ones.
    pub refused: bool,
    /// From this day on.
    pub from: Option<Day>,
    /// Up to and with this day.
    pub until: Option<Day>,
    /// Only entries before this one.
    pub before: Option<u64>,
}

/// A page of the audit log, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditView>,
    /// Where the next page begins, if there is one.
    pub next: Option<u64>,
    /// People to filter by: those who act in what the viewer may see, newest first, at most a hundred.
    pub actors: Vec<PersonRef>,
    /// Rooms to filter by, likewise.
    pub rooms: Vec<RoomRef>,
}

/// What walking the chain found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainReport {
    /// Entries looked at.
    pub checked: u64,
    /// The first that does not fit, if any.
    pub broken: Option<BrokenLink>,
    /// Hash of the newest entry, in hexadecimal: note it elsewhere to notice a log cut short.
    pub head: String,
}

/// The first entry that does not fit the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokenLink {
    /// Its number.
    pub number: u64,
    /// What does not fit.
    pub why: String,
}
