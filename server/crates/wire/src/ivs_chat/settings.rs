//! What a room is set to in this dialect. Kept as it was set and given back; a message review handler is never called.

use std::collections::BTreeMap;

use domain::RoomName;
use serde_json::{Value, json};
use service::{RoomRecord, Settings};

use super::room;
use crate::aws::{BadMember, Call, Needed, Problem, arn};

const RATE: &str = "ivschat.maximumMessageRatePerSecond";
const LENGTH: &str = "ivschat.maximumMessageLength";
const FALLBACK: &str = "ivschat.messageReviewHandler.fallbackResult";
/// The address of the message review handler: rooms are looked for by it.
pub(super) const REVIEW_URI: &str = "ivschat.messageReviewHandler.uri";

/// What a room without a setting has.
const RATE_DEFAULT: u32 = 10;
const LENGTH_DEFAULT: u32 = 500;
/// Characters of the address of a handler at the most.
const REVIEW_URI_CHARS_MAX: usize = 170;
/// The name of a room that was given none: here every room has one.
const NAME_DEFAULT: &str = "room";
const NAME_CHARS_MAX: usize = 128;

/// The name that a request gives.
pub(super) fn name(call: &Call<'_>) -> Result<Option<RoomName>, Problem> {
    looked_for(call)?.as_deref().map(RoomName::new).transpose().map_err(room::refused)
}

/// The name of a new room.
pub(super) fn new_name(call: &Call<'_>) -> Result<RoomName, Problem> {
    match name(call)? {
        Some(name) => Ok(name),
        None => RoomName::new(NAME_DEFAULT).map_err(room::refused),
    }
}

/// The name that rooms are looked for by: for an empty one that of the rooms that were given an empty one.
pub(super) fn looked_for(call: &Call<'_>) -> Result<Option<String>, BadMember> {
    let name = call.body("name").maybe(|name| legal_name(name.text(0..=NAME_CHARS_MAX)?, &name))?;
    Ok(name.map(|name| if name.is_empty() { NAME_DEFAULT } else { name }.to_owned()))
}

/// The address of a message review handler: the ARN of a function, or nothing.
pub(super) fn handler(uri: Needed<'_>) -> Result<&str, BadMember> {
    let text = uri.text(0..=REVIEW_URI_CHARS_MAX)?;
    if text.is_empty() || arn::is_function(text) { Ok(text) } else { Err(uri.bad("must be the ARN of a function")) }
}

/// The name of a logging configuration. There are none, so that it says nothing more.
pub(super) fn logging(identifier: Needed<'_>) -> Result<(), BadMember> {
    let text = identifier.text(1..=128)?;
    if arn::is_logging_configuration(text) {
        Ok(())
    } else {
        Err(identifier.bad("must be the ARN of a logging configuration"))
    }
}

fn legal_name<'c>(text: &'c str, name: &Needed<'c>) -> Result<&'c str, BadMember> {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if text.bytes().all(legal) { Ok(text) } else { Err(name.bad("must be made of letters, digits, - and _")) }
}

/// All that a request sets.
pub(super) fn read(call: &Call<'_>) -> Result<Settings, Problem> {
    let mut settings = Settings::new();
    for (name, member, max) in [(RATE, "maximumMessageRatePerSecond", 100), (LENGTH, "maximumMessageLength", 500)] {
        let number = call.body(member).maybe(|number| number.number(1..=max))?;
        settings.extend(number.map(|number| (name, Some(number.to_string()))));
    }
    if let Some(review) = call.body("messageReviewHandler").maybe(|review| review.object().map(|_| review))? {
        let uri = review.member("uri")?.maybe(handler)?;
        let fallback =
            review.member("fallbackResult")?.maybe(|one| one.choice(&[("ALLOW", "ALLOW"), ("DENY", "DENY")]))?;
        // An empty address takes the handler away, with what it falls back on; what is not named stays.
        let gone = uri == Some("");
        settings.extend(uri.map(|uri| (REVIEW_URI, (!gone).then(|| uri.to_owned()))));
        if gone || fallback.is_some() {
            settings.push((FALLBACK, fallback.filter(|_| !gone).map(str::to_owned)));
        }
    }
    call.body("loggingConfigurationIdentifiers").maybe(|identifiers| {
        let none = identifiers.list(0..=3, logging)?.is_empty();
        if none { Ok(()) } else { Err(identifiers.bad("must be empty: this server has no logging configurations")) }
    })?;
    Ok(settings)
}

/// Messages a second that a room takes from its chat, of all together.
pub(super) fn rate(settings: &BTreeMap<String, String>) -> u32 {
    number(settings, RATE, RATE_DEFAULT)
}

/// Characters of a message, counted as Unicode code points.
pub(super) fn length(settings: &BTreeMap<String, String>) -> u32 {
    number(settings, LENGTH, LENGTH_DEFAULT)
}

/// The shape `messageReviewHandler`, if there is one.
pub(super) fn review(record: &RoomRecord) -> Option<Value> {
    let uri = record.settings.get(REVIEW_URI)?;
    let fallback = record.settings.get(FALLBACK).map_or("ALLOW", String::as_str);
    Some(json!({ "uri": uri, "fallbackResult": fallback }))
}

fn number(settings: &BTreeMap<String, String>, name: &str, default: u32) -> u32 {
    settings.get(name).and_then(|number| number.parse().ok()).unwrap_or(default)
}
