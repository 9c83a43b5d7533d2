//! Rooms: the list by key and one of them (`list`), what is changed about them (`change`), and one as the server itself
//! looks at it (`row`).

mod change;
mod list;
mod row;

pub(crate) use self::row::RoomRow;
