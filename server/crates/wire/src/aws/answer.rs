//! Answers of the dialects of AWS: what was done, or why not, with the kind of error that clients make their exceptions of.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::Failure;
use serde_json::{Value, json};

use super::BadMember;
use crate::tongue::Leave;

const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// All that the AWS SDK for JavaScript sends from a browser, and what it reads there.
pub(crate) const LEAVE: Leave = Leave {
    request_id: "x-amzn-requestid",
    exposed: "x-amzn-requestid, x-amzn-errortype, date, retry-after",
    methods: "GET, POST, PUT, DELETE",
    headers: "authorization, content-type, x-amz-date, x-amz-content-sha256, x-amz-user-agent, \
              x-amz-security-token, x-amz-chime-bearer, amz-sdk-invocation-id, amz-sdk-request",
};

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
        /// What there were too many of, and what to do.
        says: &'static str,
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
    pub(crate) fn unknown_operation() -> Self {
        Self::new(404, "UnknownOperationException", json!({ "message": "There is no such operation." }))
    }

    pub(crate) fn into_response(self) -> Response {
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

fn json_response(status: StatusCode, body: &Value) -> Response {
    let kind = HeaderValue::from_static("application/json");
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
