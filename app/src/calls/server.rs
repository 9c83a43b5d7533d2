//! What a server function needs on the server: who asks, the service, and how to answer both pages and plain forms.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use domain::Failure;
use leptos::{
    prelude::*,
    server_fn::{ServerFn, error::ServerFnUrlError},
};
use leptos_axum::ResponseOptions;
use service::{Actor, Client, Service};

use super::CallError;

/// Everything a request brings, provided once by the router.
#[derive(Clone)]
pub struct Request {
    /// The use cases.
    pub service: Service,
    /// Who asks, if a session was shown.
    pub actor: Option<Actor>,
    /// Where the request comes from.
    pub client: Client,
    /// Whether cookies are marked `Secure`.
    pub secure: bool,
}

/// The request that is being answered.
///
/// # Errors
/// When called outside of one, which only a mistake in the router can bring about.
pub fn request() -> Result<Request, CallError> {
    use_context::<Request>().ok_or(CallError::Unreadable)
}

/// The service, and who asks.
///
/// # Errors
/// When nobody is signed in.
pub fn entry() -> Result<(Service, Actor), CallError> {
    let who = |request: &Request| request.actor.as_ref().map(|actor| (request.service.clone(), actor.clone()));
    with_context(who).ok_or(CallError::Unreadable)?.ok_or_else(|| refuse(Failure::SignedOut))
}

/// Runs the use case and gives its failure the right status.
///
/// # Errors
/// The failure of the use case.
pub async fn answer<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, CallError> {
    work.await.map_err(refuse)
}

/// Gives a failure its HTTP status, unless the caller is a plain HTML form: its answer is a redirect, which a status
/// would turn into a page of JSON.
fn refuse(failure: Failure) -> CallError {
    if let Some(options) = use_context::<ResponseOptions>().filter(|_| !is_plain_form()) {
        options.set_status(StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
        if let Failure::TooMany { retry_after_s } = failure {
            options.insert_header(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
        }
    }
    CallError::Refused(failure)
}

/// Whether the caller is a form posted by a browser without WASM.
fn is_plain_form() -> bool {
    let accepts = |headers: &HeaderMap| {
        headers
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.contains("text/html"))
    };
    with_context(|parts: &Parts| accepts(&parts.headers)).unwrap_or_default()
}

/// Sends a plain form on to a page after success. An island that posts knows by itself what comes next.
pub fn send_plain_form_to(path: &str) {
    if is_plain_form() {
        leptos_axum::redirect(path);
    }
}

/// Sends on to a page after success: plain forms by a redirect, others by the header `Location`.
pub fn send_to(path: &str) {
    leptos_axum::redirect(path);
}

/// Sends a plain form that was refused to a page that keeps what was filled in, and says there why. Without this it
/// would come back to the page that it stood in, empty. Gives the refusal back.
pub fn send_refused_form_to<S: ServerFn>(path: &str, error: CallError) -> CallError {
    if !is_plain_form() {
        return error;
    }
    // The framework writes whole addresses only; of this one path and query are taken.
    let told = ServerFnUrlError::new(S::PATH, error.clone()).to_url(&["http://panel", path].concat());
    if let Ok(told) = told {
        leptos_axum::redirect(&[told.path(), "?", told.query().unwrap_or_default()].concat());
    }
    error
}

/// The address of this server as whoever asks has it: what programs are pointed at.
pub fn origin() -> String {
    let host = use_context::<Parts>()
        .and_then(|parts| parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_owned));
    let scheme = if use_context::<Request>().is_some_and(|request| request.secure) { "https://" } else { "http://" };
    [scheme, host.as_deref().unwrap_or("localhost")].concat()
}

/// The exact name of the session's cookie. The `__Host-` prefix binds it to this host, and asks for `Secure`.
#[must_use]
pub const fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-roomkeeper" } else { "roomkeeper" }
}

/// The cookie that begins a session.
#[must_use]
pub fn session_cookie(token: &str, secure: bool) -> String {
    let name = cookie_name(secure);
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600{secure}")
}

/// The cookie that ends it.
#[must_use]
pub fn expired_cookie(secure: bool) -> String {
    let name = cookie_name(secure);
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}")
}

/// Sets a cookie.
pub fn set_cookie(value: &str) {
    if let (Some(options), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(value)) {
        options.append_header(header::SET_COOKIE, value);
    }
}
