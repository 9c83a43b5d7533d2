//! What a call is about: channel, message and part of a list; and the shape `Channel`.

use std::collections::HashMap;

use domain::{
    AccountId, Criterion, Id, Kind, MessageId, RoomId, SubChannelId, Timestamp, UserId,
    channel::{ChannelView, Somebody},
};
use serde_json::{Map, Value, json};
use service::Actor;

use super::{bearer::bearer, members};
use crate::aws::{
    BadMember, Call, Member, Needed, Problem,
    arn::{AppInstance, Channel},
};

/// Rows of a list at the most, and when nothing else is said.
const ROWS_MAX: u32 = 50;

/// A call on a channel.
pub(super) struct Place {
    /// Whom it acts for.
    pub(super) actor: Actor,
    /// The channel's name.
    pub(super) arn: Channel,
    /// The channel. One that is not there has the smallest id, which no room has: what may be told of it is decided by
    /// the act.
    pub(super) room: RoomId,
}

/// Whom a call acts for, and on which channel.
pub(super) async fn place(call: &Call<'_>) -> Result<Place, Problem> {
    const NAME: &str = "channelArn";
    let actor = bearer(call).await?;
    let malformed = |_| BadMember { name: NAME, says: "must be the ARN of a channel".to_owned() };
    let arn: Channel = call.label(NAME)?.parse().map_err(malformed)?;
    let room = call.wire.service.find_room(arn.instance.0, &arn.name).await?.unwrap_or(RoomId::MIN);
    Ok(Place { actor, arn, room })
}

/// Which message a path names. What is no id of ours is the smallest, which no message has.
pub(super) fn message(call: &Call<'_>) -> Result<MessageId, BadMember> {
    const NAME: &str = "messageId";
    let text = call.label(NAME)?;
    if text.chars().count() > 128 || !text.chars().all(token_char) {
        let says = "must be 1 to 128 letters, digits, - and _".to_owned();
        return Err(BadMember { name: NAME, says });
    }
    Ok(text.parse().unwrap_or(MessageId::MIN))
}

/// What tokens and ids are made of.
pub(super) fn token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// A sub-channel that a call names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'c> {
    /// As it is written: it is given back where there are none.
    word: Option<&'c str>,
}

impl Named<'_> {
    /// Which. What is no id of ours is the smallest, which no sub-channel has.
    pub(super) fn id(self) -> Option<SubChannelId> {
        self.word.map(|word| word.parse().unwrap_or(SubChannelId::MIN))
    }

    /// What is told of it: the one that it was, or what was named.
    pub(super) fn shown(self, found: Option<SubChannelId>) -> Value {
        found.map_or_else(|| json!(self.word), |found| json!(found))
    }
}

/// The sub-channel that a call names.
pub(super) fn sub_channel<'c>(member: Member<'c>) -> Result<Named<'c>, BadMember> {
    let word = member.maybe(|id| id.word(1..=128, "letters, digits, - and _", token_char))?;
    Ok(Named { word })
}

/// A token that makes repetitions known.
pub(super) fn client_token<'c>(call: &Call<'c>) -> Result<&'c str, BadMember> {
    call.body("ClientRequestToken").needed()?.word(2..=64, "letters, digits, - and _", token_char)
}

/// A name that a program gives, to find somebody or something by.
pub(super) fn given<'c>(name: Needed<'c>) -> Result<&'c str, BadMember> {
    let text = name.word(1..=64, "letters, digits, : - _ . and @", |c| {
        c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_' | '.' | '@')
    })?;
    let ends_well = |c: char| c.is_ascii_alphanumeric();
    if text.starts_with(ends_well) && text.ends_with(ends_well) {
        Ok(text)
    } else {
        Err(name.bad("must begin and end with a letter or digit"))
    }
}

/// Refuses members of the body that mean nothing here, each with what is said of it.
pub(super) fn without(call: &Call<'_>, members: &[(&'static str, &'static str)]) -> Result<(), Problem> {
    for (member, says) in members {
        if call.body(member).maybe(Ok)?.is_some() {
            return Err(Problem::Unsupported(says));
        }
    }
    Ok(())
}

