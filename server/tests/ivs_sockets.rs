//! The messaging socket of Amazon IVS Chat over the real binary: who gets in, what a token lets them do, what they hear
//! and how it ends.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

#[path = "ivs_sockets/ending.rs"]
mod ending;
#[path = "ivs_sockets/entering.rs"]
mod entering;
#[path = "ivs_sockets/frames.rs"]
mod frames;
#[path = "ivs_sockets/hearing.rs"]
mod hearing;
mod running;

use domain::RoomId;
use running::{
    Answer, Browser, Running,
    chat::Chat,
    planted::{Planted, planted},
    signed::Program,
};
use serde_json::{Value, json};
use testkit::PASSWORD;

const ALL: [&str; 3] = ["SEND_MESSAGE", "DELETE_MESSAGE", "DISCONNECT_USER"];

/// A server, and who uses it.
struct Scene {
    planted: Planted,
    server: Running,
}

fn arn(room: RoomId) -> String {
    format!("arn:aws:ivschat:us-east-1:000000000000:room/{room}")
}

impl Scene {
    async fn new() -> Self {
        let planted = planted().await;
        let server = Running::serve(planted.folder.path());
        Self { planted, server }
    }

    fn program(&self, who: &str) -> Program {
        Program::new(&self.server, self.planted.key(who), "ivschat")
    }

    /// A call of the REST operations with somebody's key.
    fn call(&self, who: &str, operation: &str, members: Value) -> Answer {
        let mut body = json!({"roomIdentifier": arn(self.planted.lobby)});
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        self.program(who).call(&self.server, "POST", &format!("/{operation}"), &body)
    }

    /// A token of the lobby for a user, issued with somebody's key.
    fn token_of(&self, who: &str, user: &str, capabilities: &[&str]) -> String {
        let asked = json!({"userId": user, "capabilities": capabilities, "attributes": {"displayName": user}});
        let answer = self.call(who, "CreateChatToken", asked);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    /// Somebody in the chat of the lobby, let in by its manager.
    fn chat(&self, user: &str, capabilities: &[&str]) -> Chat {
        Chat::open(&self.server, &self.token_of("manager", user, capabilities)).unwrap()
    }

    fn panel(&self, name: &str) -> Browser {
        self.server.browser(name.len() as u8).sign_in(&format!("{name}@example.org"), PASSWORD)
    }

    fn log(&self, filter: &str) -> Vec<Value> {
        let log = self.panel("root").get(&format!("/audit/export.jsonl?{filter}")).body;
        log.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// IMKIT, with the owner's key.
    fn imkit(&self, message: &str) -> Answer {
        let key = self.planted.key("owner");
        let headers = [("IM-CLIENT-KEY", &*key.client_key), ("IM-Authorization", &*key.client_token)];
        let path = format!("/rooms/{}/messages/{message}", self.planted.lobby);
        self.server.browser(9).send("DELETE", &path, &headers, b"")
    }
}
