//! The use cases as stories: who may do what, what a removal takes along, and what stands on the record afterwards.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

mod aside;
mod bearer;
mod chat_tokens;
mod delete;
mod delete_room;
mod elastic;
mod fresh_keys;
mod gone;
mod jobs;
mod keys;
mod missed;
mod names;
mod once;
mod people;
mod purge;
mod record;
mod redact;
mod retention;
mod rooms;
mod sessions;
mod table;
mod talk;
mod together;
