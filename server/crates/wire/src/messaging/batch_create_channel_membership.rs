//! `POST /channels/{channelArn}/memberships?operation=batch-create`: many members at once, and why not of each that
//! could not be added.

use domain::{Failure, RoomRole, Thing, UserId};
use serde_json::{Value, json};
use service::Seat;

use super::{members, place};
use crate::aws::{Answer, Call, Problem, chime_errors::kind_of};

/// 200 `{BatchChannelMemberships, Errors}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let arns = call.body("MemberArns").needed()?.list(1..=100, members::read)?;
    let hidden = call.body("Type").maybe(members::hidden)?.unwrap_or_default();
    let sub = place::sub_channel(call.body("SubChannelId"))?;
    let found = members::find(call, place.arn.instance, &arns).await?;
    let users: Vec<UserId> = found.iter().map(|user| user.unwrap_or(UserId::MIN)).collect();
    let service = &call.wire.service;
    let seat = Seat { hidden, sub_channel: sub.id() };
    let done = service.appoint_all(&place.actor, place.room, users.clone(), RoomRole::Member, seat).await?;
    let asked: Vec<UserId> = users.iter().copied().chain([place.actor.user]).collect();
    let people = service.somebodies(&asked).await?;
    let (mut added, mut errors, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for ((user, arn), done) in users.iter().zip(&arns).zip(done) {
        match (done, people.get(user)) {
            (Ok(place), Some(who)) => {
                added.push(who);
                places.push(place);
            }
            (Ok(_), None) => errors.push(refused(arn.to_string(), &Failure::NotFound(Thing::User))),
            (Err(failure), _) => errors.push(refused(arn.to_string(), &failure)),
        }
    }
    places.dedup();
    // The shape has a place for one sub-channel: where they came into several, each tells of its own when it is asked.
    let one = if let [one] = *places { one } else { None };
    let by = people.get(&place.actor.user);
    let memberships = members::memberships(&place.arn.to_string(), by, &added, hidden, sub.shown(one));
    Ok(Answer::ok(json!({ "BatchChannelMemberships": memberships, "Errors": errors })))
}

fn refused(arn: String, failure: &Failure) -> Value {
    json!({ "MemberArn": arn, "ErrorCode": kind_of(failure).code(), "ErrorMessage": failure.to_string() })
}
