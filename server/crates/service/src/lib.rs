//! The use cases, one verb a file: the only place where a removal becomes real.
//!
//! Each act loads what is known, decides and changes in one write transaction. Knows no HTTP and no SQL.

// First, since what comes after uses its macro.
#[macro_use]
mod attempt;

mod actor;
mod announce;
mod appoint;
mod aside;
mod audit;
mod bans;
mod bearer;
mod channel_people;
mod channels;
mod chat_tokens;
mod counts;
mod create_once;
mod delete;
mod delete_room;
mod directory;
mod edit;
mod elastic;
mod find;
mod fingerprint;
mod fresh_keys;
mod incident;
mod invite;
mod jobs;
mod keys;
mod listed;
mod listen;
mod members;
mod overview;
mod password;
mod preview;
mod purge;
mod read;
mod records;
mod redact;
mod refusal;
mod removal;
mod retention;
mod rooms;
mod send;
mod service;
mod sessions;
mod set_up;
mod settings;
mod taken;
mod throttle;
mod users;
mod vault;
mod watch;
mod whisper;

pub use actor::{Actor, Client};
pub use channel_people::CreatePerson;
pub use channels::{CreateChannel, UpdateChannel};
pub use chat_tokens::{Chatter, CreateChatToken, IssuedChatToken};
pub use counts::Counts;
pub use keys::{CreateKey, KeyOwner, Proved, Signer};
pub use listen::{ChannelDetails, Listener};
pub use live::{Heard, News, Tap, Word};
pub use members::parse_room_role;
pub use password::Passwords;
pub use purge::PurgeRoom;
pub use records::{Called, RecordPage, Settings, TAGS_MAX, TagChange, TooManyTags};
pub use removal::RemoveMessage;
pub use rooms::CreateRoom;
pub use send::SendMessage;
pub use service::{Options, Service};
pub use sessions::token_hash;
pub use storage::{
    ListedAccount, ListedMember, ListedRoom, ListedUser, NewChannel, Part, RecordQuery, RoomRecord, Seat, Taken,
};
pub use users::{NewPerson, Place};
pub use whisper::Whisper;
