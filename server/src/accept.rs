//! Accepts connections and serves HTTP/1.1 on them: no other protocol is looked for, and none is linked in.

use std::{
    future::pending,
    io,
    net::SocketAddr,
    pin::pin,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::sleep,
};
use tower::ServiceExt;
use tower_http::timeout::TimeoutBody;

use crate::files::{Files, Left};

/// How long to wait when the system gives no more connections, as when too many files are open.
const WAIT_FOR_ROOM: Duration = Duration::from_secs(1);
/// How long the head of a request may take to come, from the beginning of its connection or the end of the answer before:
/// what does not come whole would hold the connection for ever. Longer than clients keep a connection that they do not use.
const HEAD_MAX: Duration = Duration::from_secs(75);
/// How long the first one may take when many connections are open.
const SCARCE_HEAD_MAX: Duration = Duration::from_secs(2);
/// How long each next piece of a body may take.
const BODY_PIECE_MAX: Duration = Duration::from_secs(30);

/// Serves until told to stop, and then until every request that was accepted has been answered.
pub(crate) async fn run(listener: TcpListener, app: Router, files: Files, mut told: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let (tell_scarce, scarce) = watch::channel(false);
    loop {
        let accepted = tokio::select! {
            () = stopping(&mut told) => break,
            accepted = listener.accept() => accepted,
        };
        // Those that have ended are let go of.
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, peer)) => {
                let left = files.left_beside(&stream);
                let is_scarce = left != Left::Enough;
                if tell_scarce.send_if_modified(|was| std::mem::replace(was, is_scarce) != is_scarce) && is_scarce {
                    tracing::warn!("too many connections are open; those that ask for nothing are closed");
                }
                // What is kept for the store no connection gets, not even to be told so.
                if left != Left::Nothing {
                    connections.spawn(serve(stream, peer, app.clone(), scarce.clone(), told.clone()));
                }
            }
            Err(error) if has_gone(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "no connection can be accepted; trying again");
                sleep(WAIT_FOR_ROOM).await;
            }
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// Waits until the server is told to stop, or nobody is left to tell it.
async fn stopping(told: &mut watch::Receiver<bool>) {
    let _ = told.wait_for(|stopping| *stopping).await;
}

/// Whether a client went away before it was accepted, which says nothing about the next one.
fn has_gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    )
}

/// Waits until connections are scarce, and leaves a client that comes just then the time to ask for something.
async fn crowded(scarce: &mut watch::Receiver<bool>) {
    if scarce.wait_for(|scarce| *scarce).await.is_err() {
        // Nobody is left to tell: no more connections come.
        pending::<()>().await;
    }
    sleep(SCARCE_HEAD_MAX).await;
}

/// Answers the requests of one connection, one after the other; once told to stop, or when connections have become scarce,
/// only the one that is under way.
async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    app: Router,
    mut scarce: watch::Receiver<bool>,
    mut told: watch::Receiver<bool>,
) {
    // Small frames must leave at once; nothing here is written in crumbs.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY could not be set");
    }
    let has_asked = AtomicBool::new(false);
    let answer = service_fn(|request: hyper::Request<Incoming>| {
        has_asked.store(true, Ordering::Relaxed);
        let mut request: Request = request.map(|body| Body::new(TimeoutBody::new(BODY_PIECE_MAX, body)));
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().oneshot(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_MAX);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), answer).with_upgrades());
    let ended = tokio::select! {
        ended = &mut connection => Some(ended),
        () = stopping(&mut told) => None,
        () = crowded(&mut scarce) => {
            if !has_asked.load(Ordering::Relaxed) {
                return;
            }
            None
        }
    };
    let ended = match ended {
        Some(ended) => ended,
        None => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::post;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        time::Instant,
    };

    use super::*;

    /// What is answered to a request that stops in the middle, and after how long; the clock goes on by itself when
    /// everybody waits.
    async fn answer_to(sent: &str) -> (String, Duration) {
        let app = Router::new().route("/", post(|body: String| async move { body }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (_stop, told) = watch::channel(false);
        let server = tokio::spawn(run(listener, app, Files::raise(), told));
        let began = Instant::now();
        client.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        server.abort();
        (answer, began.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_never_ends_and_a_connection_that_is_not_used_are_closed() {
        for sent in ["", "POST / HTTP/1.1\r\nHost: x\r\nX-", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"]
        {
            let (answer, waited) = answer_to(sent).await;
            assert_eq!(answer.starts_with("HTTP/1.1 200"), sent.ends_with("\r\n\r\n"), "{answer}");
            assert!(waited >= HEAD_MAX && waited < 2 * HEAD_MAX, "{waited:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_stops_coming_is_refused() {
        let (answer, waited) = answer_to("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhal").await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
        assert!(waited >= BODY_PIECE_MAX && waited < HEAD_MAX, "{waited:?}");
    }
}
