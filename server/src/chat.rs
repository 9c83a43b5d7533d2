//! `GET /ivschat`: the messaging socket of Amazon IVS Chat. The chat token is the sub-protocol of the request, and what is
//! said on the socket belongs to its dialect.
//!
//! Decides nothing: who may come in, ask and stay does the service. Any close frame sends a client away for good, and a
//! connection that is cut brings it back with another token: which of the two an end is, is chosen here.

mod conversation;

use axum::{
    extract::Request,
    http::{HeaderMap, header},
    response::Response,
};
use domain::Failure;
use service::{Client, Service};
use tokio::sync::watch;
use wire::{Shut, Socket, Wire};

use self::conversation::{End, converse, farewell};
use crate::live::handshake;

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
    let refused = |why| wire.refuse_socket(Socket::Chat, why);
    if let Err(why) = wire.count_socket(Socket::Chat, client) {
        return refused(why);
    }
    let token = token(request.headers()).to_owned();
    let (mut response, line) = match handshake::upgrade(request) {
        Ok(accepted) => accepted,
        Err(_) => return refused(Shut::NotAWebSocket),
    };
    let (mut chat, mut tap) = match wire.enter_chat(&token, client).await {
        Ok(entered) => entered,
        Err(why) => return refused(why),
    };
    // A client that does not get its token back takes the connection for failed.
    match token.parse() {
        Ok(echo) => response.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, echo),
        Err(_) => return refused(Shut::Failure(Failure::WrongCredentials)),
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
