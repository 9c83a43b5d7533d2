//! Messages: pages by key, and the acts that change them. What a purge has hidden no statement here returns, and what is
//! between two others neither.

mod newest;
mod page;
mod purge;
mod row;
mod select;
mod taken;
mod write;

pub use self::{purge::Removal, select::NEWEST_MESSAGES, taken::Taken, write::NewMessage};
pub(crate) use self::{purge::removal_entry, row::these};
use crate::StorageError;

/// A statement group that changed another number of rows than it must is taken back.
pub(crate) fn expect_rows(changed: u64, expected: u64, what: &'static str) -> Result<(), StorageError> {
    if changed == expected { Ok(()) } else { Err(StorageError::Inconsistent(what)) }
}
