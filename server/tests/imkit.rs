//! IMKIT over the real binary: every row of its contract, every role against both calls, and what viewers see of it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

#[path = "imkit/answers.rs"]
mod answers;
#[path = "imkit/callers.rs"]
mod callers;
mod running;
#[path = "imkit/samples.rs"]
mod samples;

use domain::{RoomId, view::NewKeyView};
use running::{Answer, Running, planted::HELLO};
use serde_json::{Value, json};

/// One call with the two headers of a key.
fn call(server: &Running, key: &NewKeyView, method: &str, path: &str) -> Answer {
    let headers = [("IM-CLIENT-KEY", &*key.client_key), ("IM-Authorization", &*key.client_token)];
    server.browser(9).send(method, path, &headers, b"")
}

fn delete(server: &Running, key: &NewKeyView, room: RoomId, message: &str) -> Answer {
    call(server, key, "DELETE", &format!("/rooms/{room}/messages/{message}"))
}

/// Writes a message as a member, through the panel.
fn said(ana: &running::Browser, room: RoomId) -> String {
    let answer = ana.post("/api/messages/send", &[("room", &room.to_string()), ("content", HELLO)]);
    answer.json()["id"].as_str().unwrap().to_owned()
}

fn refused(answer: &Answer) -> (u16, Value) {
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"), "{answer:?}");
    (answer.status, answer.json())
}

fn envelope(status: u16, words: &str, code: &str, message: &str) -> (u16, Value) {
    (status, json!({"RC": status, "RM": words, "error": {"code": code, "message": message}}))
}

fn unauthorized() -> (u16, Value) {
    envelope(401, "Unauthorized", "INVALID_TOKEN", "Invalid or expired token")
}

fn forbidden() -> (u16, Value) {
    let message = "Only platform admin, room owner or room manager can delete messages";
    envelope(403, "Permission denied", "INSUFFICIENT_PERMISSION", message)
}

fn no_message() -> (u16, Value) {
    envelope(404, "Message not found", "MESSAGE_NOT_FOUND", "The specified message does not exist in this room")
}

fn no_room() -> (u16, Value) {
    envelope(404, "Room not found", "ROOM_NOT_FOUND", "The specified room does not exist")
}
