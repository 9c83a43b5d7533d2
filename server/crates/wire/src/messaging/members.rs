//! People in requests and answers.

use std::collections::HashMap;

use domain::{
    Failure, Thing, UserId,
    channel::{ChannelMember, Somebody},
};
use serde_json::{Value, json};

use super::place::{Moments, Place, present};
use crate::aws::{
    BadMember, Call, Needed, Problem,
    arn::{AppInstance, AppInstanceUser},
};

/// The name of somebody.
pub(super) fn arn(who: &Somebody) -> String {
    let name = who.given.clone().unwrap_or_else(|| who.id.to_string());
    AppInstanceUser { instance: AppInstance(who.account), name }.to_string()
}

/// The shape `Identity`.
pub(super) fn identity(who: &Somebody) -> Value {
    json!({ "Arn": arn(who), "Name": who.name })
}

/// The shape `ChannelMembership`.
pub(super) fn membership(channel: &str, member: &ChannelMember, moments: Moments) -> Value {
    present(json!({
        "Type": type_of(member.hidden),
        "Member": identity(&member.who),
        "ChannelArn": channel,
        "CreatedTimestamp": moments(member.since),
        "LastUpdatedTimestamp": moments(member.changed_at),
        "SubChannelId": member.sub_channel,
    }))
}

/// The shape `BatchChannelMemberships`.
pub(super) fn memberships(
    channel: &str,
    by: Option<&Somebody>,
    members: &[&Somebody],
    hidden: bool,
    sub_channel: Value,
) -> Value {
    let members: Vec<Value> = members.iter().copied().map(identity).collect();
    present(json!({
        "InvitedBy": by.map(identity),
        "Type": type_of(hidden),
        "Members": members,
        "ChannelArn": channel,
        "SubChannelId": sub_channel,
    }))
}

/// Somebody's name in a body.
pub(super) fn read(member: Needed<'_>) -> Result<AppInstanceUser, BadMember> {
    member.parse("must be the ARN of an app instance user")
}

/// Who is named, each in its place. People of another app instance than this one are not there.
pub(super) async fn find(
    call: &Call<'_>,
    instance: AppInstance,
    arns: &[AppInstanceUser],
) -> Result<Vec<Option<UserId>>, Problem> {
    let names: Vec<&str> = arns.iter().map(|arn| arn.name.as_str()).collect();
    let found = call.wire.service.find_users(instance.0, &names).await?;
    Ok(arns.iter().zip(found).map(|(arn, user)| user.filter(|_| arn.instance == instance)).collect())
}

/// The member that a path names. Whoever is not there has the smallest id, which nobody has.
pub(super) async fn of_path(call: &Call<'_>) -> Result<UserId, Problem> {
    const NAME: &str = "memberArn";
    let malformed = |_| BadMember { name: NAME, says: "must be the ARN of an app instance user".to_owned() };
    let arn: AppInstanceUser = call.label(NAME)?.parse().map_err(malformed)?;
    Ok(call.wire.service.find_user(arn.instance.0, &arn.name).await?.unwrap_or(UserId::MIN))
}

/// The one whom a member of the body names.
pub(super) async fn of_body(call: &Call<'_>, place: &Place, name: &'static str) -> Result<UserId, Problem> {
    let arn = call.body(name).needed().and_then(read)?;
    let found = find(call, place.arn.instance, &[arn]).await?;
    Ok(found.into_iter().flatten().next().unwrap_or(UserId::MIN))
}

/// The shape `Identity` of one user.
pub(super) async fn identity_of(call: &Call<'_>, user: UserId) -> Result<Value, Problem> {
    let found: HashMap<UserId, Somebody> = call.wire.service.somebodies(&[user]).await?;
    Ok(found.get(&user).map(identity).ok_or(Failure::NotFound(Thing::User))?)
}

/// The `Type` of a membership: whether it is hidden.
pub(super) fn hidden(kind: Needed<'_>) -> Result<bool, BadMember> {
    kind.choice(&[("DEFAULT", false), ("HIDDEN", true)])
}

/// The `Type` of a membership.
pub(super) const fn type_of(hidden: bool) -> &'static str {
    if hidden { "HIDDEN" } else { "DEFAULT" }
}
