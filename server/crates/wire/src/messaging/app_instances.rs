//! `/app-instances` and `GET /app-instances/{appInstanceArn}`: accounts, made by platform admins, and those that somebody
//! can look into.

use domain::{AccountId, Failure, IdempotencyKey, Thing};
use serde_json::{Value, json};

use super::{
    bearer::bearer_or_own,
    place::{self, present, seconds},
};
use crate::aws::{Answer, BadMember, Call, Problem, arn::AppInstance};

/// Characters of a name at the most.
const NAME_CHARS_MAX: usize = 256;

/// 201 `{AppInstanceArn}`.
pub(super) async fn create(call: &Call<'_>) -> Result<Answer, Problem> {
    let actor = bearer_or_own(call).await?;
    let name = call.body("Name").needed()?.line(NAME_CHARS_MAX)?;
    let token = place::client_token(call)?;
    place::without(
        call,
        &[
            ("Metadata", "Metadata of app instances is not supported yet. Leave it out."),
            ("Tags", "Tags are not supported yet. Leave them out."),
        ],
    )?;
    let key = IdempotencyKey::optional(token).map_err(Failure::from)?;
    let account = call.wire.service.create_account(&actor, name.to_owned(), key).await?;
    Ok(Answer::created(json!({ "AppInstanceArn": AppInstance(Some(account)).to_string() })))
}

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
