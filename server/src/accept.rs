//! Accepts connections and serves HTTP/1.1 on them: no other protocol is looked for, and none is linked in.

use std::{io, net::SocketAddr, pin::pin, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};
use tower::ServiceExt;

/// How long to wait when the system gives no more connections, as when too many files are open.
const WAIT_FOR_ROOM: Duration = Duration::from_secs(1);

/// Serves until told to stop, and then until every request that was accepted has been answered.
pub(crate) async fn run(listener: TcpListener, app: Router, mut told: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = stopping(&mut told) => break,
            accepted = listener.accept() => accepted,
        };
        // Those that have ended are let go of.
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, peer)) => {
                connections.spawn(serve(stream, peer, app.clone(), told.clone()));
            }
            Err(error) if has_gone(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "no connection can be accepted; trying again");
                tokio::time::sleep(WAIT_FOR_ROOM).await;
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

/// Answers the requests of one connection, one after the other; once told to stop, only the one that is under way.
async fn serve(stream: TcpStream, peer: SocketAddr, app: Router, mut told: watch::Receiver<bool>) {
    // Small frames must leave at once; nothing here is written in crumbs.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY could not be set");
    }
    let answer = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().oneshot(request)
    });
    let mut connection = pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), answer).with_upgrades());
    let ended = tokio::select! {
        ended = &mut connection => Some(ended),
        () = stopping(&mut told) => None,
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
