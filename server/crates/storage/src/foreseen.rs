//! What the writes of a group will ask first, read for all of them in one query as their transaction begins.
//!
//! The driver runs every statement on a thread of its own, and the way there and back costs more than the statement.
//! What was read never outlives a change: whatever touches the connection forgets it, but for the removals of single
//! messages, which say exactly what they changed.

use domain::{EventNumber, IdempotencyKey, MessageId, RoomId};

use crate::{Credential, Known};

/// What a write asks first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asks {
    /// Who, by what they are known by.
    pub who: Credential,
    /// About which room.
    pub room: Option<RoomId>,
    /// About which message.
    pub message: Option<MessageId>,
    /// What was done before under which key.
    pub key: Option<IdempotencyKey>,
}

/// What was read beforehand and is still true.
#[derive(Debug, Default)]
pub(crate) struct Foreseen {
    known: Vec<(Asks, Known)>,
}

impl Foreseen {
    pub(crate) const fn new(known: Vec<(Asks, Known)>) -> Self {
        Self { known }
    }

    /// What is known to answer this, once.
    pub(crate) fn take(&mut self, asks: &Asks) -> Option<Known> {
        let at = self.known.iter().position(|(asked, _)| asked == asks)?;
        Some(self.known.swap_remove(at).1)
    }

    /// Something changed: everything is to be asked anew.
    pub(crate) fn forget(&mut self) {
        self.known.clear();
    }

    /// One message was removed, `gone` of it from the room's count, and remembered under a key: what concerns either
    /// is to be asked anew, and the room has another newest event.
    pub(crate) fn removed(
        &mut self,
        room: RoomId,
        message: MessageId,
        number: EventNumber,
        gone: u64,
        key: Option<&IdempotencyKey>,
    ) {
        self.known.retain_mut(|(asked, known)| {
            if let Some(room) = known.room.as_mut().filter(|known| known.id == room) {
                room.last_event = number;
                room.message_count = room.message_count.saturating_sub(gone);
                if asked.message == Some(message) {
                    return false;
                }
            }
            key.is_none() || asked.key.as_ref() != key
        });
    }
}

#[cfg(test)]
mod tests {
    use domain::{Facts, UserId};

    use super::*;
    use crate::KnownRoom;

    const ROOM: RoomId = RoomId::from_raw(7);

    fn asks(room: RoomId, message: i64, key: &str) -> Asks {
        let key = IdempotencyKey::optional(key).unwrap_or_default();
        Asks { who: Credential::Session([0; 32]), room: Some(room), message: Some(MessageId::from_raw(message)), key }
    }

    fn known(room: RoomId) -> Known {
        let facts = Facts {
            disabled: false,
            platform_admin: false,
            account: None,
            account_admin: false,
            key: None,
            agent: None,
            lent: None,
            room: None,
        };
        let room = KnownRoom {
            id: room,
            name: String::new(),
            reason_required: false,
            purged_through: MessageId::MIN,
            message_count: 9,
            last_message: MessageId::MAX,
            last_event: EventNumber(3),
            elastic: false,
            own_sub_channel: None,
        };
        Known { user: UserId::MIN, facts, room: Some(room), message: None, remembered: None }
    }

    #[test]
    fn a_removal_leaves_only_what_is_still_true() {
        let other = RoomId::from_raw(8);
        let all = [asks(ROOM, 1, "a"), asks(ROOM, 2, "b"), asks(ROOM, 3, "a"), asks(other, 1, ""), asks(other, 1, "a")];
        let read = all.iter().map(|asks| (asks.clone(), known(asks.room.unwrap_or(ROOM)))).collect();
        let mut foreseen = Foreseen::new(read);
        foreseen.removed(ROOM, MessageId::from_raw(1), EventNumber(4), 1, all[0].key.as_ref());
        let left = all.each_ref().map(|asks| foreseen.take(asks).and_then(|known| known.room));
        let said = left.map(|room| room.map(|room| (room.last_event.0, room.message_count)));
        assert_eq!(said, [None, Some((4, 8)), None, Some((3, 9)), None], "message, other, key, room, key elsewhere");
    }

    #[test]
    fn an_answer_is_given_once_and_not_after_a_change() {
        let asked = asks(ROOM, 1, "");
        let mut foreseen = Foreseen::new(vec![(asked.clone(), known(ROOM)), (asked.clone(), known(ROOM))]);
        assert!(foreseen.take(&asked).is_some());
        foreseen.forget();
        assert!(foreseen.take(&asked).is_none());
    }
}
