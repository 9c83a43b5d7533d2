//! The outside: which address leads where, and through which guards.

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::{Request, State},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::Failure;
use service::{Actor, Service};
use tokio::sync::watch;
use tower_http::limit::RequestBodyLimitLayer;
use wire::Wire;

use crate::{
    chat, export, guard, health, live,
    metrics::{self, Requests},
    panel,
    settings::Settings,
    site::{self, Site},
};

/// Bytes of a request body at the most: the longest message in four-byte characters, percent-encoded, and some.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// What every handler can ask for.
pub(crate) struct House {
    pub(crate) service: Service,
    pub(crate) site: Arc<Site>,
    pub(crate) settings: Settings,
    pub(crate) requests: Requests,
    pub(crate) wire: Wire,
    stopping: watch::Receiver<bool>,
}

/// Builds the router. The guards around it run from the last to the first.
pub(crate) fn build(service: Service, site: Arc<Site>, settings: Settings, stopping: watch::Receiver<bool>) -> Router {
    // Drawn once, they have told which calls there are.
    let paths = panel::paths();
    let wire = Wire::new(service.clone(), settings.limits.clone());
    let requests = Requests::new();
    let house = Arc::new(House { service, site: site.clone(), settings, requests, wire: wire.clone(), stopping });
    let mut pages = Router::new();
    for path in paths {
        pages = pages.route(&path, get(panel::page));
    }
    let people = pages
        .route("/api/{*call}", post(panel::call))
        .route("/audit/export.csv", get(export::csv))
        .route("/audit/export.jsonl", get(export::json_lines))
        .route("/live", get(feed))
        .fallback(panel::page)
        .layer(middleware::from_fn_with_state(house.clone(), guard::people))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX));
    let programs = wire::imkit::router(wire).layer(middleware::from_fn_with_state(house.clone(), guard::where_from));
    Router::new()
        .merge(people)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::metrics))
        // Beside the guards of people: whoever comes here brings a proof of their own, from pages of any site.
        .route("/ivschat", get(messaging_socket))
        .route("/connect", get(messaging_session))
        .with_state(house.clone())
        .merge(programs)
        .merge(site::router(site))
        .method_not_allowed_fallback(wrong_method)
        // One for all: every layer has a copy of those beneath it made for each request.
        .layer(middleware::from_fn_with_state(house, guard::everybody))
}

async fn feed(State(house): State<Arc<House>>, actor: Option<Extension<Actor>>, request: Request) -> Response {
    match actor {
        Some(Extension(actor)) => live::live(actor, house.service.clone(), house.stopping.clone(), request).await,
        None => refuse(&Failure::SignedOut),
    }
}

async fn messaging_socket(State(house): State<Arc<House>>, request: Request) -> Response {
    let client = guard::client(&request, house.settings.behind_proxy);
    chat::chat(&house.wire, house.service.clone(), &client, house.stopping.clone(), request).await
}

/// A messaging session. Its address is its proof: no cookie counts, and pages of any site may ask.
async fn messaging_session(State(house): State<Arc<House>>, request: Request) -> Response {
    let client = guard::client(&request, house.settings.behind_proxy);
    live::messaging::connect(&house.wire, house.service.clone(), house.stopping.clone(), &client, request).await
}

/// What is there, but not by this method: the header `Allow` says by which.
async fn wrong_method() -> Response {
    (http::StatusCode::METHOD_NOT_ALLOWED, "This address does not take this method.").into_response()
}

/// A failure as a plain answer, for what is neither a page nor a call.
pub(crate) fn refuse(failure: &Failure) -> Response {
    let status = http::StatusCode::from_u16(failure.status()).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    (status, failure.to_string()).into_response()
}

#[cfg(test)]
mod inventory;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod panics;
#[cfg(test)]
mod whole;
