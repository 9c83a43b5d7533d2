//! `POST /channels`: makes a channel with all that is said about it. The bearer owns it.

use domain::{Failure, IdempotencyKey, RoomName, RoomRole, Thing, UserId, channel::ChannelSettings};
use serde_json::json;
use service::{CreateChannel, NewChannel};

use super::{bearer::bearer, members, message, place, tags};
use crate::aws::{
    Answer, BadMember, Call, Needed, Problem,
    arn::{AppInstance, Channel},
};

/// Members and moderators that a channel is made with, at the most of each.
const PEOPLE_MAX: usize = 10;

/// The name of a channel.
pub(super) fn name(name: Needed<'_>) -> Result<RoomName, BadMember> {
    RoomName::new(name.text(1..=256)?).map_err(|_| name.bad("must be on one line, and not blank"))
}

/// Whether only moderators are to add members.
pub(super) fn restricted(mode: Needed<'_>) -> Result<bool, BadMember> {
    mode.choice(&[("UNRESTRICTED", false), ("RESTRICTED", true)])
}

async fn people(call: &Call<'_>, instance: AppInstance, list: &'static str) -> Result<Vec<UserId>, Problem> {
    let arns = call.body(list).maybe(|arns| arns.list(1..=PEOPLE_MAX, members::read))?.unwrap_or_default();
    let found = members::find(call, instance, &arns).await?;
    let found: Option<Vec<UserId>> = found.into_iter().collect();
    Ok(found.ok_or(Failure::NotFound(Thing::User))?)
}

/// 201 `{ChannelArn}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let actor = bearer(call).await?;
    let instance = place::instance(call.body("AppInstanceArn"))?;
    let name = call.body("Name").needed().and_then(name)?;
    let token = place::client_token(call)?;
    let restricted = call.body("Mode").maybe(restricted)?.unwrap_or_default();
    let privacy = [("PUBLIC", true), ("PRIVATE", false)];
    let public = call.body("Privacy").maybe(|word| word.choice(&privacy))?.unwrap_or_default();
    let metadata = message::metadata(call)?;
    let given = call.body("ChannelId").maybe(place::given)?.map(str::to_owned);
    for (member, says) in [
        (
            "ElasticChannelConfiguration",
            "Elastic channels are not supported yet. Leave ElasticChannelConfiguration out.",
        ),
        ("ExpirationSettings", "ExpirationSettings are not supported yet. Leave them out."),
    ] {
        if call.body(member).maybe(Ok)?.is_some() {
            return Err(Problem::Unsupported(says));
        }
    }
    let tags = call.body("Tags").maybe(tags::tags)?.unwrap_or_default();
    let moderators = people(call, instance, "ModeratorArns").await?.into_iter().map(|user| (user, RoomRole::Manager));
    let members = people(call, instance, "MemberArns").await?.into_iter().map(|user| (user, RoomRole::Member));
    let settings = ChannelSettings { restricted, public, metadata };
    let command = CreateChannel {
        new: NewChannel { account: instance.0, name, given: given.clone(), settings },
        people: moderators.chain(members).collect(),
        tags: (tags, tags::called),
        key: IdempotencyKey::optional(token).map_err(Failure::from)?,
    };
    let room = call.wire.service.create_channel(&actor, command).await?;
    let arn = Channel { instance, name: given.unwrap_or_else(|| room.to_string()) };
    Ok(Answer::created(json!({ "ChannelArn": arn.to_string() })))
}
