//! `GET /connect`: a messaging session over a WebSocket. What is told is the dialect's; here it is written, and the line
//! looked after.
//!
//! Bad credentials are told by closing the socket after its upgrade, since clients try for ever when the upgrade is
//! refused. Too many sessions are told by refusing the upgrade, since then they wait.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::Request,
    http::header,
    response::{IntoResponse, Response},
};
use domain::Failure;
use live::{Closing, Feed, Happening, Texts};
use service::{Client, Service};
use tokio::{sync::watch, time::interval};
use wire::{End, Session, Shut, Socket, Unopened, Wire};

use super::handshake;

/// How often it is asked whether whoever listens still may: for what no event tells.
const CHECK_EVERY: Duration = Duration::from_secs(15);

/// What a line without a session is known as to the hub: nobody and nothing ends it but its own farewell.
const NOBODY: (domain::UserId, u64) = (domain::UserId::MIN, 0);

/// Opens a session, or tells why not. It ends at the latest when `stopping` becomes true.
pub(crate) async fn connect(
    wire: &Wire,
    service: Service,
    mut stopping: watch::Receiver<bool>,
    client: &Client,
    request: Request,
) -> Response {
    let refused = |why| wire.refuse_socket(Socket::Session, why);
    if let Err(why) = wire.count_socket(Socket::Session, client) {
        return refused(why);
    }
    let (parts, body) = request.into_parts();
    if !parts.headers.contains_key(header::SEC_WEBSOCKET_KEY) {
        return refused(Shut::NotAWebSocket);
    }
    let opened = match wire.open_session(client, &parts).await {
        Ok(session) => Ok(session),
        Err(Unopened::Refused(end)) => Err(end),
        Err(Unopened::TooMany { retry_after_s }) => return refused(Shut::TooManyOpen { retry_after_s }),
        Err(Unopened::Unavailable) => return refused(Shut::Failure(Failure::Unavailable)),
    };
    let (response, line) = match handshake::upgrade(Request::from_parts(parts, body)) {
        Ok(accepted) => accepted,
        Err(_) => return refused(Shut::NotAWebSocket),
    };
    tokio::spawn(async move {
        let Some(line) = line.await else { return };
        let whose = opened.as_ref().map_or(NOBODY, |session| (session.actor().user, session.actor().session));
        let mut feed = service.hub().join(line, whose.0, whose.1);
        let end = match opened {
            Err(end) => Some(end),
            Ok(mut session) => tokio::select! {
                end = converse(&mut feed, &mut session) => end,
                // A sender that is gone means that nobody is left to serve for.
                _ = stopping.wait_for(|stopping| *stopping) => Some(End::STOPPING),
            },
        };
        if let Some(end) = end {
            feed.close(closing(end)).await;
        }
    });
    response.into_response()
}

/// Tells until one side is done. Answers with what to close the line with, or with nothing if it is closed.
async fn converse(feed: &mut Feed, session: &mut Session) -> Option<End> {
    told(feed, session).await.err()
}

async fn told(feed: &mut Feed, session: &mut Session) -> Result<(), End> {
    say(feed, &session.first()).await;
    say_more(feed, session).await?;
    let mut checks = interval(CHECK_EVERY);
    // The first is at once, and the session has just been opened.
    checks.tick().await;
    loop {
        tokio::select! {
            happening = feed.next() => match happening {
                Happening::Closed => return Ok(()),
                Happening::SignedOut(_) => return Err(End::REFUSED),
                Happening::Refused(closing) => return Err(End { code: closing.code, reason: closing.reason }),
                // The client has nothing to say; pings keep the line; it watches no room of the panel's feed.
                Happening::Text(_)
                | Happening::Skipped(_)
                | Happening::Quiet
                | Happening::Slow(_)
                | Happening::Anew(_)
                | Happening::Ended(_) => {}
            },
            heard = session.heard() => {
                for frame in session.tell(heard).await? {
                    say(feed, &frame).await;
                }
                say_more(feed, session).await?;
            }
            _ = checks.tick() => session.check().await?,
        }
    }
}

/// Writes what is told piece by piece.
async fn say_more(feed: &mut Feed, session: &mut Session) -> Result<(), End> {
    while let Some(frame) = session.more().await? {
        say(feed, &frame).await;
    }
    Ok(())
}

/// Writes one frame, and waits until the client has taken it: what waits for a slow one waits where removals reach it.
async fn say(feed: &mut Feed, frame: &Bytes) {
    let mut texts = Texts::new();
    texts.push(frame);
    // What came in between is told by the next turn.
    let _stopped = feed.send(texts).await;
}

fn closing(end: End) -> Closing {
    Closing { code: end.code, reason: end.reason }
}
