//! `GET /ivschat`: the messaging socket of Amazon IVS Chat. The chat token is the sub-protocol of the request, and what is
//! said on the socket belongs to its dialect.
//!
//! Decides nothing: who may come in, ask and stay does the service. Any close frame sends a client away for good, and a
//! connection that is cut brings it back with another token: which of the two an end is, is chosen here.

mod conversation;

use axum::{
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::Failure;
use service::{Client, Service};
use tokio::sync::watch;
use wire::Wire;

use self::conversation::{End, converse, farewell};
use crate::live::{handshake, too_many};

/// Longest text that a client may send, in bytes: the longest message and its attributes, with every character written
/// as an escape.
const TEXT_BYTES_MAX: usize = 16 * 1024;

/// Lets somebody with a chat token in. Their socket ends at the latest when `stopping` becomes true.
pub(crate) async fn chat(
    wire: &Wire,
    service: Service,
    client: &Client,
    mut stopping: watch::Receiver<bool>,
    request: Request,
) -> Response {
    if let Err(retry_after_s) = wire.count_socket("/ivschat", client) {
        return too_many(retry_after_s, "Too many connections were opened from this address. Try again later.");
    }
    let token = token(request.headers()).to_owned();
    let (mut response, line) = match handshake::upgrade(request) {
        Ok(accepted) => accepted,
        Err(refusal) => return refusal.into_response(),
    };
    let (mut chat, mut tap) = match wire.enter_chat(&token, client).await {
        Ok(entered) => entered,
        Err(failure) => return refused(&failure),
    };
    // A client that does not get its token back takes the connection for failed.
    match token.parse() {
        Ok(echo) => response.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, echo),
        Err(_) => return refused(&Failure::WrongCredentials),
    };
    tokio::spawn(async move {
        let Some(line) = line.await else { return };
        let (user, session) = (chat.actor().user, chat.actor().session);
        let mut feed = service.hub().join(line, user, session).patient(TEXT_BYTES_MAX);
        let end = tokio::select! {
            end = converse(&mut feed, &mut chat, &mut tap) => end,
            // A sender that is gone means that nobody is left to serve for.
            _ = stopping.wait_for(|stopping| *stopping) => End::Cut,
        };
        match end {
            End::Cut => drop(feed),
            End::Close(closing) => feed.close(closing).await,
            End::Over(last) => farewell(feed, &last).await,
        }
    });
    response
}

/// The one sub-protocol that the client asks for.
fn token(headers: &HeaderMap) -> &str {
    let mut values = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
    match (values.next().and_then(|value| value.to_str().ok()), values.next()) {
        (Some(token), None) => token.trim(),
        _ => "",
    }
}

/// A refusal before there is a socket.
fn refused(failure: &Failure) -> Response {
    let status = match failure.status() {
        // A room that is not there any more is no reason to look for it.
        404 => StatusCode::FORBIDDEN,
        status => StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    };
    let says = match failure {
        Failure::WrongCredentials | Failure::SignedOut => {
            "This chat token is not valid, or has ended. Ask for another one.".to_owned()
        }
        Failure::TooMany { retry_after_s } => {
            return too_many(*retry_after_s, "This chat token has too many connections open. Close some.");
        }
        failure => failure.to_string(),
    };
    (status, says).into_response()
}
