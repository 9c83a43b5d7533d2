//! A room as the server itself looks at it, with nobody in particular asking.

use domain::{EventNumber, MessageId, RoomId};
use sqlx::FromRow;

use crate::KnownRoom;

/// The columns of `rooms` that a removal needs.
#[derive(FromRow)]
pub(crate) struct RoomRow {
    id: i64,
    name: String,
    reason_required: bool,
    purged_through: i64,
    message_count: i64,
    last_message_id: i64,
    last_event: i64,
    elastic: bool,
}

impl RoomRow {
    pub(crate) fn known(self) -> KnownRoom {
        KnownRoom {
            id: RoomId::from_raw(self.id),
            name: self.name,
            reason_required: self.reason_required,
            purged_through: MessageId::from_raw(self.purged_through),
            message_count: self.message_count.unsigned_abs(),
            last_message: MessageId::from_raw(self.last_message_id),
            last_event: EventNumber(self.last_event.unsigned_abs()),
            elastic: self.elastic,
            own_sub_channel: None,
        }
    }
}
