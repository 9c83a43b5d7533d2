//! Every bound of a run, by name, with its unit last: a run stops by itself.

use std::time::Duration;

/// How long a load runs before it counts.
pub const WARM_UP: Duration = Duration::from_millis(300);
/// How long a load counts.
pub const COUNTED: Duration = Duration::from_secs(1);
/// How often product and limit are loaded in turns; the middle one counts. Many and short, so that a moment in which the
/// machine does something else falls on few of them.
pub const TURNS: usize = 11;
/// How often product and limit take turns in front of viewers; the middle one counts.
pub const ROUNDS: usize = 5;
/// Messages that are there to be redacted in all rounds.
pub const REDACTABLE_MESSAGES: u64 = 1_000_000;
/// Time between two removals that viewers watch.
pub const FAN_OUT_PAUSE: Duration = Duration::from_millis(10);
/// How long anything that is waited for may take.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// Feeds of one session: as many as the server takes.
pub const FEEDS_PER_SESSION: u32 = 64;
/// Messages put in with one transaction.
pub const CHUNK_MESSAGES: u64 = 5_000;
/// Messages of a large room; the large store has two.
pub const LARGE_ROOM_MESSAGES: u64 = 1_000_000;
/// Messages of a middling room.
pub const MIDDLING_ROOM_MESSAGES: u64 = 100_000;
/// Messages of a small room.
pub const SMALL_ROOM_MESSAGES: u64 = 100;
/// How long page reads and redactions are watched while nothing else happens.
pub const IDLE_WATCH: Duration = Duration::from_secs(5);
/// Lines of the log that is imported.
pub const LOG_LINES: u64 = 200_000;
