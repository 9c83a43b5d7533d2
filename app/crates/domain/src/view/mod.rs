//! What one viewer may see, as plain data: read by the service, drawn by the pages.
//!
//! Whatever stands here is printed into the page, so what a viewer may not see is absent, never hidden.

mod audit;
mod job;
mod key;
mod message;
mod overview;
mod refs;
mod removal;
mod room;
mod user;
mod viewer;

pub use self::{
    audit::{AuditPage, AuditQuery, AuditView, BrokenLink, ChainReport, Outcome},
    job::{JobPage, JobState, JobView, Receipt, StoreCheck},
    key::{KeyPage, KeyQuery, KeyView, NewKeyView},
    message::{Anchor, Body, Extra, MessagePage, MessageView, Quote, QuoteText, RemovedBy, Tombstone},
    overview::{DayCount, Overview},
    refs::{AccountRef, PersonRef, RoomRef},
    removal::{OperationView, RemovalView},
    room::{Controls, MemberPage, MemberView, RoomPage, RoomQuery, RoomScope, RoomSort, RoomSummary, RoomView},
    user::{UserPage, UserQuery, UserView},
    viewer::{SessionView, Theme, Viewer},
};
