//! The audit log as a file: CSV or JSON Lines, with the filters of the page, streamed page by page.

mod format;

use std::sync::Arc;

use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use domain::{Day, Failure, view::AuditQuery};
use futures::stream;
use serde::Deserialize;
use service::Actor;

pub(crate) use self::format::{CHUNK_ROWS, Format};
use crate::router::{House, refuse};

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
    State(house): State<Arc<House>>,
    actor: Option<Extension<Actor>>,
    Query(filters): Query<Filters>,
) -> Response {
    export(house, actor, &filters, Format::Csv)
}

/// The log as JSON Lines.
pub(crate) async fn json_lines(
    State(house): State<Arc<House>>,
    actor: Option<Extension<Actor>>,
    Query(filters): Query<Filters>,
) -> Response {
    export(house, actor, &filters, Format::Jsonl)
}

fn export(house: Arc<House>, actor: Option<Extension<Actor>>, filters: &Filters, format: Format) -> Response {
    let Some(Extension(actor)) = actor else { return refuse(&Failure::SignedOut) };
    let query = match filters.query() {
        Ok(query) => query,
        Err(failure) => return refuse(&failure),
    };
    let chunks = stream::try_unfold(Some((query, format.head().to_owned())), move |state| {
        let (house, actor) = (house.clone(), actor.clone());
        async move {
            let Some((query, mut text)) = state else { return Ok::<_, Failure>(None) };
            let entries = house.service.audit_export(&actor, &query, CHUNK_ROWS).await?;
            entries.iter().for_each(|entry| text.push_str(&format.line(entry)));
            let next = match entries.last() {
                Some(last) if entries.len() == CHUNK_ROWS as usize => {
                    Some((AuditQuery { before: Some(last.number), ..query }, String::new()))
                }
                Some(_) | None => None,
            };
            Ok(Some((Bytes::from(text), next)))
        }
    });
    let disposition = format!("attachment; filename=\"{}\"", format.file_name());
    (
        [(header::CONTENT_TYPE, format.content_type().to_owned()), (header::CONTENT_DISPOSITION, disposition)],
        Body::from_stream(chunks),
    )
        .into_response()
}
