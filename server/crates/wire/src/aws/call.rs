//! A verified call, and what is in it.

use axum::http::{HeaderMap, header};
use domain::{IdempotencyKey, Reason, Verb};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use service::{Actor, RemoveMessage};

use super::{BadMember, Member, Needed, Operation, Problem};
use crate::{Wire, sigv4};

/// Parameters of queries that are lists: each of their values is a parameter of its own.
const LISTS: [&str; 1] = ["tagKeys"];
/// Characters of a UUID, with its dashes.
const UUID_CHARS: usize = 36;

/// A request whose sender is known.
#[derive(Clone, Copy)]
pub(crate) struct Call<'c> {
    /// What to work with.
    pub(crate) wire: &'c Wire,
    /// Who asks.
    pub(crate) actor: &'c Actor,
    /// What for.
    pub(crate) input: &'c Input,
}

impl<'c> Call<'c> {
    /// What the path says for a label; never empty.
    pub(crate) fn label(&self, name: &'static str) -> Result<&'c str, BadMember> {
        self.input.label(name)
    }

    /// A parameter of the query.
    pub(crate) fn query(&self, name: &'static str) -> Member<'c> {
        Member::loose(name, self.input.query.get(name))
    }

    /// A member of the body.
    pub(crate) fn body(&self, name: &'static str) -> Member<'c> {
        Member::strict(name, self.input.body.get(name))
    }

    /// A removal under the name of this call, with which the client marks every request that it makes for it: the SDKs
    /// repeat by themselves what was answered too late or not at all, and what was done the first time is no failure the
    /// second. The name is not always signed: whoever changes it on the way gets the answer to a call of its own.
    pub(crate) fn once(&self, verb: Verb, command: RemoveMessage) -> RemoveMessage {
        let is_uuid = |id: &&str| id.len() == UUID_CHARS && id.bytes().all(|c| c.is_ascii_hexdigit() || c == b'-');
        let key = self.header("amz-sdk-invocation-id").filter(is_uuid).and_then(|id| {
            // With all that it says: whoever gives the same name to every call still makes another one each time.
            let RemoveMessage { room, message, reason, .. } = &command;
            let reason = reason.as_ref().map_or("", Reason::as_str);
            let key = sigv4::hash_of(format!("{id} {} {room} {message} {reason}", verb.code()).as_bytes());
            IdempotencyKey::optional(&key).ok().flatten()
        });
        RemoveMessage { key, ..command }
    }

    /// A header that the dialect reads beside the signature: the first of its name. It is UTF-8, as it is signed.
    pub(crate) fn header(&self, name: &str) -> Option<&'c str> {
        std::str::from_utf8(self.input.headers.get(name)?.as_bytes()).ok()
    }

    /// Whether a header is there more than once.
    pub(crate) fn has_twice(&self, name: &str) -> bool {
        self.input.headers.get_all(name).iter().nth(1).is_some()
    }
}

/// What a request says, in its address and its body.
#[derive(Debug, Default)]
pub(crate) struct Input {
    labels: Vec<(&'static str, Option<String>)>,
    query: Map<String, Value>,
    body: Map<String, Value>,
    headers: HeaderMap,
    bad: Option<BadMember>,
}

impl Input {
    /// What says no more than one member.
    pub(crate) fn naming(member: &str, text: String) -> Self {
        Self { body: Map::from_iter([(member.to_owned(), Value::String(text))]), ..Self::default() }
    }

    /// Reads the address. What is wrong with it is told when the sender is known.
    pub(super) fn of_address(operation: &'static Operation, labels: &[&str], query: &str) -> Self {
        let names = operation.path.split('/').filter_map(|word| word.strip_prefix('{')?.strip_suffix('}'));
        let labels = names.zip(labels).map(|(name, text)| (name, decoded(text))).collect();
        let mut input = Self { labels, ..Self::default() };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (Some(name), Some(value)) = (decoded(name), decoded(value)) else {
                input.bad = Some(BadMember::request("The query is not UTF-8."));
                continue;
            };
            if LISTS.contains(&name.as_str()) {
                let list = input.query.entry(name).or_insert_with(|| Value::Array(Vec::new()));
                list.as_array_mut().into_iter().for_each(|list| list.push(Value::String(value.clone())));
            } else if input.query.insert(name, Value::String(value)).is_some() {
                input.bad = Some(BadMember::request("A parameter of the query is given twice."));
            }
        }
        input
    }

    /// Reads the body.
    pub(super) fn take_body(&mut self, headers: &HeaderMap, body: &[u8]) -> Result<(), Problem> {
        if let Some(bad) = self.bad.take() {
            return Err(bad.into());
        }
        self.headers = headers.clone();
        if body.is_empty() {
            return Ok(());
        }
        if headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
            return Err(BadMember::request("The body must be sent as it is, without a Content-Encoding.").into());
        }
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(BadMember::request("The body must be sent with Content-Type: application/json.").into());
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(body)) => {
                self.body = body;
                Ok(())
            }
            Ok(_) => Err(BadMember::request("The body must be a JSON object.").into()),
            Err(_) => Err(BadMember::request("The body is not JSON.").into()),
        }
    }

    /// What the path says for a label; never empty, and never a dot.
    pub(crate) fn label(&self, name: &'static str) -> Result<&str, BadMember> {
        let found = self.labels.iter().find(|(known, _)| *known == name).and_then(|(_, text)| text.as_deref());
        match found {
            Some(text) if text.trim().is_empty() => Err(BadMember { name, says: "must not be empty".to_owned() }),
            Some("." | "..") | None => {
                Err(BadMember { name, says: "must be a name in UTF-8, and neither one dot nor two".to_owned() })
            }
            Some(text) => Ok(text),
        }
    }

    /// A text of the body, as it came: for what an answer repeats of a question that was refused.
    pub(crate) fn text(&self, name: &'static str) -> Option<&str> {
        self.body.get(name).and_then(Value::as_str)
    }
}

fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// Reads members of an object inside a body.
impl<'c> Needed<'c> {
    /// The object's member with a name.
    pub(crate) fn member(&self, name: &'static str) -> Result<Member<'c>, BadMember> {
        Ok(Member::strict(name, self.object()?.get(name)))
    }
}
