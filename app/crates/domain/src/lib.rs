//! The words of Roomkeeper as plain types, shared by the server and the browser.
//!
//! Nothing here does input or output, reads a clock or draws a random number: time and chance come in as
//! arguments. Values are validated once, where they are made, so that no `String` further in means a reason.

pub mod channel;
mod earshot;
mod elastic;
mod event;
mod failure;
mod id;
mod key;
pub mod limits;
mod page;
mod policy;
mod retention;
mod role;
mod time;
mod timeline;
mod value;
mod verb;
pub mod view;

pub use earshot::{Earshot, may_read};
pub use elastic::{
    Criterion, EXPIRATION_DAYS_MAX, ElasticChannel, Expiration, ExpirationRule, SUB_CHANNEL_MEMBERS_MIN,
    SUB_CHANNEL_PERCENT_MAX, SUB_CHANNELS_MIN, Within,
};
pub use event::{Audience, Batch, Event, EventKind, EventNumber, Frame, Watch};
pub use failure::{Conflict, Denial, Failure, Field, KeyFile, Problem, Thing};
pub use id::{AccountId, Id, InvalidId, JobId, Kind, MessageId, OperationId, RoomId, SubChannelId, UserId, kind};
pub use key::{ClientKey, InvalidKeyId, InvalidScope, KeyId, KeyScope, KeyStanding, KeyState};
pub use page::Page;
pub use policy::{
    Act, Agent, Capabilities, Facts, Grant, Lent, Permit, Portion, RoomFacts, Sight, act, decide, may_act_for, permit,
    permit_by_expiration, permit_by_rule, role_held, sight,
};
pub use retention::{RETENTION_DAYS_MAX, Retention, RetentionDays, RetentionRule};
pub use role::{InvalidRole, Role, RoomRole};
pub use time::{Day, Timestamp};
pub use timeline::{Applied, Timeline};
pub use value::{Content, DisplayName, Email, IdempotencyKey, Invalid, KeyLabel, Note, Password, Reason, RoomName};
pub use verb::{Door, RoomKind, Verb, Way};
