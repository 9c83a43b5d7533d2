//! `GET /channels`: the channels of an app instance that the bearer can see. Those that are private are listed by that
//! word for admins only; left out, the word stands for all that the bearer is shown, their own private ones too, since
//! there is no other list in which a member finds these.

use serde_json::{Value, json};

use super::{
    bearer::bearer,
    place::{self, present},
};
use crate::aws::{Answer, Call, Problem};

/// 200 `{Channels, NextToken}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let actor = bearer(call).await?;
    let instance = place::instance(call.query("app-instance-arn"))?;
    let public = call.query("privacy").maybe(|word| word.choice(&[("PUBLIC", true), ("PRIVATE", false)]))?;
    let (rows, after) = (place::rows(call)?, place::after(call)?);
    let found = call.wire.service.channels(&actor, instance.0, public, after, rows).await?;
    let channels: Vec<Value> = found.rows.iter().map(|channel| place::summary(channel, place::seconds)).collect();
    Ok(Answer::ok(present(json!({ "Channels": channels, "NextToken": found.next }))))
}