/// The app instance that a parameter names.
pub(super) fn instance(member: Member<'_>) -> Result<AppInstance, BadMember> {
    member.needed()?.parse("must be the ARN of an app instance")
}

/// How many rows of a list are wanted.
pub(super) fn rows(call: &Call<'_>) -> Result<u32, BadMember> {
    Ok(call.query("max-results").maybe(|rows| rows.number(1..=ROWS_MAX))?.unwrap_or(ROWS_MAX))
}

/// After which row a list is to go on.
pub(super) fn after<K: Kind>(call: &Call<'_>) -> Result<Option<Id<K>>, BadMember> {
    let read = |text: &str| text.parse().ok();
    let after = call.query("next-token").maybe(|token| token.page(read, "must be a NextToken of an answer before"))?;
    Ok(after.flatten())
}

/// A moment in seconds since 1970.
pub(super) fn seconds(at: Timestamp) -> Value {
    #[allow(clippy::cast_precision_loss, reason = "a double holds every millisecond for the next 285,000 years")]
    let seconds = at.millis() as f64 / 1000.0;
    json!(seconds)
}

/// A moment as sessions tell it: applications make their dates of it themselves, which they cannot of seconds.
pub(super) fn iso(at: Timestamp) -> Value {
    json!(at.rfc3339())
}

/// How moments are written: calls are answered in [`seconds`], sessions tell them as [`iso`].
pub(super) type Moments = fn(Timestamp) -> Value;

/// An object without the members that are `null`: clients take those that are missing for absent.
pub(super) fn present(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            Value::Object(members.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>())
        }
        value => value,
    }
}

/// The name of a channel.
pub(super) fn arn_of(channel: &ChannelView) -> String {
    arn(channel.id, channel.account, channel.given.clone())
}

/// Likewise, of what it is made of.
pub(super) fn arn(room: RoomId, account: Option<AccountId>, given: Option<String>) -> String {
    let name = given.unwrap_or_else(|| room.to_string());
    Channel { instance: AppInstance(account), name }.to_string()
}

/// The shape `ChannelSummary`.
pub(super) fn summary(channel: &ChannelView, moments: Moments) -> Value {
    let settings = &channel.settings;
    present(json!({
        "Name": channel.name,
        "ChannelArn": arn_of(channel),
        "Mode": if settings.unrestricted { "UNRESTRICTED" } else { "RESTRICTED" },
        "Privacy": if settings.public { "PUBLIC" } else { "PRIVATE" },
        "Metadata": settings.metadata,
        "LastMessageTimestamp": channel.last_message.map(moments),
    }))
}

/// The shape `Channel`.
pub(super) fn whole(channel: &ChannelView, people: &HashMap<UserId, Somebody>, moments: Moments) -> Value {
    let mut shape = summary(channel, moments);
    let by = channel.created_by.and_then(|user| people.get(&user));
    shape["CreatedTimestamp"] = moments(channel.id.timestamp());
    shape["LastUpdatedTimestamp"] = moments(channel.updated_at);
    if let Some(by) = by {
        shape["CreatedBy"] = members::identity(by);
    }
    if let Some(elastic) = channel.settings.elastic {
        shape["ElasticChannelConfiguration"] = json!({
            "MaximumSubChannels": elastic.sub_channels_max,
            "TargetMembershipsPerSubChannel": elastic.members_target,
            "MinimumMembershipPercentage": elastic.members_min_percent,
        });
    }
    if let Some(kept) = channel.settings.expiration {
        shape["ExpirationSettings"] = json!({
            "ExpirationDays": kept.days,
            "ExpirationCriterion": match kept.criterion {
                Criterion::Created => "CREATED_TIMESTAMP",
                Criterion::LastMessage => "LAST_MESSAGE_TIMESTAMP",
            },
        });
    }
    shape
}
