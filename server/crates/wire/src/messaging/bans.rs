//! Bans of a channel: `POST /channels/{channelArn}/bans`, `GET` of all or one of them, and `DELETE` of one.

use domain::UserId;
use serde_json::{Value, json};

use super::{
    members,
    place::{self, present, seconds},
};
use crate::aws::{Answer, Call, Problem};

/// 201 `{ChannelArn, Member}`.
pub(super) async fn create(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let user = members::of_body(call, &place, "MemberArn").await?;
    call.wire.service.ban(&place.actor, place.room, user).await?;
    let member = members::identity_of(call, user).await?;
    Ok(Answer::created(json!({ "ChannelArn": place.arn.to_string(), "Member": member })))
}

/// 200 `{ChannelArn, ChannelBans, NextToken}`.
pub(super) async fn list(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let (rows, after) = (place::rows(call)?, place::after(call)?);
    let found = call.wire.service.bans(&place.actor, place.room, after, rows).await?;
    let bans: Vec<Value> = found.rows.iter().map(|ban| json!({ "Member": members::identity(&ban.who) })).collect();
    let shape = json!({ "ChannelArn": place.arn.to_string(), "ChannelBans": bans, "NextToken": found.next });
    Ok(Answer::ok(present(shape)))
}

/// 200 `{ChannelBan}`.
pub(super) async fn describe(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let user: UserId = members::of_path(call).await?;
    let ban = call.wire.service.ban_of(&place.actor, place.room, user).await?;
    let people = call.wire.service.somebodies(&[ban.by]).await?;
    let shape = json!({
        "Member": members::identity(&ban.who),
        "ChannelArn": place.arn.to_string(),
        "CreatedTimestamp": seconds(ban.since),
        "CreatedBy": people.get(&ban.by).map(members::identity),
    });
    Ok(Answer::ok(json!({ "ChannelBan": present(shape) })))
}

/// 204.
pub(super) async fn delete(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let user = members::of_path(call).await?;
    call.wire.service.lift_ban(&place.actor, place.room, user).await?;
    Ok(Answer::nothing())
}
