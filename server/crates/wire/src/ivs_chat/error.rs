//! What went wrong, in the errors of this dialect's model.

use domain::{Conflict, Failure, Field, Thing};
use serde_json::{Value, json};

use crate::{
    RETRY_HELD_AFTER_S,
    aws::{Input, Problem, Refusal},
};

/// Every error of the model: status and name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    AccessDenied,
    Conflict,
    Internal,
    NotFound,
    PendingVerification,
    QuotaExceeded,
    Throttling,
    Validation,
}

impl Kind {
    const fn status(self) -> u16 {
        match self {
            Self::Validation => 400,
            Self::QuotaExceeded => 402,
            Self::AccessDenied | Self::PendingVerification => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::Throttling => 429,
            Self::Internal => 500,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::AccessDenied => "AccessDeniedException",
            Self::Conflict => "ConflictException",
            Self::Internal => "InternalServerException",
            Self::NotFound => "ResourceNotFoundException",
            // The one without "Exception" in its name.
            Self::PendingVerification => "PendingVerification",
            Self::QuotaExceeded => "ServiceQuotaExceededException",
            Self::Throttling => "ThrottlingException",
            Self::Validation => "ValidationException",
        }
    }
}

/// Puts a problem into the words of this dialect.
pub(super) fn refuse(problem: Problem, input: &Input) -> Refusal {
    match problem {
        Problem::Failure(failure) => failed(&failure, input),
        // The model has no quota where tags are put on a room.
        Problem::Member(bad) | Problem::OverLimit(bad) => {
            let names: Vec<&str> = [bad.name].into_iter().filter(|name| !name.is_empty()).collect();
            invalid(&names, &bad.sentence())
        }
        Problem::Throttled { says, retry_after_s, limit } => throttled(says, limit, retry_after_s, input),
        Problem::Pending => plain(Kind::PendingVerification, "This access key has not been approved yet."),
        Problem::Bearer => plain(Kind::AccessDenied, "This access key may not act for that user."),
        Problem::Unsupported(says) => {
            refusal(Kind::Validation, json!({ "message": says, "reason": "OTHER", "fieldList": [] }))
        }
        Problem::Unproved { kind, says } => Refusal::new(403, kind, json!({ "message": says })),
    }
}

fn failed(failure: &Failure, input: &Input) -> Refusal {
    let says = failure.to_string();
    match failure {
        Failure::NotFound(thing) => about(Kind::NotFound, &says, *thing, input),
        failure if Problem::is_not_found(failure) => about(Kind::NotFound, &says, Thing::Room, input),
        Failure::SignedOut | Failure::WrongCredentials | Failure::Denied(_) => plain(Kind::AccessDenied, &says),
        Failure::Conflict(Conflict::TooManyKeys) => about(Kind::QuotaExceeded, &says, Thing::Key, input),
        Failure::AlreadyRedacted { .. } => about(Kind::Conflict, &says, Thing::Message, input),
        Failure::Conflict(_) => about(Kind::Conflict, &says, Thing::Room, input),
        Failure::ReasonRequired(_) => invalid(&["reason"], &says),
        Failure::Invalid(wrong) => match wrong.field {
            Field::Reason => invalid(&["reason"], &says),
            Field::RoomName => invalid(&["name"], &says),
            Field::User => invalid(&["userId"], &says),
            _ => invalid(&[], &says),
        },
        Failure::TooMany { retry_after_s } => throttled(&says, 1, *retry_after_s, input),
        Failure::Unavailable => held(&says),
        Failure::KeyFile(_) | Failure::Internal { .. } => plain(Kind::Internal, &says),
    }
}

/// The store takes nothing at the moment.
///
/// The model 2020-07-14 has one error for whatever is the server's fault, `InternalServerException`, 500, and nothing for
/// what passes. Clients make their exception of the name, whatever the status (wire contract 1.5), and the AWS SDKs and
/// the CLI repeat after 503 as after 500, but only the former tells whoever stands between, and people, that another try
/// is worth it. So it is the model's name with the status of what it is.
fn held(says: &str) -> Refusal {
    Refusal { status: 503, retry_after_s: Some(RETRY_HELD_AFTER_S), ..plain(Kind::Internal, says) }
}

fn refusal(kind: Kind, body: Value) -> Refusal {
    Refusal::new(kind.status(), kind.name(), body)
}

fn plain(kind: Kind, says: &str) -> Refusal {
    refusal(kind, json!({ "message": says }))
}

