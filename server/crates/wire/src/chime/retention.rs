//! The shape `RetentionSettings`, and the two operations on it.

use domain::{RETENTION_DAYS_MAX, Retention, RetentionDays, RetentionRule};
use serde_json::{Value, json};

use super::{present, room};
use crate::aws::{Answer, BadMember, Call, Needed, Problem};

/// `GET /accounts/{accountId}/retention-settings`: 200 `{RetentionSettings, InitiateDeletionTimestamp}`.
pub(super) async fn get(call: &Call<'_>) -> Result<Answer, Problem> {
    let rule = call.wire.service.retention(call.actor, room::account(call)?).await?;
    Ok(Answer::ok(rule.map_or_else(|| json!({ "RetentionSettings": {} }), |rule| shape(&rule))))
}

/// `PUT /accounts/{accountId}/retention-settings`: 204, as the model has it, so that what is set is not answered with.
pub(super) async fn put(call: &Call<'_>) -> Result<Answer, Problem> {
    let account = room::account(call)?;
    let settings = call.body("RetentionSettings").needed()?;
    let kept = Retention {
        rooms: days(&settings, "RoomRetentionSettings")?,
        conversations: days(&settings, "ConversationRetentionSettings")?,
    };
    call.wire.service.set_retention(call.actor, account, kept).await?;
    Ok(Answer::nothing())
}

/// Without a number nothing is removed.
fn days(settings: &Needed<'_>, name: &'static str) -> Result<Option<RetentionDays>, BadMember> {
    let of = settings.member(name)?;
    let number = of.maybe(|of| of.member("RetentionDays")?.maybe(|days| days.number(1..=RETENTION_DAYS_MAX)))?;
    Ok(number.flatten().and_then(RetentionDays::new))
}

fn shape(rule: &RetentionRule) -> Value {
    let days = |days: Option<RetentionDays>| days.map(|days| json!({ "RetentionDays": days.days() }));
    let Retention { rooms, conversations } = rule.kept;
    let settings =
        json!({ "RoomRetentionSettings": days(rooms), "ConversationRetentionSettings": days(conversations) });
    let begins = (rule.kept != Retention::default()).then(|| rule.begins_at.rfc3339());
    present(json!({ "RetentionSettings": present(settings), "InitiateDeletionTimestamp": begins }))
}
