//! The newest messages of many rooms at once, for those who begin to listen to them.

use std::collections::HashMap;

use domain::{Earshot, RoomId, SubChannelId, UserId, view::MessageView};

use super::{
    row::{MessageRow, read_page},
    select::{select_messages, select_page},
};
use crate::{StorageError, Store, heard::pairs};

/// The newest of each room of `$1`, `$3` at the most.
macro_rules! select_newest {
    () => {
        concat!(
            "SELECT e.value ->> 0, (",
            select_page!(select_messages!("(e.value ->> 0)"), " ORDER BY m.id DESC LIMIT $3"),
            ") FROM json_each($1) e"
        )
    };
}

/// Likewise, of one sub-channel of each.
macro_rules! select_newest_of_sub_channels {
    () => {
        concat!(
            "SELECT e.value ->> 0, (",
            select_page!(
                select_messages!(
                    @of "sub_channel_messages d CROSS JOIN messages m ON m.room_id = (e.value ->> 0) AND m.id = d.message_id",
                    "(e.value ->> 0)",
                    "(SELECT purged_through FROM rooms WHERE id = (e.value ->> 0))"
                ),
                " AND d.sub_channel_id = (e.value ->> 1) ORDER BY d.message_id DESC LIMIT $3"
            ),
            ") FROM json_each($1) e"
        )
    };
}

impl Store {
    /// The newest messages of each of these rooms, so many of each at the most, the newest first, and whether there are
    /// more of it; of a sub-channel, where one is named.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn newest_messages(
        &self,
        rooms: &[(RoomId, Option<SubChannelId>)],
        earshot: Earshot,
        rows: u32,
    ) -> Result<HashMap<RoomId, (Vec<MessageView>, bool)>, StorageError> {
        let (divided, whole): (Vec<_>, Vec<_>) =
            rooms.iter().copied().partition(|(_, sub_channel)| sub_channel.is_some());
        let mut found = HashMap::with_capacity(rooms.len());
        let mut reader = self.reader().await?;
        for (asked, sql) in [(whole, select_newest!()), (divided, select_newest_of_sub_channels!())] {
            if asked.is_empty() {
                continue;
            }
            let query = sqlx::query_as(sql).bind(pairs(asked)?).bind(earshot.only().map(UserId::raw)).bind(rows + 1);
            let pages: Vec<(i64, String)> = query.fetch_all(&mut *reader).await?;
            for (room, text) in pages {
                let mut page = read_page(&text)?;
                page.sort_unstable_by_key(|row| -row.id);
                let more = page.len() > rows as usize;
                let page = page.into_iter().take(rows as usize).map(MessageRow::view).collect();
                found.insert(RoomId::from_raw(room), (page, more));
            }
        }
        Ok(found)
    }
}
