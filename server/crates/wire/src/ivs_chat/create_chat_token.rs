//! `POST /CreateChatToken`: lets somebody into the chat of a room, for a while. Who is not there yet is made.

use domain::{Capabilities, Conflict, Failure};
use serde_json::json;
use service::CreateChatToken;

use super::{attributes, room};
use crate::aws::{Answer, Call, Problem};

/// How long a session is, in minutes, when the request does not say.
const MINUTES_DEFAULT: u32 = 60;
const MINUTES_MAX: u32 = 180;

#[derive(Clone, Copy)]
enum Capability {
    Send,
    Delete,
    SendOut,
}

/// 200 `{token, tokenExpirationTime, sessionExpirationTime}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    let room = room::named(call, "roomIdentifier")?;
    let named = call.body("userId").needed()?;
    let user = named.text(1..=128)?.to_owned();
    let words = [
        ("SEND_MESSAGE", Capability::Send),
        ("DELETE_MESSAGE", Capability::Delete),
        ("DISCONNECT_USER", Capability::SendOut),
    ];
    // As many as there are, and one of them as often as a program likes.
    let asked = call.body("capabilities").maybe(|list| list.list(0..=usize::MAX, |one| one.choice(&words)))?;
    let mut capabilities = Capabilities::default();
    for capability in asked.unwrap_or_default() {
        match capability {
            Capability::Send => capabilities.send = true,
            Capability::Delete => capabilities.delete = true,
            Capability::SendOut => capabilities.send_out = true,
        }
    }
    let minutes = call.body("sessionDurationInMinutes").maybe(|minutes| minutes.number(1..=MINUTES_MAX))?;
    let attributes = attributes::read(call.body("attributes"))?;
    let attributes = attributes.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let minutes = minutes.unwrap_or(MINUTES_DEFAULT);
    let command = CreateChatToken { room, user, capabilities, minutes, attributes };
    let issued = call.wire.service.create_chat_token(call.actor, command).await.map_err(|failure| match failure {
        // The model has no conflict here.
        Failure::Conflict(Conflict::NameTaken) => {
            named.bad("is the id of somebody who is here already; take another name").into()
        }
        Failure::Conflict(Conflict::Banned) => {
            named.bad("names somebody who is banned from this room; have the ban lifted first").into()
        }
        failure => Problem::Failure(failure),
    })?;
    Ok(Answer::ok(json!({
        "token": issued.token,
        "tokenExpirationTime": issued.token_ends_at.rfc3339(),
        "sessionExpirationTime": issued.session_ends_at.rfc3339(),
    })))
}
