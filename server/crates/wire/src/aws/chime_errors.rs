//! What went wrong, in the errors that the models of Chime and of Chime SDK messaging have in common.

use domain::{Conflict, Failure, Field, Invalid};
use serde_json::json;

use super::{Input, Problem, Refusal};
use crate::RETRY_HELD_AFTER_S;

/// Every error of the two: status, name, and the short code that bodies and batch results carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    ResourceLimitExceeded,
    ServiceFailure,
    ServiceUnavailable,
    Throttled,
    Unauthorized,
}

impl Kind {
    const fn status(self) -> u16 {
        match self {
            Self::BadRequest | Self::ResourceLimitExceeded => 400,
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::Throttled => 429,
            Self::ServiceFailure => 500,
            Self::ServiceUnavailable => 503,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::BadRequest => "BadRequestException",
            Self::Conflict => "ConflictException",
            Self::Forbidden => "ForbiddenException",
            Self::NotFound => "NotFoundException",
            Self::ResourceLimitExceeded => "ResourceLimitExceededException",
            Self::ServiceFailure => "ServiceFailureException",
            Self::ServiceUnavailable => "ServiceUnavailableException",
            Self::Throttled => "ThrottledClientException",
            Self::Unauthorized => "UnauthorizedClientException",
        }
    }

    /// The short code.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::BadRequest => "BadRequest",
            Self::Conflict => "Conflict",
            Self::Forbidden => "Forbidden",
            Self::NotFound => "NotFound",
            Self::ResourceLimitExceeded => "ResourceLimitExceeded",
            Self::ServiceFailure => "ServiceFailure",
            Self::ServiceUnavailable => "ServiceUnavailable",
            Self::Throttled => "Throttled",
            Self::Unauthorized => "Unauthorized",
        }
    }
}

/// What a failure of the service is here.
pub(crate) fn kind_of(failure: &Failure) -> Kind {
    match failure {
        Failure::SignedOut | Failure::WrongCredentials => Kind::Unauthorized,
        Failure::NotFound(_) => Kind::NotFound,
        failure if Problem::is_not_found(failure) => Kind::NotFound,
        Failure::Denied(_) => Kind::Forbidden,
        Failure::Conflict(Conflict::TooManyKeys | Conflict::SubChannelsFull) => Kind::ResourceLimitExceeded,
        // What is asked for there cannot be, whatever else is there.
        Failure::Conflict(Conflict::ElasticIsRestricted) => Kind::BadRequest,
        Failure::AlreadyRedacted { .. } | Failure::Conflict(_) => Kind::Conflict,
        Failure::ReasonRequired(_) | Failure::Invalid(_) => Kind::BadRequest,
        Failure::TooMany { .. } => Kind::Throttled,
        Failure::Unavailable => Kind::ServiceUnavailable,
        Failure::KeyFile(_) | Failure::Internal { .. } => Kind::ServiceFailure,
    }
}

/// What is said of a failure to a program, which has no form, and no place for a reason.
pub(crate) fn says(failure: &Failure) -> String {
    match failure {
        Failure::Conflict(Conflict::KeyReused) => {
            "Something else was asked for under this ClientRequestToken before. Use a new one for each request."
                .to_owned()
        }
        Failure::ReasonRequired(verb) => {
            format!("This room asks for a reason before a message is {}, and this call has none.", verb.past())
        }
        Failure::Invalid(Invalid { field: Field::SubChannel, problem: domain::Problem::Missing }) => {
            "SubChannelId is required: this channel has sub-channels.".to_owned()
        }
        failure => failure.to_string(),
    }
}

/// Puts a problem into the words of these dialects.
pub(crate) fn refuse(problem: Problem, _input: &Input) -> Refusal {
    let (kind, says, retry_after_s) = match problem {
        Problem::Failure(failure) => {
            let wait = match failure {
                Failure::TooMany { retry_after_s } => Some(retry_after_s),
                Failure::Unavailable => Some(RETRY_HELD_AFTER_S),
                _ => None,
            };
            (kind_of(&failure), says(&failure), wait)
        }
        Problem::Member(bad) => (Kind::BadRequest, bad.sentence(), None),
        Problem::OverLimit(bad) => (Kind::ResourceLimitExceeded, bad.sentence(), None),
        Problem::Throttled { says, retry_after_s, .. } => (Kind::Throttled, says.to_owned(), Some(retry_after_s)),
        Problem::Pending => (Kind::Unauthorized, "This access key has not been approved yet.".to_owned(), None),
        Problem::Bearer => (Kind::Forbidden, "This access key may not act for that user.".to_owned(), None),
        Problem::Unsupported(says) => (Kind::BadRequest, says.to_owned(), None),
        Problem::Unproved { kind, says } => return Refusal::new(403, kind, json!({ "Message": says })),
    };
    let body = json!({ "Code": kind.code(), "Message": says });
    Refusal { retry_after_s, ..Refusal::new(kind.status(), kind.name(), body) }
}
