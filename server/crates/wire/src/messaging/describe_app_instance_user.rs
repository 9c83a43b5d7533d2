//! `GET /app-instance-users/{appInstanceUserArn}`: one user of an app instance.

use serde_json::json;

use super::{bearer::bearer_or_own, members, place::seconds};
use crate::aws::{Answer, BadMember, Call, Problem, arn::AppInstanceUser};

/// 200 `{AppInstanceUser}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    const NAME: &str = "appInstanceUserArn";
    let actor = bearer_or_own(call).await?;
    let malformed = |_| BadMember { name: NAME, says: "must be the ARN of an app instance user".to_owned() };
    let arn: AppInstanceUser = call.label(NAME)?.parse().map_err(malformed)?;
    let who = call.wire.service.person(&actor, arn.instance.0, &arn.name).await?;
    let made_at = seconds(who.id.timestamp());
    Ok(Answer::ok(json!({ "AppInstanceUser": {
        "AppInstanceUserArn": members::arn(&who),
        "Name": who.name,
        "CreatedTimestamp": made_at,
        "LastUpdatedTimestamp": made_at,
    } })))
}
