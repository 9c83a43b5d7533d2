//! Lines of logs that are brought in from elsewhere, and which of them were brought in before.
//!
//! A line is known again by its minute and by the mark that its id ends with, wherever it stands within the minute now:
//! lines before it may have left the log since.

use std::collections::{HashMap, HashSet};

use domain::{MessageId, RoomId, Timestamp, UserId};

use crate::{
    BulkMessage, StorageError, Store, WriteTx,
    bulk::{Gone, json},
};

const MINUTE_MS: i64 = 60_000;
/// Ids from the first of a minute to its last.
const MINUTE_IDS: i64 = MessageId::first_at(Timestamp::from_millis(MINUTE_MS)).raw() - 1;

/// A line of a log that is to be put in.
#[derive(Debug, Clone)]
pub struct BulkLine {
    /// The message that it makes. Its id ends with the mark of the line.
    pub message: BulkMessage,
    /// How an older version would have put it in.
    pub older: Option<OlderMark>,
}

/// How a line was marked by versions that marked lines by their text alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OlderMark {
    /// The id that it had.
    pub id: MessageId,
    /// How many of the same mark come before it in its minute.
    pub earlier: u32,
}

/// The first id of an id's minute.
fn minute(id: MessageId) -> i64 {
    let at = id.timestamp().millis();
    MessageId::first_at(Timestamp::from_millis(at - at.rem_euclid(MINUTE_MS))).raw()
}

/// What there is, or was, in the minutes of some lines.
struct Before {
    gone: Gone,
    /// How often there is a mark in a minute.
    marks: HashMap<(i64, u32), u32>,
}

impl Before {
    fn knows(&self, line: &BulkLine) -> bool {
        let id = line.message.id;
        let times = |id| self.marks.get(&(minute(id), id.sequence())).copied().unwrap_or_default();
        let knows_older = |older: OlderMark| self.gone.covers(older.id) || times(older.id) > older.earlier;
        self.gone.covers(id) || times(id) > 0 || line.older.is_some_and(knows_older)
    }
}

impl WriteTx {
    /// Puts the lines of a log in as [`WriteTx::put_messages`] does, but for those that were put in before, by this version or
    /// an older one, whether they are still there or were removed since.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn put_lines(
        &mut self,
        room: RoomId,
        lines: &[BulkLine],
        newcomers: &HashSet<UserId>,
    ) -> Result<u64, StorageError> {
        let before = self.before(room, lines).await?;
        let all: Vec<&BulkMessage> = lines.iter().map(|line| &line.message).collect();
        let fresh: Vec<&BulkMessage> =
            lines.iter().filter(|line| !before.knows(line)).map(|line| &line.message).collect();
        self.put_fresh(room, &all, &fresh, before.gone.last, Some(newcomers)).await
    }

    /// What there is by now of the minutes in which these lines were said.
    async fn before(&mut self, room: RoomId, lines: &[BulkLine]) -> Result<Before, StorageError> {
        // A log is in order for the most part: what is said in one minute is mostly found together.
        let mut minutes: Vec<i64> = lines.iter().map(|line| minute(line.message.id)).collect();
        minutes.dedup();
        minutes.sort_unstable();
        minutes.dedup();
        let first = minutes.first().copied().unwrap_or_default();
        let last = minutes.last().copied().unwrap_or_default() + MINUTE_IDS;
        let gone = self.gone_among(room, (first, last)).await?;
        // After the newest message of the room there is nothing to be looked for.
        minutes.retain(|minute| *minute <= gone.last.raw());
        let there: Vec<i64> = sqlx::query_scalar(
            "SELECT m.id
            FROM json_each($2) s
            CROSS JOIN messages m ON m.room_id = $1 AND m.id BETWEEN s.value AND s.value + $3",
        )
        .bind(room.raw())
        .bind(json(&minutes)?)
        .bind(MINUTE_IDS)
        .fetch_all(self.connection().await?)
        .await?;
        let ids: HashSet<MessageId> =
            there.into_iter().map(MessageId::from_raw).chain(gone.removed.iter().copied()).collect();
        let mut marks = HashMap::new();
        for id in ids {
            *marks.entry((minute(id), id.sequence())).or_default() += 1;
        }
        Ok(Before { gone, marks })
    }

    /// Notes by what the key is known again with which a room's lines are marked; the first time that any are brought in.
    /// Answers whether it is still the same.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn import_with(&mut self, room: RoomId, known_by: &[u8]) -> Result<bool, StorageError> {
        let done = sqlx::query(
            "UPDATE rooms SET imported_with = $2 WHERE id = $1 AND (imported_with IS NULL OR imported_with = $2)",
        )
        .bind(room.raw())
        .bind(known_by)
        .execute(self.connection().await?)
        .await?;
        Ok(done.rows_affected() > 0)
    }
}

impl Store {
    /// Whether the lines of any room are marked with a key.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn imported_with_key(&self) -> Result<bool, StorageError> {
        let mut reader = self.reader().await?;
        Ok(sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM rooms WHERE imported_with IS NOT NULL AND deleted_at IS NULL)",
        )
        .fetch_one(&mut *reader)
        .await?)
    }
}
