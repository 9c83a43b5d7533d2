//! The store: one SQLite file, and nobody else in the house speaks SQL.
//!
//! Reads go through a pool and return the views of `domain`. Writes are values that run inside the one writer's
//! transaction, see [`Write`]; what they change about messages asks for a `Grant`. Knows no HTTP and decides nothing.
//!
//! Parameters are written `$1`, never `?1`: several statements that belong together are sent as one, and the driver
//! miscounts `?N` parameters when a statement does not use all numbers below its highest.

mod audit;
mod backup;
mod bans;
mod blank;
mod bulk;
mod channels;
mod chat_tokens;
#[cfg(test)]
mod connections;
mod direct;
mod directory;
mod elastic;
mod erase;
mod error;
mod events;
mod expiration;
mod facts;
mod frames;
mod heard;
mod idempotency;
mod imported;
mod jobs;
mod keys;
mod listed;
mod log;
mod members;
mod messages;
mod names;
mod overview;
mod pages;
mod people;
mod records;
mod removals;
mod retention;
mod rooms;
mod sessions;
mod size;
mod spans;
mod store;
mod users;
mod writer;

pub use audit::{Entry, Noted, Sight};
pub use bulk::{BulkMember, BulkMessage, BulkRoom};
pub use channels::NewChannel;
pub use chat_tokens::{HeldChatToken, NewChatToken};
pub use directory::{ListedAccount, ListedUser, NO_PASSWORD};
pub use elastic::Seat;
pub use erase::{Erased, overwritten};
pub use error::StorageError;
pub use expiration::Over;
pub use facts::{Asks, Known, KnownMessage, KnownRoom, Session};
pub use idempotency::Remembered;
pub use imported::{BulkLine, OlderMark};
pub use jobs::OpenJob;
pub use keys::{Credential, HeldKey, NewKey};
pub use listed::{ListedMember, ListedRoom, Part};
pub use messages::{NEWEST_MESSAGES, NewMessage, Removal, Taken};
pub use records::{RecordQuery, RoomRecord};
pub use retention::Due;
pub use sessions::SessionRow;
pub use size::Size;
pub use store::{Clock, Committed, Options, Store, make_folder};
pub use users::{Identity, NewUser, Subject};
pub use writer::{Write, WriteTx};
