//! Every bound of the fan-out, by name, with its unit last.

use std::time::Duration;

/// Longest message that a client may send, in bytes: it only ever says which room it watches.
pub const CLIENT_MESSAGE_BYTES_MAX: usize = 1024;
/// Bytes that wait for one slow viewer beyond what the kernel holds; more, and it is told to read afresh.
pub const VIEWER_BACKLOG_BYTES_MAX: usize = 256 * 1024;
/// Bytes that wait in one room for their fan-out; more, and all its viewers are told to read afresh.
pub const ROOM_QUEUE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Bytes of events that go to a viewer in one write, when several wait.
pub const BATCH_BYTES_MAX: usize = 64 * 1024;
/// Sockets that are written before other work gets its turn: less than a millisecond.
pub const FAN_OUT_TURN_SOCKETS: usize = 128;
/// Viewers of a room from which on giving an event to all takes ten milliseconds or more.
pub const CROWD_MIN: usize = 2_000;
/// What the answer of whoever published is ahead of such a crowd.
pub const HEAD_START: Duration = Duration::from_millis(1);
/// Feeds that one session may have open at once.
pub const FEEDS_PER_SESSION_MAX: usize = 64;
/// Reads of one client's socket before other work gets its turn.
pub(crate) const READS_PER_TURN: usize = 32;
/// How long nothing is sent before the line deserves a sign of life.
pub const QUIET_AFTER: Duration = Duration::from_secs(20);
/// How often a client is asked whether it is there.
pub const PING_EVERY: Duration = Duration::from_secs(20);
/// How long a client may neither answer nor read before it is dropped.
pub const SILENCE_MAX: Duration = Duration::from_secs(60);
/// How long a client has to answer a close frame.
pub const CLOSE_ANSWER_MAX: Duration = Duration::from_secs(2);
/// Events that wait for one who listens in; more, and it is told that something was lost.
pub const TAP_QUEUE_MAX: usize = 1024;
