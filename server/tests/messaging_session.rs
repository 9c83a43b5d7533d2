//! Messaging sessions over the real binary: who may open one, what is told, and when it ends.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

#[path = "messaging_session/batches.rs"]
mod batches;
#[path = "messaging_session/beginning.rs"]
mod beginning;
mod running;
#[path = "messaging_session/sessions.rs"]
mod sessions;
#[path = "messaging_session/sub_channels.rs"]
mod sub_channels;
#[path = "messaging_session/targets.rs"]
mod targets;
#[path = "messaging_session/telling.rs"]
mod telling;
