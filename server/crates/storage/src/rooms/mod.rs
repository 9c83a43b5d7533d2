//! Rooms: the list by key and one of them (`list`), and what is changed about them (`change`).

mod change;
mod list;

pub(crate) use self::list::ruled_account;
