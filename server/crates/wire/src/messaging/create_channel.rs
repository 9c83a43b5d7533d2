//! `POST /channels`: makes a channel with all that is said about it. The bearer owns it.

use domain::{
    Criterion, EXPIRATION_DAYS_MAX, ElasticChannel, Expiration, Failure, IdempotencyKey, RoomName, RoomRole,
    SUB_CHANNEL_MEMBERS_MIN, SUB_CHANNEL_PERCENT_MAX, SUB_CHANNELS_MIN, Thing, UserId, channel::ChannelSettings,
};
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

/// Whether members are to add members too. The documents name no mode for channels that are made without one: it is the
/// one that lets fewer add.
pub(super) fn unrestricted(mode: Needed<'_>) -> Result<bool, BadMember> {
    mode.choice(&[("UNRESTRICTED", true), ("RESTRICTED", false)])
}

/// How a channel is to be divided.
fn elastic(configuration: Needed<'_>) -> Result<ElasticChannel, BadMember> {
    // What the clients of some languages hold at the most.
    const NUMBER_MAX: u32 = i32::MAX as u32;
    let number = |name, range| configuration.member(name)?.needed()?.number(range);
    Ok(ElasticChannel {
        sub_channels_max: number("MaximumSubChannels", SUB_CHANNELS_MIN..=NUMBER_MAX)?,
        members_target: number("TargetMembershipsPerSubChannel", SUB_CHANNEL_MEMBERS_MIN..=NUMBER_MAX)?,
        members_min_percent: number("MinimumMembershipPercentage", 1..=SUB_CHANNEL_PERCENT_MAX)?,
    })
}

/// For how long a channel is to be kept.
fn expiration(settings: Needed<'_>) -> Result<Expiration, BadMember> {
    let criteria = [("CREATED_TIMESTAMP", Criterion::Created), ("LAST_MESSAGE_TIMESTAMP", Criterion::LastMessage)];
    Ok(Expiration {
        days: settings.member("ExpirationDays")?.needed()?.number(1..=EXPIRATION_DAYS_MAX)?,
        criterion: settings.member("ExpirationCriterion")?.needed()?.choice(&criteria)?,
    })
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
    let unrestricted = call.body("Mode").maybe(unrestricted)?.unwrap_or_default();
    let privacy = [("PUBLIC", true), ("PRIVATE", false)];
    let public = call.body("Privacy").maybe(|word| word.choice(&privacy))?.unwrap_or_default();
    let metadata = message::metadata(call)?;
    let given = call.body("ChannelId").maybe(place::given)?.map(str::to_owned);
    let elastic = call.body("ElasticChannelConfiguration").maybe(elastic)?;
    let expiration = call.body("ExpirationSettings").maybe(expiration)?;
    let tags = call.body("Tags").maybe(tags::tags)?.unwrap_or_default();
    let moderators = people(call, instance, "ModeratorArns").await?.into_iter().map(|user| (user, RoomRole::Manager));
    let members = people(call, instance, "MemberArns").await?.into_iter().map(|user| (user, RoomRole::Member));
    // What belongs to no account is there for those who belong to none, and for platform admins; to everybody else
    // there is no such app instance.
    if instance.0.is_none() {
        call.wire.service.listed_account(&actor, None).await?;
    }
    let settings = ChannelSettings { unrestricted, public, metadata, elastic, expiration };
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