fn invalid(names: &[&str], says: &str) -> Refusal {
    let fields: Vec<Value> = names.iter().map(|name| json!({ "name": name, "message": says })).collect();
    let reason = if fields.is_empty() { "OTHER" } else { "FIELD_VALIDATION_FAILED" };
    refusal(Kind::Validation, json!({ "message": says, "reason": reason, "fieldList": fields }))
}

/// An error that names what it is about.
fn about(kind: Kind, says: &str, thing: Thing, input: &Input) -> Refusal {
    let (id, sort) = resource(thing, input);
    let mut body = json!({ "message": says, "resourceId": id, "resourceType": sort });
    if kind == Kind::QuotaExceeded {
        body["limit"] = json!(domain::limits::KEYS_OF_A_USER_MAX);
    }
    refusal(kind, body)
}

fn throttled(says: &str, limit: u32, retry_after_s: u32, input: &Input) -> Refusal {
    let (id, sort) = resource(Thing::Room, input);
    let body = json!({ "message": says, "resourceId": id, "resourceType": sort, "limit": limit });
    Refusal { retry_after_s: Some(retry_after_s), ..refusal(Kind::Throttling, body) }
}

/// What the request called it, and what kind of thing that is.
fn resource(thing: Thing, input: &Input) -> (&str, &'static str) {
    let room = || {
        let named = input.text("roomIdentifier").or_else(|| input.text("identifier"));
        named.or_else(|| input.label("resourceArn").ok()).unwrap_or_default()
    };
    match thing {
        Thing::Message => (input.text("id").unwrap_or_default(), "MESSAGE"),
        Thing::User | Thing::Member => (input.text("userId").unwrap_or_default(), "USER"),
        Thing::Key => ("", "ACCESS_KEY"),
        Thing::Room
        | Thing::SubChannel
        | Thing::Job
        | Thing::Entry
        | Thing::Session
        | Thing::Account
        | Thing::SetUpLink => (room(), "ROOM"),
    }
}

#[cfg(test)]
mod tests {
    use domain::{Denial, Invalid, Role, Verb};

    use super::*;

    #[test]
    fn every_error_has_the_members_that_its_model_requires() {
        let of = |failure: Failure| refuse(failure.into(), &Input::default());
        let field = |field| Failure::Invalid(Invalid { field, problem: domain::Problem::Missing });
        for (refusal, status, kind, members) in [
            (of(Failure::SignedOut), 403, "AccessDeniedException", &[][..]),
            (of(Denial::NotAnOwner { role: Role::Member }.into()), 403, "AccessDeniedException", &[]),
            (of(Denial::NotVisible.into()), 404, "ResourceNotFoundException", &["resourceId", "resourceType"]),
            (of(Denial::ForeignAccount.into()), 404, "ResourceNotFoundException", &["resourceId", "resourceType"]),
            (of(Conflict::LastOwner.into()), 409, "ConflictException", &["resourceId", "resourceType"]),
            (
                of(Conflict::TooManyKeys.into()),
                402,
                "ServiceQuotaExceededException",
                &["resourceId", "resourceType", "limit"],
            ),
            (of(Failure::ReasonRequired(Verb::Delete)), 400, "ValidationException", &["reason", "fieldList"]),
            (of(field(Field::RoomName)), 400, "ValidationException", &["reason", "fieldList"]),
            (of(field(Field::Email)), 400, "ValidationException", &["reason", "fieldList"]),
            (of(Failure::Unavailable), 503, "InternalServerException", &[]),
            (of(Failure::KeyFile(domain::KeyFile::Missing)), 500, "InternalServerException", &[]),
            (refuse(Problem::Pending, &Input::default()), 403, "PendingVerification", &[]),
            (refuse(Problem::Unsupported("No."), &Input::default()), 400, "ValidationException", &["reason"]),
            (
                refuse(Problem::Throttled { says: "Wait.", retry_after_s: 2, limit: 7 }, &Input::default()),
                429,
                "ThrottlingException",
                &["resourceId", "resourceType", "limit"],
            ),
        ] {
            assert_eq!((refusal.status, refusal.kind), (status, kind));
            assert!(refusal.body["message"].as_str().is_some_and(|says| !says.is_empty()), "{refusal:?}");
            assert!(members.iter().all(|member| !refusal.body[member].is_null()), "{refusal:?}");
        }
    }
}
