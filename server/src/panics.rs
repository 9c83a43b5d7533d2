//! Panics: whoever asked is told an incident, and the log has the same one with the place in the code. Never what a panic
//! says, unless that is a fixed text of ours: what was formatted may hold a message.

use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, PanicHookInfo},
    time::Duration,
};

use app::calls::CallError;
use axum::{
    Json,
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::Failure;
use futures::FutureExt;
use wire::Tongue;

use crate::router::refuse;

thread_local! {
    /// Where this thread has panicked last.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// From here on a panic is a line in the log instead of what the language would print, which may hold a message.
pub(crate) fn tell_the_log() {
    std::panic::set_hook(Box::new(note));
}

pub(crate) fn note(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let fixed = panic.payload().downcast_ref::<&'static str>();
    tracing::error!(place, says = fixed, "something panicked");
    // A thread that is about to end has none of its own any more.
    let _ = PLACE.try_with(|last| last.replace(place));
}

/// How long after a panic its work is begun again: what goes wrong each time must not fill the log.
const BEGIN_AGAIN_AFTER: Duration = Duration::from_secs(30);

/// Runs what is to run as long as the process does. A panic is told in the log, and after a pause it is begun again.
pub(crate) async fn begun_again<W: Future<Output = ()>>(what: &'static str, begin: impl Fn() -> W) {
    while let Err(place) = stopped(begin()).await {
        tracing::error!(what, place, again_in_s = BEGIN_AGAIN_AFTER.as_secs(), "what runs beside panicked");
        tokio::time::sleep(BEGIN_AGAIN_AFTER).await;
    }
}

/// Carries out a request, or what runs beside. A panic stops here, as the place where it happened: everybody else is
/// served on.
pub(crate) async fn stopped<T>(work: impl Future<Output = T>) -> Result<T, String> {
    // What it was at work on is dropped with it, and what others share is behind locks and in transactions.
    AssertUnwindSafe(work).catch_unwind().await.map_err(|_| PLACE.take())
}

/// Who asks, and hence in which form they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asker {
    /// A program, in the words of its dialect.
    Program(Tongue),
    /// The panel in a browser, or whoever posts as it does.
    Call,
    /// Somebody who waits for a page, a file or a socket.
    Somebody,
}

impl Asker {
    pub(crate) fn of(request: &Request) -> Self {
        let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if let Some(tongue) = Tongue::of(request) {
            Self::Program(tongue)
        } else if request.uri().path().starts_with("/api/") && !accepts.contains("text/html") {
            Self::Call
        } else {
            Self::Somebody
        }
    }

    /// The answer to a request that broke off.
    pub(crate) fn told(self, incident: String) -> Response {
        match self {
            Self::Program(tongue) => tongue.broke_off(&incident),
            Self::Call => {
                let error = CallError::Refused(Failure::Internal { incident });
                (StatusCode::INTERNAL_SERVER_ERROR, Json(error)).into_response()
            }
            Self::Somebody => refuse(&Failure::Internal { incident }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use tokio::time::{Instant, sleep};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_panics_is_begun_again_after_a_pause_until_it_ends_by_itself() {
        let (begun, before) = (Cell::new(0), Instant::now());
        begun_again("counting", || async {
            begun.set(begun.get() + 1);
            sleep(Duration::from_secs(1)).await;
            assert!(begun.get() > 2, "it is not the third time");
        })
        .await;
        assert_eq!((begun.get(), before.elapsed()), (3, 2 * BEGIN_AGAIN_AFTER + Duration::from_secs(3)));
    }
}
