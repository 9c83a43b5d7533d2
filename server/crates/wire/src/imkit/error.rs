//! The envelopes of everything that was not done.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{Denial, Failure, Thing};
use serde::Serialize;

use crate::RETRY_HELD_AFTER_S;

/// Why a call was not carried out, in the words of this dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Key or token is missing, wrong, at its end, or not of the same account.
    Unauthorized,
    /// Not admin, owner or manager of that room, or the access key does not reach so far.
    NotAModerator,
    /// No such message in this room, or deleted before.
    NoMessage,
    /// No such room, or a room of another account.
    NoRoom,
    /// The room asks for a reason, and these calls have none.
    ReasonRequired,
    /// Too many requests.
    TooMany {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// This dialect has no such path.
    NoSuchPath,
    /// The path takes `DELETE` only.
    WrongMethod,
    /// The store takes nothing at the moment. The contract knows no 503: whatever is unexpected is its 500, to the letter;
    /// beside the envelope stands when to try again.
    Held,
    /// Anything unexpected.
    Internal,
}

#[derive(Serialize)]
struct Envelope {
    #[serde(rename = "RC")]
    code: u16,
    #[serde(rename = "RM")]
    words: &'static str,
    error: Error,
}

#[derive(Serialize)]
struct Error {
    code: &'static str,
    message: &'static str,
}

impl Refusal {
    /// Status, words, code and sentence.
    const fn told(self) -> (StatusCode, &'static str, &'static str, &'static str) {
        match self {
            Self::Unauthorized => {
                (StatusCode::UNAUTHORIZED, "Unauthorized", "INVALID_TOKEN", "Invalid or expired token")
            }
            Self::NotAModerator => (
                StatusCode::FORBIDDEN,
                "Permission denied",
                "INSUFFICIENT_PERMISSION",
                "Only platform admin, room owner or room manager can delete messages",
            ),
            Self::NoMessage => (
                StatusCode::NOT_FOUND,
                "Message not found",
                "MESSAGE_NOT_FOUND",
                "The specified message does not exist in this room",
            ),
            Self::NoRoom => {
                (StatusCode::NOT_FOUND, "Room not found", "ROOM_NOT_FOUND", "The specified room does not exist")
            }
            Self::ReasonRequired => (
                StatusCode::BAD_REQUEST,
                "Reason required",
                "REASON_REQUIRED",
                "This room asks for a reason with every removal, and this call has none",
            ),
            Self::TooMany { .. } => (
                StatusCode::TOO_MANY_REQUESTS,
                "Too many requests",
                "RATE_LIMITED",
                "Too many requests, try again later",
            ),
            Self::NoSuchPath => {
                (StatusCode::NOT_FOUND, "Not found", "NOT_FOUND", "The specified resource does not exist")
            }
            Self::WrongMethod => (
                StatusCode::METHOD_NOT_ALLOWED,
                "Method not allowed",
                "METHOD_NOT_ALLOWED",
                "The specified method is not allowed for this resource",
            ),
            Self::Held | Self::Internal => {
                (StatusCode::INTERNAL_SERVER_ERROR, "Internal error", "INTERNAL_ERROR", "Something went wrong")
            }
        }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::SignedOut | Failure::WrongCredentials | Failure::Denied(Denial::Disabled) => Self::Unauthorized,
            Failure::Denied(Denial::NotVisible | Denial::ForeignAccount) => Self::NoRoom,
            Failure::Denied(_) => Self::NotAModerator,
            Failure::NotFound(Thing::Message) => Self::NoMessage,
            Failure::NotFound(_) => Self::NoRoom,
            Failure::ReasonRequired(_) => Self::ReasonRequired,
            Failure::TooMany { retry_after_s } => Self::TooMany { retry_after_s },
            Failure::Unavailable => Self::Held,
            Failure::AlreadyRedacted { .. }
            | Failure::Invalid(_)
            | Failure::Conflict(_)
            | Failure::KeyFile(_)
            | Failure::Internal { .. } => Self::Internal,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, words, code, message) = self.told();
        let envelope = Envelope { code: status.as_u16(), words, error: Error { code, message } };
        let mut response = (status, [(header::CONTENT_TYPE, super::JSON)], Json(envelope)).into_response();
        let wait = match self {
            Self::TooMany { retry_after_s } => Some(retry_after_s),
            Self::Held => Some(RETRY_HELD_AFTER_S),
            Self::Unauthorized
            | Self::NotAModerator
            | Self::NoMessage
            | Self::NoRoom
            | Self::ReasonRequired
            | Self::NoSuchPath
            | Self::WrongMethod
            | Self::Internal => None,
        };
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self == Self::WrongMethod {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("DELETE"));
        }
        response
    }
}
