//! What every page has in common: it is asked for by an address, it is drawn for somebody, in the frame, and when its
//! data cannot be had it says why.

use axum::http::StatusCode;
use domain::{Failure, view::Viewer};
use leptos::{
    prelude::*,
    server::ServerActionError,
    server_fn::{ServerFn, error::ServerFnUrlError},
};
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_location;

use crate::{
    calls::{CallError, viewer},
    parts::{ErrorNote, Frame, Query},
};

/// What is asked for: the address, and what a plain form that led here was refused with.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The path.
    pub path: String,
    /// The words of the query.
    pub query: Query,
    search: String,
    refused: Option<(String, CallError)>,
}

impl Asked {
    /// Reads the address of the page that is being drawn.
    pub fn read() -> Self {
        let location = use_location();
        let search = location.search.get_untracked();
        let search = search.trim_start_matches('?').to_owned();
        let query = Query::read(&search);
        let refused = use_context::<ServerActionError>()
            .filter(|_| query.get("__err").is_some())
            .map(|error| (error.path().to_owned(), ServerFnUrlError::<CallError>::decode_err(error.err())));
        Self { path: location.pathname.get_untracked(), query, search, refused }
    }

    /// Path and query.
    pub fn here(&self) -> String {
        if self.search.is_empty() { self.path.clone() } else { [&self.path, "?", &self.search].concat() }
    }

    /// The query as it was written, without the question mark.
    pub fn search(&self) -> &str {
        &self.search
    }

    /// A word of the query; empty when it is not there.
    pub fn word(&self, name: &str) -> &str {
        self.query.word(name)
    }

    /// What was just done, as the redirect after a form says it; nothing after a refusal.
    pub fn done(&self) -> &str {
        if self.refused.is_some() { "" } else { self.word("done") }
    }

    /// What stands in the path behind the first word: the room of `/rooms/ROOM/members`.
    pub fn subject(&self) -> String {
        self.path.split('/').nth(2).unwrap_or_default().to_owned()
    }

    /// Why a plain form that posted to this call was refused, if it was.
    pub fn refused<S: ServerFn>(&self) -> Option<CallError> {
        self.refused.as_ref().filter(|(path, _)| path == S::PATH).map(|(_, error)| error.clone())
    }

    /// Why a plain form was refused, with the path of the call that it posted to.
    pub fn refusal(&self) -> Option<(String, CallError)> {
        self.refused.clone()
    }
}

/// A page for whoever is signed in, in its frame.
pub fn page<F>(title: &'static str, draw: impl FnOnce(Asked, Viewer) -> F + Send + 'static) -> AnyView
where
    F: Future<Output = Result<AnyView, CallError>> + Send + 'static,
{
    let asked = Asked::read();
    Suspend::new(async move {
        let (path, here) = (asked.path.clone(), asked.here());
        let (viewer, drawn) = match viewer().await {
            Ok(Some(viewer)) => (Some(viewer.clone()), draw(asked, viewer).await),
            Ok(None) => (None, Err(CallError::Refused(Failure::SignedOut))),
            Err(error) => (None, Err(error)),
        };
        let content = drawn.unwrap_or_else(|error| instead(error, here));
        view! { <Frame title=title.to_owned() viewer=viewer path=path>{content}</Frame> }.into_any()
    })
    .into_any()
}

/// What stands in the place of a page that cannot be shown; its status says so too.
fn instead(error: CallError, here: String) -> AnyView {
    set_status(StatusCode::from_u16(error.failure().map_or(500, Failure::status)).unwrap_or_default());
    view! { <ErrorNote error=error here=here /> }.into_any()
}

/// Sets the status of the page.
pub fn set_status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

/// A sentence of alarm for a part of a page that cannot be shown.
pub fn alarm(error: &CallError) -> AnyView {
    let text = error.to_string();
    view! { <p class="notice" data-tone="danger" role="alert">{text}</p> }.into_any()
}
