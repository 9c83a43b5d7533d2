//! Chime SDK messaging over the real binary: every operation with the shapes that its clients read, who may do what,
//! and what is told of requests that are not as the model says.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

#[path = "messaging/channels.rs"]
mod channels;
#[path = "messaging/messages.rs"]
mod messages;
#[path = "messaging/mode.rs"]
mod mode;
#[path = "messaging/names.rs"]
mod names;
#[path = "messaging/people.rs"]
mod people;
#[path = "messaging/refusals.rs"]
mod refusals;
#[path = "messaging/roles.rs"]
mod roles;
mod running;
#[path = "messaging/sub_channels.rs"]
mod sub_channels;
#[path = "messaging/table.rs"]
mod table;
#[path = "messaging/targets.rs"]
mod targets;

use running::channels::{Scene, elastic, message};

const TAG: &str = "/tags?operation=tag-resource";
const UNTAG: &str = "/tags?operation=untag-resource";
