//! From a bound port to a clean stop: serve, finish what was accepted, and leave within ten seconds.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use service::Service;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};

use crate::{accept, commands::Stop, files::Files, panics, router, settings::Settings, site::Site};

/// How long requests that were accepted may take to finish once the server is told to stop.
const GRACE: Duration = Duration::from_secs(5);
/// How long live feeds may take to close after that.
const FEEDS_GRACE: Duration = Duration::from_secs(2);
/// Whoever has the server stop waits ten seconds for it, and three of them are for the store to empty its log and to
/// let go of the file.
const _: () = assert!(GRACE.as_secs() + FEEDS_GRACE.as_secs() <= 7, "the server would be killed before it has stopped");

/// Takes the port.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Stop> {
    TcpListener::bind(address).await.map_err(|error| {
        Stop(format!(
            "cannot listen on {address}: {error}. Choose another port with --listen, or stop what uses this one."
        ))
    })
}

/// How people reach it.
pub(crate) fn url(listener: &TcpListener) -> Result<String, Stop> {
    let address = listener.local_addr().map_err(|error| Stop(format!("The port could not be read: {error}.")))?;
    Ok(format!("http://{address}"))
}

/// Serves until SIGTERM or Ctrl-C, then finishes what was accepted and closes the store.
pub(crate) async fn serve(
    listener: TcpListener,
    mut orders: Orders,
    service: Service,
    site: Site,
    settings: Settings,
) -> Result<(), Stop> {
    let (stop, stopping) = watch::channel(false);
    let app = router::build(service.clone(), Arc::new(site), settings, stopping.clone());
    let beside = service.clone();
    let jobs = tokio::spawn(async move { panics::begun_again("erasing", || beside.run_jobs()).await });
    let beside = service.clone();
    let retention = tokio::spawn(async move { panics::begun_again("retention", || beside.run_retention()).await });
    let mut serving = tokio::spawn(accept::run(listener, app, Files::raise(), stopping));
    tokio::select! {
        () = orders.given() => tracing::info!("stopping"),
        ended = &mut serving => {
            return Err(Stop(format!("The server ended by itself: {ended:?}.")));
        }
    }
    let _ = stop.send(true);
    if tokio::time::timeout(GRACE, &mut serving).await.is_err() {
        tracing::warn!("some requests did not finish in time");
        // What they read would keep the log from being emptied.
        serving.abort();
    }
    // Feeds are no requests: they are told to go, and have a moment for it.
    if tokio::time::timeout(FEEDS_GRACE, service.hub().emptied()).await.is_err() {
        tracing::debug!("some feeds did not close in time");
    }
    jobs.abort();
    retention.abort();
    service.close().await;
    Ok(())
}

/// The orders to stop, heard from the moment this is made: whoever has read that the server listens may give one.
pub(crate) struct Orders {
    interrupt: Signal,
    terminate: Signal,
}

impl Orders {
    /// Begins to listen for SIGINT (Ctrl-C) and SIGTERM.
    pub(crate) fn listen() -> Result<Self, Stop> {
        let hear = |kind| signal(kind).map_err(|error| Stop(format!("Signals cannot be listened for: {error}.")));
        Ok(Self { interrupt: hear(SignalKind::interrupt())?, terminate: hear(SignalKind::terminate())? })
    }

    async fn given(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
