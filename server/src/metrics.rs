//! `/metrics`: numbers for operators, in the text form of Prometheus.
//!
//! What stands in a label is a word of our own: never a room's name, never an id, never anything that people wrote.

mod requests;
mod text;

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use service::Service;
use storage::StorageError;

pub(crate) use self::requests::Requests;
use self::text::{Kind, Text};
use crate::router::House;

/// What a proxy in front adds: whoever asks through one only seems to be near.
const FORWARDED: [&str; 6] =
    ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"];

/// The numbers, for whoever may read them: processes of the same machine, unless the operator opened them to all.
pub(crate) async fn metrics(State(house): State<Arc<House>>, request: Request) -> Response {
    if !house.settings.open_metrics && !is_near(&request) {
        let sentence = "Metrics are for this machine only. Start the server with --open-metrics to open them to all.";
        return (StatusCode::FORBIDDEN, sentence).into_response();
    }
    let mut text = Text::default();
    house.requests.write(&mut text);
    live(&mut text, &house.service);
    acts(&mut text, &house.service);
    if let Err(error) = store(&mut text, &house.service).await {
        // What cannot be read is left out: a number would be a lie.
        tracing::warn!(%error, "the store's numbers could not be read");
    }
    ([(header::CONTENT_TYPE, text::CONTENT_TYPE)], text.finish()).into_response()
}

fn is_near(request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.is_some_and(|peer| peer.0.ip().to_canonical().is_loopback())
        && FORWARDED.iter().all(|name| !request.headers().contains_key(*name))
}

fn live(text: &mut Text, service: &Service) {
    let counts = service.hub().counts();
    text.one("roomkeeper_live_feeds", Kind::Gauge, "Open live feeds.", counts.feeds as u64);
    text.one("roomkeeper_live_rooms", Kind::Gauge, "Rooms that somebody watches.", counts.rooms as u64);
    let slow = "Times that a viewer was told to read afresh, because it was too slow.";
    text.one("roomkeeper_live_slow_total", Kind::Counter, slow, counts.slow);
}

fn acts(text: &mut Text, service: &Service) {
    let counts = service.counts();
    let name = "roomkeeper_removals_total";
    text.family(name, Kind::Counter, "Removals asked for, by what came of them: done, or the code of the failure.");
    for ((verb, door, outcome), count) in counts.removals {
        text.sample(name, &[("verb", verb), ("door", door), ("outcome", outcome)], count);
    }
    let name = "roomkeeper_refusals_total";
    text.family(name, Kind::Counter, "What was asked for and not done, by the code of the failure.");
    for (code, count) in counts.refusals {
        text.sample(name, &[("code", code)], count);
    }
    let commits = "Transactions that made events; with the events, how many writes share one.";
    text.one("roomkeeper_commits_total", Kind::Counter, commits, counts.commits);
    text.one("roomkeeper_events_total", Kind::Counter, "Events made in all rooms.", counts.events);
}

async fn store(text: &mut Text, service: &Service) -> Result<(), StorageError> {
    let jobs = service.store().open_job_counts().await?;
    text.family(
        "roomkeeper_jobs",
        Kind::Gauge,
        "Jobs that have not come to their end; those that failed are tried again.",
    );
    for (state, count) in jobs {
        text.sample("roomkeeper_jobs", &[("state", state.code())], count);
    }
    let size = service.store().size();
    text.one("roomkeeper_store_bytes", Kind::Gauge, "Size of the store's file.", size.file_bytes);
    text.one("roomkeeper_store_log_bytes", Kind::Gauge, "Size of its write-ahead log.", size.log_bytes);
    Ok(())
}
