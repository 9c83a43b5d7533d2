//! For whom a call acts: the header that every operation on channels carries.

use domain::{Denial, Failure};
use service::Actor;

use crate::{
    Wire,
    aws::{BadMember, Call, Problem, arn::AppInstanceUser},
};

const HEADER: &str = "x-amz-chime-bearer";

/// Whom the call acts for. It must say so.
pub(super) async fn bearer(call: &Call<'_>) -> Result<Actor, Problem> {
    let missing = || BadMember { name: HEADER, says: "is required: the ARN of the user to act as".to_owned() };
    if call.has_twice(HEADER) {
        return Err(BadMember { name: HEADER, says: "must be sent only once".to_owned() }.into());
    }
    let text = call.header(HEADER).ok_or_else(missing)?;
    acting(call.wire, call.actor, HEADER, text).await
}

/// A key's holder, acting for the user of an ARN.
pub(super) async fn acting(wire: &Wire, actor: &Actor, name: &'static str, arn: &str) -> Result<Actor, Problem> {
    let malformed = |_| BadMember { name, says: "must be the ARN of an app instance user".to_owned() };
    let arn: AppInstanceUser = arn.parse().map_err(malformed)?;
    let user = wire.service.find_user(arn.instance.0, &arn.name).await?;
    wire.service.bearer(actor, user).await.map_err(|failure| match failure {
        Failure::Denied(Denial::MayNotActFor) => Problem::Bearer,
        failure => Problem::Failure(failure),
    })
}

/// Likewise; the key's own user when the call does not say.
pub(super) async fn bearer_or_own(call: &Call<'_>) -> Result<Actor, Problem> {
    if call.header(HEADER).is_some() { bearer(call).await } else { Ok(call.actor.clone()) }
}
