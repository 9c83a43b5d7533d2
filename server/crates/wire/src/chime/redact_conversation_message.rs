//! `POST /accounts/{accountId}/conversations/{conversationId}/messages/{messageId}?operation=redact`: the same for a
//! message of a conversation.

use super::{redact_room_message::redact, room::Sort};
use crate::aws::{Answer, Call, Problem};

/// 200 `{}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    redact(call, "conversationId", Sort::Conversation).await
}
