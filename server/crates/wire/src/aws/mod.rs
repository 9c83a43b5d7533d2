//! What the three AWS dialects share: from a request to a verified call, and from what came of it to an answer.
//!
//! In this order: find the operation by method and path, read the body, verify the signature, count the request, check
//! the form of body and path; then the dialect reads what is in it. All of it happens on the path as it came over the
//! wire, since that is what was signed. Knows no operation and no dialect.

mod answer;
pub(crate) mod arn;
mod body;
mod call;
pub(crate) mod chime_errors;
mod member;
mod moment;
mod operation;
mod proof;

use std::fmt::Write as _;

use axum::{
    extract::Request,
    http::{Method, header},
    response::Response,
};
use serde_json::json;
use service::Client;

pub(crate) use self::answer::LEAVE;
pub use self::answer::Named;
use self::operation::Found;
pub(crate) use self::{
    answer::{Answer, Problem, Refusal},
    call::{Call, Input},
    member::{BadMember, Member, Needed},
    operation::{Dialect, Operation, operation},
};
use crate::{Tongue, Wire};

/// What the paths of these dialects begin with, beside IVS Chat's, whose paths are names of operations.
const FIRST_SEGMENTS: [&str; 6] = ["accounts", "channels", "app-instances", "app-instance-users", "endpoints", "tags"];
/// What a key is told that asks too often.
const THROTTLED: &str = "Too many requests of this kind. Try again later.";
/// What a signed request says of itself.
const SIGNED: &str = "AWS4-HMAC-SHA256";

/// Whether a request is for one of these dialects, or from one of their clients.
pub(crate) fn speaks(request: &Request) -> bool {
    let path = request.uri().path();
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let signed = |value: &axum::http::HeaderValue| value.as_bytes().starts_with(SIGNED.as_bytes());
    let names_an_operation = |path: &str| {
        let name = path.strip_prefix('/').unwrap_or_default();
        name.starts_with(|c: char| c.is_ascii_uppercase()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    FIRST_SEGMENTS.contains(&first)
        || names_an_operation(path)
        || request.headers().get(header::AUTHORIZATION).is_some_and(signed)
}

/// Whether a browser asks if it may send what only clients of these dialects do: their names stand in the question, and
/// nothing is signed yet.
pub(crate) fn asks_for_leave(request: &Request) -> bool {
    let named = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS).and_then(|names| names.to_str().ok());
    let own = |name: &str| {
        let name = name.trim().to_ascii_lowercase();
        name == header::AUTHORIZATION.as_str() || name.starts_with("x-amz-")
    };
    request.method() == Method::OPTIONS && named.is_some_and(|names| names.split(',').any(own))
}

/// The answer to a request that broke off inside, before any dialect could put it into its words: the name is the one
/// that all services of AWS have for that.
pub(crate) fn broke_off(incident: &str) -> Response {
    let says = format!("Something went wrong on the server. Nothing was changed. Incident {incident}.");
    Refusal::new(500, "InternalFailure", json!({ "message": says })).into_response()
}

impl Wire {
    /// Answers a request for one of the AWS dialects, whatever it is.
    pub async fn answer_aws(&self, client: &Client, request: Request) -> Response {
        let carry_out = async |request| {
            let (mut response, name) = match self.carry_out(client, request).await {
                (Ok(answer), name) => (answer.into_response(), name),
                (Err(refusal), name) => (refusal.into_response(), name),
            };
            response.extensions_mut().insert(Named(name));
            response
        };
        self.answer(Tongue::Aws, request, carry_out).await
    }

    async fn carry_out(&self, client: &Client, request: Request) -> (Result<Answer, Refusal>, &'static str) {
        let (parts, body) = request.into_parts();
        let (path, query) = (parts.uri.path(), parts.uri.query().unwrap_or_default());
        let Some(Found { dialect, operation, labels }) = operation::find(self.dialects, &parts.method, path, query)
        else {
            // Read all the same: a line with half a request on it is closed, under the next request of its client.
            let _ = body::read(body).await;
            return (Err(Refusal::unknown_operation()), "-");
        };
        let done = async {
            let mut input = Input::of_address(operation, &labels, query);
            let refuse = |problem: Problem, input: &Input| (dialect.refuse)(problem, input);
            let Some(body) = body::read(body).await else {
                return Err(refuse(
                    BadMember::request("The body is longer than 256 KiB, or broke off.").into(),
                    &input,
                ));
            };
            let proved = self.prove(dialect, client, &parts, &body).await;
            let proof = proved.map_err(|problem| refuse(problem, &input))?;
            let key = proof.actor.way.key;
            let now = self.service.store().now();
            let within = key.map_or(Ok(()), |key| self.rates.take(key, operation.name, now));
            // The body is read all the same: some dialects name in their refusal what was asked for.
            let taken = input.take_body(&parts.headers, &body);
            within.map_err(|retry_after_s| {
                let limit = self.rates.per_second(operation.name);
                refuse(Problem::Throttled { says: THROTTLED, retry_after_s, limit }, &input)
            })?;
            taken.map_err(|problem| refuse(problem, &input))?;
            let call = Call { wire: self, actor: &proof.actor, input: &input };
            let done = (operation.run)(&call).await;
            done.map_err(|problem| refuse(problem, &input))
        };
        (done.await, operation.name)
    }

    /// Names one request, in its answer and in what people ask about it.
    pub(crate) fn request_id(&self) -> String {
        let drawn = self.service.random_text(16);
        let mut id = String::with_capacity(36);
        for (at, byte) in drawn.bytes().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                id.push('-');
            }
            // Writing into a text cannot fail.
            let _ = write!(id, "{byte:02x}");
        }
        id
    }
}
