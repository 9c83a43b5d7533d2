//! Clients that read too slowly, over the real binary: what was removed while it waited for them is never told.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

mod running;

use std::time::{SystemTime, UNIX_EPOCH};

use domain::Timestamp;
use futures::future::join_all;
use running::{
    Running,
    chat::Chat,
    named::{self, encoded},
    planted::{Planted, planted},
    session::Session,
    signed::Program,
};
use serde_json::{Value, json};
use testkit::House;

/// Messages that are more than what the system holds between the two ends, at 16 KB each. All of them are written in much
/// less than a minute: whoever reads nothing for so long is taken for gone.
const MANY: usize = 300;
const END: &str = "the end";

struct Scene {
    planted: Planted,
    server: Running,
    /// The owner, who writes and removes.
    owner: Program,
    ana: String,
    lobby: String,
}

impl Scene {
    async fn new() -> Self {
        let planted = planted().await;
        let server = Running::serve(planted.folder.path());
        let people = named::people(&server, &planted);
        let owner = Program::new(&server, planted.key("owner"), "chime").bearing(&people["olga"]);
        let lobby = format!("{}/channel/{}", named::instance(&planted, "owner"), planted.lobby);
        Self { owner, ana: people["ana"].clone(), lobby, planted, server }
    }

    fn does(&self, method: &str, rest: &str, body: &Value) -> Value {
        let path = format!("/channels/{}/messages{rest}", encoded(&self.lobby));
        let answer = self.owner.call(&self.server, method, &path, body);
        assert!(answer.status < 300, "{answer:?}");
        if answer.body.is_empty() { Value::Null } else { answer.json() }
    }

    fn says(&self, content: &str, number: usize) -> String {
        let body = json!({
            "Content": content, "Type": "STANDARD", "Persistence": "PERSISTENT",
            "ClientRequestToken": format!("token-{number}"),
        });
        self.does("POST", "", &body)["MessageId"].as_str().unwrap().to_owned()
    }

    /// Says more than fits on the way to somebody who does not read, and behind it what is removed at once.
    fn says_too_much(&self) {
        let long = "\u{1f980}".repeat(4096);
        (0..MANY).for_each(|number| drop(self.says(&long, number)));
        let deleted = self.says("secret and deleted", MANY);
        let redacted = self.says("secret and redacted", MANY + 1);
        let edited = self.says("plain", MANY + 2);
        self.does("PUT", &format!("/{edited}"), &json!({ "Content": "secret and edited" }));
        self.does("DELETE", &format!("/{deleted}"), &Value::Null);
        for redacted in [redacted, edited] {
            self.does("POST", &format!("/{redacted}?operation=redact"), &json!({}));
        }
        self.says(END, MANY + 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chat_of_ivs_never_tells_what_was_removed_while_it_waited() {
    let scene = Scene::new().await;
    let program = Program::new(&scene.server, scene.planted.key("manager"), "ivschat");
    let room = format!("arn:aws:ivschat:us-east-1:000000000000:room/{}", scene.planted.lobby);
    let asked = json!({ "roomIdentifier": room, "userId": "eve" });
    let issued = program.call(&scene.server, "POST", "/CreateChatToken", &asked).json();
    let line = scene.server.narrow_line().await;
    let mut slow = Chat::open_on(line, &scene.server, issued["token"].as_str(), &[]).unwrap();
    scene.says_too_much();
    assert_eq!(heard_to_the_end(&mut slow), (MANY, 3), "and nothing else was lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_that_takes_over_never_tells_what_was_removed_while_it_waited() {
    let scene = Scene::new().await;
    let program = Program::new(&scene.server, scene.planted.key("manager"), "ivschat");
    let room = scene.planted.lobby;
    let arn = format!("arn:aws:ivschat:us-east-1:000000000000:room/{room}");
    let token = || {
        let issued = program.call(
            &scene.server,
            "POST",
            "/CreateChatToken",
            &json!({
                "roomIdentifier": arn, "userId": "eve",
            }),
        );
        issued.json()["token"].as_str().unwrap().to_owned()
    };
    let _before = Chat::open(&scene.server, &token()).unwrap();
    // What a socket tells that takes over was said seconds ago: more than can be said so fast through a door.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
    let house = House::beside(scene.planted.folder.clone(), Timestamp::from_millis(now + 60_000)).await;
    let ben = house.person("hurry").member_of(room).await;
    let long = "\u{1f980}".repeat(4096);
    join_all((0..MANY).map(|_| ben.says(house.service(), room, &long))).await;
    let mut secrets = Vec::new();
    for number in 0..10 {
        secrets.push(ben.says(house.service(), room, &format!("secret {number}")).await.id);
    }
    let mut slow = Chat::open_on(scene.server.narrow_line().await, &scene.server, Some(&token()), &[]).unwrap();
    assert_eq!(slow.frame()["Type"], "MESSAGE", "it is being told");
    for (number, secret) in secrets.iter().enumerate() {
        if number % 2 == 0 {
            scene.does("DELETE", &format!("/{secret}"), &Value::Null);
        } else {
            scene.does("POST", &format!("/{secret}?operation=redact"), &json!({}));
        }
    }
    scene.says(END, MANY);
    // The first of them was read above.
    assert_eq!(heard_to_the_end(&mut slow), (MANY - 1, secrets.len()), "and nothing else was lost");
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_messaging_session_never_tells_what_was_removed_while_it_waited() {
    let scene = Scene::new().await;
    let ana = Program::new(&scene.server, scene.planted.key("member"), "chime");
    let (line, address) = (scene.server.narrow_line().await, Session::address(&ana, &scene.ana, ""));
    let mut slow = Session::connect_on(line, &scene.server, &address).unwrap().begun();
    scene.says_too_much();
    let (mut long, mut removals) = (0, 0);
    loop {
        let told = slow.next().unwrap();
        assert!(!told.payload.to_string().contains("secret"), "{told:?}");
        long += usize::from(told.payload["Content"].as_str().is_some_and(|text| text.len() > 16_000));
        removals += usize::from(matches!(&*told.event, "DELETE_CHANNEL_MESSAGE" | "REDACT_CHANNEL_MESSAGE"));
        if told.payload["Content"] == END {
            break;
        }
    }
    assert_eq!((long, removals), (MANY, 3), "and nothing else was lost");
}

/// How many long messages and removals a chat hears up to the last word; of what was removed it hears nothing.
fn heard_to_the_end(slow: &mut Chat) -> (usize, usize) {
    let (mut long, mut removals) = (0, 0);
    loop {
        let frame = slow.frame();
        assert!(!frame.to_string().contains("secret"), "{frame}");
        long += usize::from(frame["Content"].as_str().is_some_and(|text| text.len() > 16_000));
        removals += usize::from(frame["EventName"] == "aws:DELETE_MESSAGE");
        if frame["Content"] == END {
            return (long, removals);
        }
    }
}
