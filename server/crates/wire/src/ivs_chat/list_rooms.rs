//! `POST /ListRooms`: the rooms that the caller may see, the latest changed first.

use domain::{RoomId, Timestamp};
use serde_json::{Value, json};
use service::RecordQuery;

use super::{room, settings};
use crate::aws::{Answer, Call, Problem};

/// Rooms of one page at the most, and when nothing is said.
const ROWS_MAX: u32 = 50;
/// Characters of a token at the most.
const TOKEN_CHARS_MAX: usize = 1024;

/// 200 `{rooms, nextToken}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let rows = call.body("maxResults").maybe(|rows| rows.number(1..=ROWS_MAX))?.unwrap_or(ROWS_MAX);
    let name = settings::looked_for(call)?;
    let uri = call.body("messageReviewHandlerUri").maybe(settings::handler)?;
    let logged = call.body("loggingConfigurationIdentifier").maybe(settings::logging)?;
    let after = call.body("nextToken").maybe(|token| {
        token.text(0..=TOKEN_CHARS_MAX)?;
        token.page(place, "must be a token that this server gave")
    })?;
    let after = after.flatten();
    let query = RecordQuery { name, setting: uri.map(|uri| (settings::REVIEW_URI, uri.to_owned())), after, rows };
    let page = call.wire.service.room_records(call.actor, query, room::called).await?;
    // No room writes to a logging configuration: there are none.
    let (records, next) = if logged.is_some() { (Vec::new(), None) } else { (page.rows, page.next) };
    let rooms: Vec<Value> = records.iter().map(room::summary).collect();
    let mut body = json!({ "rooms": rooms });
    if let Some(next) = next {
        body["nextToken"] = json!(token(next));
    }
    Ok(Answer::ok(body))
}

fn token((at, room): (Timestamp, RoomId)) -> String {
    format!("{:x}.{room}", at.millis())
}

/// What a token says. Only as it was given: numbers are read with signs and in capitals too.
fn place(text: &str) -> Option<(Timestamp, RoomId)> {
    let (at, room) = text.split_once('.')?;
    let place = (Timestamp::from_millis(i64::from_str_radix(at, 16).ok()?), room.parse().ok()?);
    (token(place) == text).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_given_and_in_no_other_way() {
        let there = (Timestamp::from_millis(0x7f_ab), RoomId::from_raw(5));
        let text = token(there);
        assert_eq!(place(&text), Some(there));
        for strange in [
            format!("+{text}"),
            format!("-{text}"),
            format!("0{text}"),
            text.to_uppercase(),
            format!("-7fffffffffffffff.{}", there.1),
            text.replace('.', ""),
            String::new(),
        ] {
            assert_eq!(place(&strange), None, "{strange}");
        }
    }
}
