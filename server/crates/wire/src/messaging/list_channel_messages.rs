//! `GET /channels/{channelArn}/messages`: messages of a span of time, tombstones too, the newest first unless told
//! otherwise.

use domain::channel::Span;
use serde_json::{Value, json};

use super::{
    message,
    place::{self, present},
};
use crate::aws::{Answer, Call, Problem};

/// 200 `{ChannelArn, ChannelMessages, NextToken, SubChannelId}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let place = place::place(call).await?;
    let order = [("ASCENDING", false), ("DESCENDING", true)];
    let newest_first = call.query("sort-order").maybe(|word| word.choice(&order))?.unwrap_or(true);
    let not_before = call.query("not-before").maybe(|at| at.moment())?;
    let not_after = call.query("not-after").maybe(|at| at.moment())?;
    let sub = place::sub_channel(call.query("sub-channel-id"))?;
    let (rows, after) = (place::rows(call)?, place::after(call)?);
    let span = Span::new(newest_first, not_before, not_after);
    let span = after.map_or(span, |message| span.after(message));
    let (found, more) = call.wire.service.messages_of_span(&place.actor, place.room, sub.id(), &span, rows).await?;
    let people = call.wire.service.somebodies(&message::named(&found)).await?;
    let shapes: Vec<Value> = found.iter().map(|message| message::summary(message, &people, place::seconds)).collect();
    Ok(Answer::ok(present(json!({
        "ChannelArn": place.arn.to_string(),
        "ChannelMessages": shapes,
        "NextToken": found.last().filter(|_| more).map(|message| message.id),
        "SubChannelId": sub.shown(None),
    }))))
}
