//! `POST /channels/{channelArn}/messages`: writes a message. The token of the request makes its repetition known.

use domain::{
    Content, IdempotencyKey, MessageId,
    view::{Body, Extra, MessageView, PersonRef},
};
use serde_json::{Map, Value, json};
use service::SendMessage;

use super::{
    LANGUAGE, message,
    place::{self, Place, present},
    session,
};
use crate::aws::{Answer, Call, Problem};

/// Bytes of a control message at the most.
const CONTROL_BYTES_MAX: usize = 30;

/// 201 `{ChannelArn, MessageId, Status, SubChannelId}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let content = message::content(call)?;
    let kind = call.body("Type").needed()?;
    let control = kind.choice(&[("STANDARD", false), ("CONTROL", true)])?;
    let persistent = call.body("Persistence").needed()?.choice(&[("PERSISTENT", true), ("NON_PERSISTENT", false)])?;
    let key = IdempotencyKey::optional(place::client_token(call)?).map_err(domain::Failure::from)?;
    let metadata = message::metadata(call)?;
    let attributes = call.body("MessageAttributes").maybe(message::attributes)?;
    let content_type = message::content_type(call)?;
    let sub = place::sub_channel(call.body("SubChannelId"))?;
    // Checked and left: no device of anybody is known here that a notification could be pushed to.
    call.body("PushNotification").maybe(|push| {
        push.member("Title")?.maybe(|title| title.text(1..=50))?;
        push.member("Body")?.maybe(|body| body.text(1..=150))?;
        push.member("Type")?.maybe(|kind| kind.choice(&[("DEFAULT", ()), ("VOIP", ())]))
    })?;
    if call.body("Target").maybe(Ok)?.is_some() {
        return Err(Problem::Unsupported("Target is not supported yet. Leave it out."));
    }
    if control && (content.as_str().len() > CONTROL_BYTES_MAX || metadata.is_some()) {
        return Err(kind.bad("CONTROL is for at most 30 bytes of Content, without Metadata").into());
    }
    let mut more = Map::new();
    if control {
        more.insert("Type".to_owned(), json!("CONTROL"));
    }
    more.extend(attributes.map(|value| ("MessageAttributes".to_owned(), value)));
    more.extend(content_type.map(|value| ("ContentType".to_owned(), json!(value))));
    let more = (!more.is_empty()).then(|| Value::Object(more).to_string());
    let extra = Extra { metadata, more };
    let id = if persistent {
        let command = SendMessage { room: place.room, content, reply_to: None, key, extra };
        call.wire.service.send(&place.actor, command).await?.id
    } else {
        said_only(call, &place, content, extra, key).await?
    };
    Ok(Answer::created(present(json!({
        "ChannelArn": place.arn.to_string(),
        "MessageId": id,
        "Status": { "Value": "SENT" },
        "SubChannelId": sub,
    }))))
}

/// What goes to open sessions, and is kept nowhere.
async fn said_only(
    call: &Call<'_>,
    place: &Place,
    content: Content,
    extra: Extra,
    key: Option<IdempotencyKey>,
) -> Result<MessageId, Problem> {
    let Place { actor, arn, room } = place;
    let people = call.wire.service.somebodies(&[actor.user]).await?;
    let frame = |id| {
        let sender = PersonRef { id: actor.user, name: String::new() };
        let (body, extra) = (Body::Text(content.as_str().to_owned()), Some(Box::new(extra)));
        let said = MessageView { id, sender, body, reply_to: None, edited_at: None, revision: 1, extra };
        let mut shape = message::whole(&said, &people, &arn.to_string(), place::iso);
        shape["Persistence"] = json!("NON_PERSISTENT");
        session::said(&shape)
    };
    Ok(call.wire.service.whisper(actor, *room, key, LANGUAGE, frame).await?)
}
