//! IMKIT: delete a message, clear a room. The client key names the account, the client token the user who acts.
//!
//! Every answer is JSON in one envelope, whoever asks and whatever for. Bodies are not looked at.

mod clear_room;
mod delete_message;
mod error;

use axum::{
    Extension, Router,
    extract::{Request, State},
    http::{HeaderMap, Method, Uri, header},
    response::{IntoResponse, Response},
    routing::delete,
};
use domain::{Door, Failure, RoomId, Thing, view::OperationView};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use service::{Actor, Client};

use self::error::Refusal;
use crate::{Wire, tongue::Leave};

/// Names the account.
const CLIENT_KEY: &str = "im-client-key";
/// Names the user, and proves it.
const CLIENT_TOKEN: &str = "im-authorization";
/// Stands for every message of a room.
const ALL: &str = "_all";
/// The names under which requests are counted.
pub(crate) const KINDS: [&str; 2] = [DELETE, PURGE];
const DELETE: &str = "imkit.delete";
const PURGE: &str = "imkit.purge";
const JSON: &str = "application/json; charset=utf-8";

/// The contract names no request id and nothing of browsers: here are the names that most clients know, beside its
/// envelopes, which stay as they are.
pub(crate) const LEAVE: Leave = Leave {
    request_id: "x-request-id",
    exposed: "x-request-id, date, retry-after",
    methods: "DELETE",
    headers: "im-client-key, im-authorization, content-type",
};

/// The routes of this dialect. They ask for a [`Client`] in the request's extensions.
pub fn router(wire: Wire) -> Router {
    let call = delete(remove).fallback(async || Refusal::WrongMethod.into_response());
    Router::new().route("/rooms/{room}/messages/{message}", call).with_state(wire)
}

/// Answers in JSON what this dialect has no path for: whoever names themselves as its client, asks for a deletion, or
/// speaks JSON beneath its rooms, is no browser and shall not be shown a page.
pub(crate) fn turn_away(request: &Request) -> Option<Response> {
    (!is_path(request.uri().path())).then(|| Refusal::NoSuchPath.into_response())
}

/// Whether a path lies where this dialect's lie, or would.
pub(crate) fn is_beneath(path: &str) -> bool {
    path.starts_with("/rooms/")
}

/// Whether a request is one of this dialect's, or from one of its clients.
pub(crate) fn is_for(request: &Request) -> bool {
    speaks(request) || is_path(request.uri().path())
}

/// The answer to a request that broke off inside. Its envelope has no place for an incident.
pub(crate) fn broke_off() -> Response {
    Refusal::Internal.into_response()
}

fn speaks(request: &Request) -> bool {
    let named = |name| request.headers().contains_key(name);
    request.method() == Method::DELETE || named(CLIENT_KEY) || named(CLIENT_TOKEN)
}

fn is_path(path: &str) -> bool {
    let words: Vec<&str> = path.split('/').collect();
    matches!(words[..], ["", "rooms", room, "messages", message] if !room.is_empty() && !message.is_empty())
}

/// `DELETE /rooms/{roomID}/messages/{messageID}`: finds out who asks for which of the two calls.
async fn remove(
    State(wire): State<Wire>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Refusal> {
    let actor = who_asks(&wire, &headers, &client).await?;
    // What is no text names nothing.
    let [room, message] = names(uri.path());
    let all = message.as_deref() == Some(ALL);
    wire.takes(&actor, if all { PURGE } else { DELETE })?;
    let room: RoomId = room.and_then(|room| room.parse().ok()).ok_or(Refusal::NoRoom)?;
    let done = if all {
        clear_room::run(&wire, &actor, room).await
    } else {
        delete_message::run(&wire, &actor, room, message.as_deref().unwrap_or_default()).await
    };
    match done {
        Ok(answer) => Ok(([(header::CONTENT_TYPE, JSON)], axum::Json(answer)).into_response()),
        Err(failure) => Err(refusal(&wire, &actor, room, failure).await),
    }
}

/// The names of room and message in a path, where they are texts.
fn names(path: &str) -> [Option<String>; 2] {
    let mut words = path.split('/').skip(2).step_by(2);
    let mut next = || percent_decode_str(words.next()?).decode_utf8().ok().map(std::borrow::Cow::into_owned);
    [next(), next()]
}

async fn who_asks(wire: &Wire, headers: &HeaderMap, client: &Client) -> Result<Actor, Refusal> {
    let (key, token) = (only(headers, CLIENT_KEY), only(headers, CLIENT_TOKEN));
    match (key, token) {
        (Some(key), Some(token)) => Ok(wire.service.authenticate_client(key, token, Door::Imkit, client).await?),
        _ => Err(wire.service.refuse_key(None, Door::Imkit, client).await.into()),
    }
}

/// The header with this name; of several, none counts.
fn only<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().ok()?;
    if values.next().is_some() { None } else { Some(first) }
}

/// This dialect tells people of the room's account that the room is there and not theirs to moderate.
async fn refusal(wire: &Wire, actor: &Actor, room: RoomId, failure: Failure) -> Refusal {
    let unseen = failure == Failure::NotFound(Thing::Room);
    match wire.service.is_of_own_account(actor, room).await {
        Ok(true) if unseen => Refusal::NotAModerator,
        Ok(_) | Err(_) => failure.into(),
    }
}

impl Wire {
    /// Takes a request of a kind, unless its key has made too many.
    fn takes(&self, actor: &Actor, operation: &'static str) -> Result<(), Refusal> {
        let Some(key) = actor.way.key else { return Err(Refusal::Internal) };
        let now = self.service.store().now();
        self.rates.take(key, operation, now).map_err(|retry_after_s| Refusal::TooMany { retry_after_s })
    }
}

/// What both calls answer with when they have done it.
#[derive(Debug, Serialize)]
struct Answer {
    #[serde(rename = "RC")]
    code: u8,
    #[serde(rename = "RM")]
    words: &'static str,
    result: Deleted,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Deleted {
    deleted_count: u64,
    #[serde(rename = "roomID")]
    room_id: String,
    #[serde(rename = "messageID")]
    message_id: String,
    deleted_by: String,
    deleted_at: String,
}

impl Answer {
    fn new(words: &'static str, message_id: String, actor: &Actor, operation: &OperationView) -> Self {
        let result = Deleted {
            deleted_count: operation.count,
            room_id: operation.room.to_string(),
            message_id,
            deleted_by: actor.user.to_string(),
            deleted_at: operation.at.rfc3339(),
        };
        Self { code: 0, words, result }
    }
}

#[cfg(test)]
mod tests {
    use super::is_path;

    #[test]
    fn the_path_has_four_words_and_none_is_empty() {
        assert!(is_path("/rooms/a/messages/b") && is_path("/rooms/a%2Fb/messages/_all"));
        for path in
            ["/rooms/a/messages/", "/rooms//messages/b", "/rooms/a/messages/b/", "/rooms/a", "/", "rooms/a/messages/b"]
        {
            assert!(!is_path(path), "{path}");
        }
    }
}
