//! Answers, and what stands around each of them: request id, kind of error, and leave for pages of other sites to read.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::Failure;
use serde_json::{Value, json};

use super::BadMember;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
/// What pages of other sites may send: all that the AWS SDK for JavaScript sends from a browser.
const ALLOWED_HEADERS: &str = "authorization, content-type, x-amz-date, x-amz-content-sha256, x-amz-user-agent, \
     x-amz-security-token, x-amz-chime-bearer, amz-sdk-invocation-id, amz-sdk-request";
/// What they may read beside the body.
const EXPOSED_HEADERS: &str = "x-amzn-requestid, x-amzn-errortype, date, retry-after";
/// Seconds for which a browser need not ask again.
const PREFLIGHT_LIFE_S: &str = "86400";

/// What an operation answers with when it was carried out.
#[derive(Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    body: Option<Value>,
}

impl Answer {
    /// 200 with a body.
    pub(crate) const fn ok(body: Value) -> Self {
        Self { status: StatusCode::OK, body: Some(body) }
    }

    /// 201 with a body.
    pub(crate) const fn created(body: Value) -> Self {
        Self { status: StatusCode::CREATED, body: Some(body) }
    }

    /// 200 with an empty object.
    pub(crate) fn done() -> Self {
        Self::ok(json!({}))
    }

    /// 204.
    pub(crate) const fn nothing() -> Self {
        Self { status: StatusCode::NO_CONTENT, body: None }
    }

    pub(super) fn into_response(self) -> Response {
        match self.body {
            Some(body) => json_response(self.status, &body),
            None => self.status.into_response(),
        }
    }
}

/// Why a request was not carried out, before a dialect has put it into its own words.
#[derive(Debug)]
pub(crate) enum Problem {
    /// The service said no, or broke.
    Failure(Failure),
    /// Something in the request is not as the model says.
    Member(BadMember),
    /// There would be more of something than there may be.
    OverLimit(BadMember),
    /// The key made too many requests of this kind.
    Throttled {
        /// Seconds to wait.
        retry_after_s: u32,
        /// Requests of this kind that a key may make in a second.
        limit: u32,
    },
    /// The key is not approved yet.
    Pending,
    /// Nobody could be made out. The names and the sentence are those of the AWS front ends.
    Unproved {
        /// `InvalidSignatureException` and the like.
        kind: &'static str,
        /// What is wrong.
        says: String,
    },
    /// The caller may not act as the user it names.
    Bearer,
    /// What this house does not have.
    Unsupported(&'static str),
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<BadMember> for Problem {
    fn from(bad: BadMember) -> Self {
        Self::Member(bad)
    }
}

/// Why a request was not carried out, in a dialect's words.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The name of the error in the dialect's model: clients make their exceptions of it.
    pub(crate) kind: &'static str,
    /// The body.
    pub(crate) body: Value,
    /// Seconds after which it may go better.
    pub(crate) retry_after_s: Option<u32>,
}

impl Refusal {
    /// With a body, and without a time to wait.
    pub(crate) const fn new(status: u16, kind: &'static str, body: Value) -> Self {
        Self { status, kind, body, retry_after_s: None }
    }

    /// What no dialect has an operation for.
    pub(super) fn unknown_operation() -> Self {
        Self::new(404, "UnknownOperationException", json!({ "message": "There is no such operation." }))
    }

    pub(super) fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = json_response(status, &self.body);
        let headers = response.headers_mut();
        headers.insert(ERROR_TYPE, HeaderValue::from_static(self.kind));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The operation that an answer belongs to, for whoever counts answers. `-` when there was none.
#[derive(Debug, Clone, Copy)]
pub struct Named(pub &'static str);

/// What every answer carries.
pub(super) fn finished(mut response: Response, request_id: &str, operation: &'static str) -> Response {
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED_HEADERS));
    response.extensions_mut().insert(Named(operation));
    response
}

/// Lets a page of another site ask: what it asks is signed, and no cookie counts.
pub(super) fn preflight() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS),
        (header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_LIFE_S),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

fn json_response(status: StatusCode, body: &Value) -> Response {
    let kind = HeaderValue::from_static("application/json");
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
