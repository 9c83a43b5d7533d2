//! `PUT /channels/{channelArn}/messages/{messageId}`: another text for one's own message. What is left out stays.

use domain::view::Extra;
use serde_json::json;

use super::{
    message,
    place::{self, present},
};
use crate::aws::{Answer, Call, Problem};

/// 200 `{ChannelArn, MessageId, Status, SubChannelId}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let id = place::message(call)?;
    let content = message::content(call)?;
    let metadata = message::metadata(call)?;
    let content_type = message::content_type(call)?;
    let sub = place::sub_channel(call.body("SubChannelId"))?;
    let (before, within) = call.wire.service.message(&place.actor, place.room, id, sub.id()).await?;
    // Of which type a message is never changes.
    if message::is_control(&before) {
        message::check_control(&call.body("Content").needed()?, &content, metadata.as_deref())?;
    }
    let more = content_type.map(|value| json!({ "ContentType": value }).to_string());
    let extra = Extra { metadata, more };
    call.wire.service.edit_whole(&place.actor, place.room, id, content, (extra, sub.id())).await?;
    Ok(Answer::ok(present(json!({
        "ChannelArn": place.arn.to_string(),
        "MessageId": id,
        "Status": { "Value": "SENT" },
        "SubChannelId": sub.shown(within),
    }))))
}
