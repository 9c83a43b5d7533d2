//! `POST /app-instance-users`: a user who does not sign in, for programs to act as.

use domain::{DisplayName, Failure, IdempotencyKey};
use serde_json::json;
use service::CreatePerson;

use super::{bearer::bearer_or_own, place};
use crate::aws::{Answer, Call, Problem, arn::AppInstanceUser};

/// 201 `{AppInstanceUserArn}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let actor = bearer_or_own(call).await?;
    let instance = place::instance(call.body("AppInstanceArn"))?;
    let given = call.body("AppInstanceUserId").needed().and_then(place::given)?.to_owned();
    let name = call.body("Name").needed()?;
    let name = DisplayName::new(name.text(1..=100)?).map_err(|_| name.bad("must be on one line, and not blank"))?;
    let token = place::client_token(call)?;
    place::without(
        call,
        &[
            ("Metadata", "Metadata of users is not supported yet. Leave it out."),
            ("ExpirationSettings", "ExpirationSettings are not supported yet. Leave them out."),
            ("Tags", "Tags are not supported yet. Leave them out."),
        ],
    )?;
    let key = IdempotencyKey::optional(token).map_err(Failure::from)?;
    let command = CreatePerson { account: instance.0, given: given.clone(), name, key };
    call.wire.service.create_person(&actor, command).await?;
    let arn = AppInstanceUser { instance, name: given };
    Ok(Answer::created(json!({ "AppInstanceUserArn": arn.to_string() })))
}
