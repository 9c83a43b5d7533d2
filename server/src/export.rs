//! The audit log as a file: CSV or JSON Lines, with the filters of the page, streamed page by page.

use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use domain::{
    Day, Failure,
    view::{AuditQuery, AuditView, Outcome},
};
use futures::stream;
use serde::Deserialize;
use service::Actor;

use crate::router::{House, refuse};

/// Entries read at once.
const CHUNK_ROWS: u32 = 500;

/// The filters, as they stand in the address of the page.
#[derive(Debug, Deserialize)]
pub(crate) struct Filters {
    #[serde(default)]
    actor: String,
    #[serde(default)]
    room: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    refused: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
}

impl Filters {
    /// A filter that cannot be read is refused: an export that is quietly wider than asked for would mislead.
    fn query(&self) -> Result<AuditQuery, Failure> {
        let day = |text: &str| match text {
            "" => Ok(None),
            text => Day::parse(text)
                .map(Some)
                .ok_or(domain::Invalid { field: domain::Field::Date, problem: domain::Problem::Malformed }),
        };
        Ok(AuditQuery {
            actor: if self.actor.is_empty() { None } else { Some(self.actor.parse()?) },
            room: if self.room.is_empty() { None } else { Some(self.room.parse()?) },
            action: self.action.clone(),
            refused: !self.refused.is_empty(),
            from: day(&self.from)?,
            until: day(&self.until)?,
            before: None,
        })
    }
}

/// The log as CSV.
pub(crate) async fn csv(
    State(house): State<House>,
    actor: Option<Extension<Actor>>,
    Query(filters): Query<Filters>,
) -> Response {
    let head = "number,at,actor_id,actor,role,door,action,outcome,room_id,room,message_id,subject_id,subject,\
                operation_id,job_id,count,reason,note,previous,hash\r\n";
    export(house, actor, &filters, "text/csv; charset=utf-8", "audit.csv", head, csv_line)
}

/// The log as JSON Lines.
pub(crate) async fn json_lines(
    State(house): State<House>,
    actor: Option<Extension<Actor>>,
    Query(filters): Query<Filters>,
) -> Response {
    export(house, actor, &filters, "application/jsonl; charset=utf-8", "audit.jsonl", "", json_line)
}

fn export(
    house: House,
    actor: Option<Extension<Actor>>,
    filters: &Filters,
    content_type: &'static str,
    file: &'static str,
    head: &'static str,
    line: fn(&AuditView) -> String,
) -> Response {
    let Some(Extension(actor)) = actor else { return refuse(&Failure::SignedOut) };
    let query = match filters.query() {
        Ok(query) => query,
        Err(failure) => return refuse(&failure),
    };
    let chunks = stream::try_unfold(Some((query, head.to_owned())), move |state| {
        let (house, actor) = (house.clone(), actor.clone());
        async move {
            let Some((query, mut text)) = state else { return Ok::<_, Failure>(None) };
            let entries = house.service.audit_export(&actor, &query, CHUNK_ROWS).await?;
            entries.iter().for_each(|entry| text.push_str(&line(entry)));
            let next = match entries.last() {
                Some(last) if entries.len() == CHUNK_ROWS as usize => {
                    Some((AuditQuery { before: Some(last.number), ..query }, String::new()))
                }
                Some(_) | None => None,
            };
            Ok(Some((Bytes::from(text), next)))
        }
    });
    let disposition = format!("attachment; filename=\"{file}\"");
    (
        [(header::CONTENT_TYPE, content_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)],
        Body::from_stream(chunks),
    )
        .into_response()
}

fn json_line(entry: &AuditView) -> String {
    serde_json::to_string(entry).map(|line| line + "\n").unwrap_or_default()
}

fn csv_line(entry: &AuditView) -> String {
    let id = |id: Option<String>| id.unwrap_or_default();
    let outcome = match &entry.outcome {
        Outcome::Done => "done".to_owned(),
        Outcome::Refused(code) => format!("refused: {code}"),
    };
    let cells = [
        entry.number.to_string(),
        entry.at.rfc3339(),
        id(entry.actor.as_ref().map(|actor| actor.id.to_string())),
        id(entry.actor.as_ref().map(|actor| actor.name.clone())),
        id(entry.role.map(|role| role.code().to_owned())),
        entry.door.code().to_owned(),
        entry.action.clone(),
        outcome,
        id(entry.room.as_ref().map(|room| room.id.to_string())),
        id(entry.room.as_ref().map(|room| room.name.clone())),
        id(entry.message.map(|message| message.to_string())),
        id(entry.subject.as_ref().map(|subject| subject.id.to_string())),
        id(entry.subject.as_ref().map(|subject| subject.name.clone())),
        id(entry.operation.map(|operation| operation.to_string())),
        id(entry.job.map(|job| job.to_string())),
        id(entry.count.map(|count| count.to_string())),
        id(entry.reason.clone()),
        id(entry.note.clone()),
        entry.previous.clone(),
        entry.hash.clone(),
    ];
    cells.map(|cell| csv_cell(&cell)).join(",") + "\r\n"
}

/// Quoted as RFC 4180 says. A cell that a spreadsheet would take for a formula gets an apostrophe before it.
fn csv_cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::csv_cell;

    #[test]
    fn cells_are_quoted_and_never_become_formulas() {
        assert_eq!(csv_cell("plain"), "plain");
        assert_eq!(csv_cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(csv_cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
    }
}
