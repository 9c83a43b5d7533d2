//! Amazon Chime, as its clients of the model 2018-05-01 speak it. Rooms are rooms and channels here, conversations are
//! conversations; an account is an account, and the one of twelve zeros holds what belongs to none.

mod get_room;
mod redact_conversation_message;
mod redact_room_message;
mod room;

use domain::Door;

use crate::aws::{Dialect, chime_errors, operation};

/// This dialect.
pub(crate) const DIALECT: Dialect = Dialect {
    door: Door::Chime,
    signs_as: "chime",
    operations: &[
        operation!("GetRoom", "GET", "/accounts/{accountId}/rooms/{roomId}", get_room::run),
        operation!(
            "RedactRoomMessage",
            "POST",
            "/accounts/{accountId}/rooms/{roomId}/messages/{messageId}",
            "redact",
            redact_room_message::run
        ),
        operation!(
            "RedactConversationMessage",
            "POST",
            "/accounts/{accountId}/conversations/{conversationId}/messages/{messageId}",
            "redact",
            redact_conversation_message::run
        ),
    ],
    refuse: chime_errors::refuse,
};
