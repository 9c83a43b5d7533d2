//! `POST /channels/{channelArn}/messages`: writes a message. The token of the request makes its repetition known.

use domain::{
    Content, IdempotencyKey, MessageId, UserId, Within,
    view::{Body, Extra, MessageView, PersonRef},
};
use serde_json::{Map, Value, json};
use service::{SendMessage, Whisper};

use super::{
    LANGUAGE, members, message,
    place::{self, Place, present},
    session,
};
use crate::aws::{Answer, BadMember, Call, Needed, Problem, arn::AppInstanceUser};

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
    let target = call.body("Target").maybe(|target| target.list(1..=1, target_member))?;
    if control {
        message::check_control(&kind, &content, metadata.as_deref())?;
    }
    let mut more = Map::new();
    if control {
        more.insert("Type".to_owned(), json!("CONTROL"));
    }
    more.extend(attributes.map(|value| ("MessageAttributes".to_owned(), value)));
    more.extend(content_type.map(|value| ("ContentType".to_owned(), json!(value))));
    let more = (!more.is_empty()).then(|| Value::Object(more).to_string());
    let extra = Extra { metadata, more };
    let within = Within::Named(sub.id());
    let to = match &target {
        Some(arns) => members::find(call, place.arn.instance, arns).await?.into_iter().next(),
        None => None,
    };
    // Whoever is not there has the smallest id, which nobody has.
    let to = to.map(|user| user.unwrap_or(UserId::MIN));
    let id = if persistent {
        let command = SendMessage { room: place.room, content, reply_to: None, key, extra, within, to };
        call.wire.service.send(&place.actor, command).await?.id
    } else {
        let command = Whisper { room: place.room, within, to, key };
        said_only(call, &place, content, extra, command).await?
    };
    Ok(Answer::created(present(json!({
        "ChannelArn": place.arn.to_string(),
        "MessageId": id,
        "Status": { "Value": "SENT" },
        "SubChannelId": sub.shown(None),
    }))))
}

/// The member that a message is for.
fn target_member(target: Needed<'_>) -> Result<AppInstanceUser, BadMember> {
    target.member("MemberArn")?.needed().and_then(members::read)
}

/// What goes to open sessions, and is kept nowhere.
async fn said_only(
    call: &Call<'_>,
    place: &Place,
    content: Content,
    extra: Extra,
    command: Whisper,
) -> Result<MessageId, Problem> {
    let Place { actor, arn, .. } = place;
    let named: Vec<UserId> = [actor.user].into_iter().chain(command.to).collect();
    let people = call.wire.service.somebodies(&named).await?;
    // Their names are found among the people.
    let person = |id| PersonRef { id, name: String::new() };
    let (sender, target, within) =
        (person(actor.user), command.to.map(|to| Box::new(person(to))), command.within.named());
    let frame = |id| {
        let (body, extra) = (Body::Text(content.as_str().to_owned()), Some(Box::new(extra)));
        let said = MessageView { id, sender, target, body, reply_to: None, edited_at: None, revision: 1, extra };
        let mut shape = message::whole(&said, &people, &arn.to_string(), place::iso);
        shape["Persistence"] = json!("NON_PERSISTENT");
        shape["SubChannelId"] = json!(within);
        session::said(&present(shape))
    };
    Ok(call.wire.service.whisper(actor, command, LANGUAGE, frame).await?)
}
