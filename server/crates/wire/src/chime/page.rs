//! Pages of lists: `max-results`, and `next-token`, which is the id of the last row of the page before.

use domain::{Page, RoomId};
use serde_json::{Value, json};
use service::Part;

use crate::aws::{BadMember, Call};

/// Rows of a page of which nothing was said.
const ROWS: u32 = 50;

/// The part of a list that a query asks for, of so many rows at the most.
pub(super) fn part(call: &Call<'_>, rows_max: u32) -> Result<Part, BadMember> {
    let rows = call.query("max-results").maybe(|rows| rows.number(1..=rows_max))?.unwrap_or(ROWS);
    // Ids of all kinds are written alike: which kind it is does not matter to a token.
    let read = |text: &str| text.parse().ok();
    let after: Option<Option<RoomId>> =
        call.query("next-token").maybe(|token| token.page(read, "must be a token that this operation gave"))?;
    Ok(Part { after: after.flatten().map_or(-1, RoomId::raw), rows })
}

/// The body of an answer: the rows under their name, and the token of the page after it, if there is one.
pub(super) fn body<T>(name: &str, page: &Page<T, i64>, shape: impl Fn(&T) -> Value) -> Value {
    let rows: Vec<Value> = page.rows.iter().map(shape).collect();
    let mut body = json!({ name: rows });
    if let Some(last) = page.next {
        body["NextToken"] = json!(RoomId::from_raw(last));
    }
    body
}
