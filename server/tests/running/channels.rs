//! A server whose rooms are channels, with its people by their names in the app instance.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{
    Answer, Running,
    named::{self, encoded},
    planted::{Planted, planted},
    session::Session,
    signed::Program,
};

/// A server, and the names of all that is planted in it.
pub struct Scene {
    pub planted: Planted,
    pub server: Running,
    pub instance: String,
    pub people: HashMap<String, String>,
    pub lobby: String,
}

impl Scene {
    pub async fn new() -> Self {
        let planted = planted().await;
        let server = Running::serve(planted.folder.path());
        let (instance, people) = (named::instance(&planted, "owner"), named::people(&server, &planted));
        let lobby = format!("{instance}/channel/{}", planted.lobby);
        Self { planted, server, instance, people, lobby }
    }

    pub fn program(&self, key: &str) -> Program {
        Program::new(&self.server, self.planted.key(key), "chime")
    }

    /// A session of somebody's own key.
    pub fn listens(&self, key: &str, user: &str) -> Session {
        Session::established(&self.server, &self.program(key), &self.people[user])
    }

    pub fn call(&self, key: &str, bearer: &str, method: &str, path: &str, body: &Value) -> Answer {
        self.program(key).bearing(&self.people[bearer]).call(&self.server, method, path, body)
    }

    /// What the owner does.
    pub fn does(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.call("owner", "olga", method, path, body)
    }

    /// What the owner does in the lobby, and may; what came back.
    pub fn in_lobby(&self, method: &str, rest: &str, body: &Value) -> Value {
        let answer = self.does(method, &self.at(&self.lobby, rest), body);
        assert!(answer.status < 300, "{answer:?}");
        if answer.body.is_empty() { Value::Null } else { answer.json() }
    }

    /// The address of a channel, and of what is in it.
    pub fn at(&self, channel: &str, rest: &str) -> String {
        format!("/channels/{}{rest}", encoded(channel))
    }

    pub fn sends(&self, content: &str, token: &str) -> String {
        self.writes(&message(content, token))
    }

    /// Sends a message with metadata; its token is what it says.
    pub fn says(&self, content: &str) -> String {
        let mut body = message(content, content);
        body["Metadata"] = json!("m");
        self.writes(&body)
    }

    fn writes(&self, body: &Value) -> String {
        self.in_lobby("POST", "/messages", body)["MessageId"].as_str().unwrap().to_owned()
    }

    /// The address of a ban that is there.
    pub fn banned(&self, channel: &str, who: &str) -> String {
        let answer = self.does("POST", &self.at(channel, "/bans"), &json!({ "MemberArn": self.people[who] }));
        assert_eq!(answer.status, 201, "{answer:?}");
        self.at(channel, &format!("/bans/{}", encoded(&self.people[who])))
    }

    pub fn makes_channel(&self, token: &str) -> String {
        let body = json!({
            "AppInstanceArn": self.instance, "Name": "fresh", "ClientRequestToken": token,
            "MemberArns": [self.people["ana"]], "ModeratorArns": [self.people["ben"]],
        });
        let answer = self.does("POST", "/channels", &body);
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()["ChannelArn"].as_str().unwrap().to_owned()
    }

    /// Deletes a message of the lobby, or `_all`, through IMKIT.
    pub fn clears(&self, message: &str) {
        let key = self.planted.key("owner");
        let headers = [("IM-CLIENT-KEY", &*key.client_key), ("IM-Authorization", &*key.client_token)];
        let path = format!("/rooms/{}/messages/{message}", self.planted.lobby);
        let answer = self.server.browser(9).send("DELETE", &path, &headers, b"");
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

/// What is sent as a message.
pub fn message(content: &str, token: &str) -> Value {
    json!({ "Content": content, "Type": "STANDARD", "Persistence": "PERSISTENT", "ClientRequestToken": token })
}

/// How an elastic channel is to be divided.
pub fn elastic(sub_channels: u32, members: u32, percent: u32) -> Value {
    json!({
        "MaximumSubChannels": sub_channels, "TargetMembershipsPerSubChannel": members,
        "MinimumMembershipPercentage": percent,
    })
}
