//! `GET /app-instances` and `GET /app-instances/{appInstanceArn}`: the accounts that somebody can look into.

use domain::{AccountId, Failure, Thing};
use serde_json::{Value, json};

use super::{
    bearer::bearer_or_own,
    place::{self, present, seconds},
};
use crate::aws::{Answer, BadMember, Call, Problem, arn::AppInstance};

/// 200 `{AppInstances, NextToken}`.
pub(super) async fn list(call: &Call<'_>) -> Result<Answer, Problem> {
    let actor = bearer_or_own(call).await?;
    let (rows, after) = (place::rows(call)?, place::after(call)?);
    let found = call.wire.service.accounts_after(&actor, after, rows).await?;
    let shape = |account: &domain::view::AccountRef| json!({ "AppInstanceArn": AppInstance(Some(account.id)).to_string(), "Name": account.name });
    let instances: Vec<Value> = found.rows.iter().map(shape).collect();
    Ok(Answer::ok(present(json!({ "AppInstances": instances, "NextToken": found.next }))))
}

/// 200 `{AppInstance}`.
pub(super) async fn describe(call: &Call<'_>) -> Result<Answer, Problem> {
    const NAME: &str = "appInstanceArn";
    let actor = bearer_or_own(call).await?;
    let malformed = |_| BadMember { name: NAME, says: "must be the ARN of an app instance".to_owned() };
    let instance: AppInstance = call.label(NAME)?.parse().map_err(malformed)?;
    // What the list shows is there, and nothing else: the first after the one before it.
    let before = instance.0.map(|account| AccountId::from_raw(account.raw() - 1));
    let found = call.wire.service.accounts_after(&actor, before, 1).await?;
    let account = found.rows.into_iter().find(|account| Some(account.id) == instance.0);
    let account = account.ok_or(Failure::NotFound(Thing::Account))?;
    let made_at = seconds(account.id.timestamp());
    Ok(Answer::ok(json!({ "AppInstance": {
        "AppInstanceArn": instance.to_string(),
        "Name": account.name,
        "CreatedTimestamp": made_at,
        "LastUpdatedTimestamp": made_at,
    } })))
}
