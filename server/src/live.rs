//! `GET /live`: the panel's feed over a WebSocket.
//!
//! The browser says which room it watches and which event it saw last; see [`domain::Watch`] and [`domain::Frame`].
//! Decides nothing about rooms: the service does, at each watch. Holds no connection that the hub could write by
//! itself, and outlives neither the session nor the server.

mod conversation;
pub(crate) mod handshake;
pub(crate) mod messaging;

use axum::{
    extract::Request,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use live::limits::FEEDS_PER_SESSION_MAX;
use service::{Actor, Service};
use tokio::sync::watch;

use self::conversation::{GOING_AWAY, converse};

/// Opens a feed for somebody who is signed in. It ends at the latest when `stopping` becomes true.
pub(crate) async fn live(
    actor: Actor,
    service: Service,
    mut stopping: watch::Receiver<bool>,
    request: Request,
) -> Response {
    let (response, line) = match handshake::accept(request) {
        Ok(accepted) => accepted,
        Err(refusal) => return refusal.into_response(),
    };
    if service.hub().feeds_of(actor.session) >= FEEDS_PER_SESSION_MAX {
        return (StatusCode::TOO_MANY_REQUESTS, "This session has too many feeds open. Close some tabs.")
            .into_response();
    }
    tokio::spawn(async move {
        let Some(line) = line.await else { return };
        // Known to the hub before the service is asked anything: a session that ends meanwhile ends the feed.
        let mut feed = service.hub().join(line, actor.user, actor.session);
        let closing = tokio::select! {
            closing = converse(&mut feed, &actor, &service) => closing,
            // A sender that is gone means that nobody is left to serve for.
            _ = stopping.wait_for(|stopping| *stopping) => Some(GOING_AWAY),
        };
        if let Some(closing) = closing {
            feed.close(closing).await;
        }
    });
    response
}
