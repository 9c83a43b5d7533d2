//! `GET /app-instance-users`: the users of an app instance, for its admins.

use serde_json::{Value, json};

use super::{
    bearer::bearer_or_own,
    members,
    place::{self, present},
};
use crate::aws::{Answer, Call, Problem};

/// 200 `{AppInstanceArn, AppInstanceUsers, NextToken}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let actor = bearer_or_own(call).await?;
    let instance = place::instance(call.query("app-instance-arn"))?;
    let (rows, after) = (place::rows(call)?, place::after(call)?);
    let found = call.wire.service.people(&actor, instance.0, after, rows).await?;
    let shape = |who: &domain::channel::Somebody| json!({ "AppInstanceUserArn": members::arn(who), "Name": who.name });
    let users: Vec<Value> = found.rows.iter().map(shape).collect();
    let shape = json!({ "AppInstanceArn": instance.to_string(), "AppInstanceUsers": users, "NextToken": found.next });
    Ok(Answer::ok(present(shape)))
}
