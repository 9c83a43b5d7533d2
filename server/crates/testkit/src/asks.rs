//! The commands of the service, with nothing but what a test is about.

use domain::{
    Content, IdempotencyKey, MessageId, Note, Reason, RoomId, Within,
    view::{Extra, RemovalView},
};
use service::{PurgeRoom, RemoveMessage, SendMessage};

/// Asks for a message to be written.
#[must_use]
pub fn write(room: RoomId, text: &str) -> SendMessage {
    SendMessage {
        room,
        content: Content::new(text).unwrap(),
        reply_to: None,
        key: None,
        extra: Extra::default(),
        within: Within::Room,
        to: None,
    }
}

/// Asks for the removal of one message.
#[must_use]
pub const fn removal(room: RoomId, message: MessageId) -> RemoveMessage {
    RemoveMessage::new(room, message)
}

/// Asks for everything in the room that goes by this name to be purged.
#[must_use]
pub fn purge(room: RoomId, name: &str) -> PurgeRoom {
    PurgeRoom {
        room,
        through: None,
        seen: None,
        confirmation: Some(name.to_owned()),
        reason: None,
        note: None,
        key: None,
    }
}

/// What can be said about a removal of one message.
pub trait RemoveAsk: Sized {
    /// With this public reason.
    #[must_use]
    fn because(self, reason: &str) -> Self;
    /// With this private note.
    #[must_use]
    fn noting(self, note: &str) -> Self;
    /// Under this idempotency key.
    #[must_use]
    fn keyed(self, key: &str) -> Self;
}

impl RemoveAsk for RemoveMessage {
    fn because(mut self, reason: &str) -> Self {
        self.reason = Some(Reason::new(reason).unwrap());
        self
    }

    fn noting(mut self, note: &str) -> Self {
        self.note = Some(Note::new(note).unwrap());
        self
    }

    fn keyed(mut self, key: &str) -> Self {
        self.key = IdempotencyKey::optional(key).unwrap();
        self
    }
}

/// What can be said about a purge besides.
pub trait PurgeAsk: RemoveAsk {
    /// Only up to and with this message.
    #[must_use]
    fn through(self, message: MessageId) -> Self;
    /// As it was shown: up to its mark, if nothing has changed since.
    #[must_use]
    fn seeing(self, shown: &RemovalView) -> Self;
}

impl RemoveAsk for PurgeRoom {
    fn because(mut self, reason: &str) -> Self {
        self.reason = Some(Reason::new(reason).unwrap());
        self
    }

    fn noting(mut self, note: &str) -> Self {
        self.note = Some(Note::new(note).unwrap());
        self
    }

    fn keyed(mut self, key: &str) -> Self {
        self.key = IdempotencyKey::optional(key).unwrap();
        self
    }
}

impl PurgeAsk for PurgeRoom {
    fn through(mut self, message: MessageId) -> Self {
        self.through = Some(message);
        self
    }

    fn seeing(mut self, shown: &RemovalView) -> Self {
        (self.through, self.seen) = (shown.through, Some(shown.seen));
        self
    }
}
