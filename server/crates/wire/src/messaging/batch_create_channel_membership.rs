//! `POST /channels/{channelArn}/memberships?operation=batch-create`: many members at once, and why not of each that
//! could not be added.

use domain::{Failure, RoomRole, Thing, UserId};
use serde_json::{Value, json};

use super::{
    members,
    place::{self, present},
};
use crate::aws::{Answer, Call, Problem, chime_errors::kind_of};

/// 200 `{BatchChannelMemberships, Errors}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let arns = call.body("MemberArns").needed()?.list(1..=100, members::read)?;
    if let Some(kind) = call.body("Type").maybe(Ok)? {
        members::kind(kind)?;
    }
    let sub = place::sub_channel(call.body("SubChannelId"))?;
    let found = members::find(call, place.arn.instance, &arns).await?;
    let users: Vec<UserId> = found.iter().map(|user| user.unwrap_or(UserId::MIN)).collect();
    let service = &call.wire.service;
    let done = service.appoint(&place.actor, place.room, users.clone(), RoomRole::Member).await?;
    let asked: Vec<UserId> = users.iter().copied().chain([place.actor.user]).collect();
    let people = service.somebodies(&asked).await?;
    let (mut added, mut errors) = (Vec::new(), Vec::new());
    for ((user, arn), done) in users.iter().zip(&arns).zip(done) {
        match (done, people.get(user)) {
            (Ok(()), Some(who)) => added.push(members::identity(who)),
            (Ok(()), None) => errors.push(refused(arn.to_string(), &Failure::NotFound(Thing::User))),
            (Err(failure), _) => errors.push(refused(arn.to_string(), &failure)),
        }
    }
    let memberships = present(json!({
        "InvitedBy": people.get(&place.actor.user).map(members::identity),
        "Type": "DEFAULT",
        "Members": added,
        "ChannelArn": place.arn.to_string(),
        "SubChannelId": sub,
    }));
    Ok(Answer::ok(json!({ "BatchChannelMemberships": memberships, "Errors": errors })))
}

fn refused(arn: String, failure: &Failure) -> Value {
    json!({ "MemberArn": arn, "ErrorCode": kind_of(failure).code(), "ErrorMessage": failure.to_string() })
}
