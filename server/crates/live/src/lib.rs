//! Bounded fan-out: gives what was published about a room to everybody who watches it.
//!
//! A [`Hub`] is shared by the whole process. The service publishes into it after commit; each open WebSocket has a
//! [`Feed`] of it. Frames are encoded once for all viewers and written by the room's own task straight to the
//! sockets; the task of a viewer sleeps meanwhile and wakes only when its client speaks or its socket is full.
//!
//! Never waits for a viewer: who is too slow loses its place and is told so. Never queues without a bound. Never
//! asks who may see a room, never reads a store, never looks inside the JSON that it carries.

mod batch;
mod feed;
mod frame;
mod hub;
pub mod limits;
mod line;
mod lock;
mod room;
mod tap;
mod viewer;

pub use batch::{Aside, Content, Event, Quoted, Removed};
pub use feed::{Feed, Happening, Stopped};
pub use frame::{Closing, Skipped, Texts};
pub use hub::{Counts, Hub};
pub use line::{Line, Stream};
pub use tap::{Heard, News, Tap, Word};
