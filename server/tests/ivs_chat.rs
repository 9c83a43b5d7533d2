//! Amazon IVS Chat over the real binary: every operation, every role against each of them, and what others see of it.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

#[path = "ivs_chat/messages.rs"]
mod messages;
#[path = "ivs_chat/refusals.rs"]
mod refusals;
#[path = "ivs_chat/roles.rs"]
mod roles;
#[path = "ivs_chat/rooms.rs"]
mod rooms;
mod running;

use domain::RoomId;
use running::{
    Answer, Browser, Running,
    planted::{HELLO, Planted},
    signed::Program,
};
use serde_json::Value;

fn arn(room: RoomId) -> String {
    format!("arn:aws:ivschat:us-east-1:000000000000:room/{room}")
}

fn tags_path(room: RoomId) -> String {
    format!("/tags/{}", arn(room).replace(':', "%3A").replace('/', "%2F"))
}

fn program(server: &Running, planted: &Planted, who: &str) -> Program {
    Program::new(server, planted.key(who), "ivschat")
}

fn post(server: &Running, program: &Program, operation: &str, body: &Value) -> Answer {
    program.call(server, "POST", &format!("/{operation}"), body)
}

/// The name of the error and its body.
fn refused(answer: &Answer) -> (u16, &str, Value) {
    (answer.status, answer.header("x-amzn-errortype").unwrap_or_default(), answer.json())
}

/// Writes a message as a member, through the panel: its id, and the id of who wrote it.
fn said(ana: &Browser, room: RoomId) -> (String, String) {
    let answer = ana.post("/api/messages/send", &[("room", &room.to_string()), ("content", HELLO)]).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&answer["id"]), text(&answer["sender"]["id"]))
}
