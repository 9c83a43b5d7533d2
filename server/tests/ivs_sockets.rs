//! The messaging socket of Amazon IVS Chat over the real binary: who gets in, what a token lets them do, what they hear
//! and how it ends.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

mod running;

use domain::RoomId;
use running::{
    Answer, Browser, Running,
    chat::{Came, Chat},
    named::encoded,
    planted::{Planted, planted},
    roomkeeper,
    signed::Program,
    site,
};
use serde_json::{Value, json};
use testkit::PASSWORD;

const ALL: [&str; 3] = ["SEND_MESSAGE", "DELETE_MESSAGE", "DISCONNECT_USER"];

/// Removes a message in one way, by its id; answers whether it was done.
type Door<'d> = Box<dyn Fn(&str) -> bool + 'd>;

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

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_heard_by_all_and_answers_its_sender() {
    let scene = Scene::new().await;
    let issued =
        scene.call("manager", "CreateChatToken", json!({"userId": "bob", "capabilities": ["SEND_MESSAGE"]})).json();
    let token = issued["token"].as_str().unwrap();
    assert!(token.len() >= 43 && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    for time in ["tokenExpirationTime", "sessionExpirationTime"] {
        assert!(issued[time].as_str().is_some_and(|time| time.len() == 24 && time.ends_with('Z')), "{issued}");
    }
    let mut bob = scene.chat("bob", &["SEND_MESSAGE"]);
    let mut eve = scene.chat("eve", &[]);
    let asked = bob.ask("SEND_MESSAGE", json!({"Content": "hi", "Attributes": {"k": "v"}}));
    let (own, heard) = (bob.frame(), eve.frame());
    assert_eq!((&own["RequestId"], &heard["RequestId"]), (&json!(asked), &json!("")));
    let id = own["Id"].as_str().unwrap().to_owned();
    assert!(id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert!(heard["SendTime"].as_str().is_some_and(|time| time.len() == 24 && time.ends_with('Z')));
    let expected = json!({
        "Type": "MESSAGE", "Id": id, "RequestId": "", "Content": "hi", "Attributes": {"k": "v"},
        "SendTime": heard["SendTime"], "Sender": {"UserId": "bob", "Attributes": {"displayName": "bob"}},
    });
    assert_eq!(heard, expected);
    assert_eq!((&own["Content"], &own["Sender"]), (&heard["Content"], &heard["Sender"]));

    // What comes through other doors is heard too, and what came through this one is read there.
    let ana = scene.panel("ana");
    let room = scene.planted.lobby.to_string();
    assert!(ana.get(&format!("/rooms/{room}")).body.contains("hi"));
    let sent = ana.post("/api/messages/send", &[("room", &room), ("content", "from the panel")]).json();
    for chat in [&mut bob, &mut eve] {
        let heard = chat.frame();
        assert_eq!(
            (&heard["Type"], &heard["Id"], &heard["Content"]),
            (&json!("MESSAGE"), &sent["id"], &json!("from the panel"))
        );
        assert_eq!(heard["Sender"], json!({"UserId": sent["sender"]["id"], "Attributes": {"displayName": "ana"}}));
    }
    let edit = [("room", &*room), ("message", sent["id"].as_str().unwrap()), ("content", "changed")];
    assert_eq!(ana.post("/api/messages/edit", &edit).status, 200);
    let heard = eve.frame();
    assert_eq!((&heard["EventName"], &heard["Attributes"]["Content"]), (&json!("roomkeeper:EDIT"), &json!("changed")));
    let event = scene.call("owner", "SendEvent", json!({"eventName": "app:x", "attributes": {"a": "b"}})).json();
    let heard = eve.frame();
    assert_eq!(
        (&heard["Id"], &heard["EventName"], &heard["Attributes"]),
        (&event["id"], &json!("app:x"), &json!({"a": "b"}))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_through_any_door_is_heard() {
    let scene = Scene::new().await;
    let (mut bob, mut eve) = (scene.chat("bob", &["SEND_MESSAGE"]), scene.chat("eve", &[]));
    let mut mod_ = scene.chat("mod", &["DELETE_MESSAGE"]);
    let room = scene.planted.lobby.to_string();
    let ben = scene.panel("ben");
    let account = scene.planted.key("owner").client_key.clone();
    let olga = &scene.planted.olga;
    let instance = format!("arn:aws:chime:us-east-1:000000000000:app-instance/{account}");
    let chime = |method: &str, path: String, body: Value| {
        let program = Program::new(&scene.server, scene.planted.key("owner"), "chime");
        program.bearing(&format!("{instance}/user/{olga}")).call(&scene.server, method, &path, &body).status
    };
    let channel = format!("{instance}/channel/{room}").replace(':', "%3A").replace('/', "%2F");
    let doors: [(&str, Door<'_>); 6] = [
        (
            "IVS Chat",
            Box::new(|id| scene.call("owner", "DeleteMessage", json!({"id": id, "reason": "why"})).status == 200),
        ),
        ("IMKIT", Box::new(|id| scene.imkit(id).status == 200)),
        (
            "the panel, redacted",
            Box::new(|id| {
                ben.post("/api/messages/redact", &[("room", &room), ("message", id), ("reason", "why")]).status == 200
            }),
        ),
        (
            "the panel, deleted",
            Box::new(|id| {
                ben.post("/api/messages/delete", &[("room", &room), ("message", id), ("reason", "why")]).status == 200
            }),
        ),
        (
            "Chime",
            Box::new(|id| {
                chime("POST", format!("/accounts/{account}/rooms/{room}/messages/{id}?operation=redact"), Value::Null)
                    == 200
            }),
        ),
        ("messaging", Box::new(|id| chime("DELETE", format!("/channels/{channel}/messages/{id}"), Value::Null) == 204)),
    ];
    for (door, remove) in doors {
        let message = bob.send(door);
        assert_eq!(eve.until(|frame| frame["Type"] == "MESSAGE")["Id"], json!(message));
        assert!(remove(&message), "{door}");
        let heard = eve.frame();
        assert_eq!(
            (&heard["Type"], &heard["EventName"], &heard["RequestId"]),
            (&json!("EVENT"), &json!("aws:DELETE_MESSAGE"), &json!("")),
            "{door}"
        );
        let told = &heard["Attributes"];
        assert_eq!((&told["MessageID"], &told["MessageId"]), (&json!(message), &json!(message)), "{door}");
        assert!(heard["Id"] != json!(message) && heard["SendTime"].is_string(), "{door}");
        assert!(told["Reason"].is_null() || told["Reason"] == "why", "{door}: {told}");
    }
    // And through the socket itself, once.
    let message = bob.send("the socket");
    let asked = mod_.ask("DELETE_MESSAGE", json!({"Id": message, "Reason": "why"}));
    let own = mod_.answer(&asked);
    let heard = eve.until_deleted(&message);
    assert_eq!(
        (&own["Id"], &own["Attributes"], &own["RequestId"]),
        (&heard["Id"], &heard["Attributes"], &json!(asked))
    );
    assert_eq!((&heard["Attributes"]["Reason"], &heard["RequestId"]), (&json!("why"), &json!("")));
    for gone in [&message, "zzzzzzzzzzzz"] {
        let asked = mod_.ask("DELETE_MESSAGE", json!({"Id": gone}));
        assert_eq!(mod_.answer(&asked)["ErrorCode"], 404);
    }
    let entry = scene.log("action=delete").into_iter().next().unwrap();
    assert_eq!(
        (&entry["door"], &entry["role"], &entry["message"]),
        (&json!("ivs_chat"), &json!("room_manager"), &json!(message))
    );
    assert_eq!(entry["key"], json!(scene.planted.key("manager").access_key_id), "the way is the issuer's key");
    assert_eq!(entry["actor"]["name"], "mod", "the chat user acts");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purge_takes_away_what_a_client_was_told() {
    let scene = Scene::new().await;
    let (mut bob, mut eve) = (scene.chat("bob", &["SEND_MESSAGE"]), scene.chat("eve", &[]));
    let messages = [bob.send("one"), bob.send("two"), bob.send("three")];
    for message in &messages {
        assert_eq!(eve.frame()["Id"], json!(message));
    }
    assert_eq!(scene.imkit("_all").status, 200);
    let mut ids = Vec::new();
    for message in &messages {
        let heard = eve.frame();
        assert_eq!(heard["Attributes"]["MessageID"], json!(message), "{heard}");
        ids.push(heard["Id"].clone());
    }
    let heard = eve.frame();
    assert_eq!(
        (&heard["EventName"], &heard["Attributes"]["Through"]),
        (&json!("roomkeeper:PURGE"), &json!(messages[2]))
    );
    ids.push(heard["Id"].clone());
    ids.dedup();
    assert_eq!(ids.len(), 4, "no id twice: {ids:?}");
    let later = bob.send("after");
    assert_eq!(eve.frame()["Id"], json!(later));

    // Whoever comes back a moment later is told what has gone meanwhile.
    assert_eq!(scene.imkit(&later).status, 200);
    let mut back = scene.chat("eve", &[]);
    let heard = back.until_deleted(&later);
    assert_eq!(heard["Type"], "EVENT");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_lets_do_what_it_says_and_nothing_else() {
    let scene = Scene::new().await;
    let mut owner = scene.chat("other", &ALL);
    let message = owner.send("stays");
    for (capabilities, expected) in [
        (&[][..], [403, 403, 403]),
        (&["SEND_MESSAGE"], [0, 403, 403]),
        (&["DELETE_MESSAGE"], [403, 404, 403]),
        (&["DISCONNECT_USER"], [403, 403, 404]),
        (&ALL, [0, 404, 404]),
    ] {
        let mut chat = scene.chat("bob", capabilities);
        let asks = [
            ("SEND_MESSAGE", json!({"Content": "hi"})),
            ("DELETE_MESSAGE", json!({"Id": if expected[1] == 404 { "zzzzzzzzzzzz" } else { &message }})),
            ("DISCONNECT_USER", json!({"UserId": "nobody-here"})),
        ];
        for ((action, members), code) in asks.into_iter().zip(expected) {
            let asked = chat.ask(action, members);
            let told = chat.answer(&asked);
            assert_eq!(told["ErrorCode"].as_u64().unwrap_or(0), code, "{action} with {capabilities:?}: {told}");
            if code > 0 {
                assert_eq!((&told["Type"], told["Id"].as_str().map(str::len)), (&json!("ERROR"), Some(12)));
                assert!(told["ErrorMessage"].as_str().is_some_and(|says| says.ends_with('.')), "{told}");
            }
        }
    }
    let refusals = scene.log("refused=true&action=delete");
    assert!(refusals.iter().any(|entry| entry["door"] == "ivs_chat"), "on the record: {refusals:?}");

    // A token opens no other door, and a key none of these.
    let token = scene.token_of("manager", "bob", &ALL);
    let key = &scene.planted.key("manager").client_key;
    let headers = [("IM-CLIENT-KEY", &**key), ("IM-Authorization", &*token)];
    let path = format!("/rooms/{}/messages/{message}", scene.planted.lobby);
    assert_eq!(scene.server.browser(9).send("DELETE", &path, &headers, b"").status, 401);
    let mut browser = scene.server.browser(3);
    browser.cookie = Some(token);
    assert_eq!(browser.get(&format!("/rooms/{}", scene.planted.lobby)).status, 303);
    let secret = &scene.planted.key("manager").client_token;
    assert_eq!(Chat::open(&scene.server, secret).err().map(|(status, _)| status), Some(401));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_good_token_is_turned_away_without_a_page() {
    let scene = Scene::new().await;
    let good = scene.token_of("manager", "bob", &[]);
    for token in [None, Some("x"), Some("0123456789012345678901234567890123456789abcd"), Some("a, b")] {
        let Err((status, body)) = Chat::open_as(&scene.server, token, &[]) else { panic!("{token:?} got in") };
        assert_eq!(status, 401, "{token:?}");
        assert!(!body.contains('<'), "no page: {body}");
    }
    let knocks = scene.log("action=key.use");
    assert_eq!(knocks.len(), 4, "each on the record: {knocks:?}");
    // Pages of other sites may chat: the token is no cookie.
    let origin = [("Origin", "https://elsewhere.example")];
    assert!(Chat::open_as(&scene.server, Some(&good), &origin).is_ok());
    assert_eq!(scene.server.browser(3).get("/ivschat").status, 426);
    let open: Vec<Chat> = (0..4).map(|_| Chat::open(&scene.server, &good).unwrap()).collect();
    let fifth = Chat::open(&scene.server, &good).err().map(|(status, _)| status);
    assert_eq!(fifth, Some(429), "so many at once with one token");
    drop(open);
}

/// What an action says beside its request id, when the member that is tried is so long.
type Members = fn(usize) -> Value;

#[tokio::test(flavor = "multi_thread")]
async fn every_limit_of_a_frame_holds_to_the_character() {
    let scene = Scene::new().await;
    let wide = |count| "é".repeat(count);
    // The limit, and what comes of it there (0: it was done) and one beyond.
    let rows: [(&str, usize, Members, u64, u64); 7] = [
        ("SEND_MESSAGE", 500, |n| json!({"Content": "🦀".repeat(n)}), 0, 413),
        ("SEND_MESSAGE", 1023, |n| json!({"Content": "a", "Attributes": {"k": "v".repeat(n)}}), 0, 413),
        ("DELETE_MESSAGE", 256, |n| json!({"Id": "zzzzzzzzzzzz", "Reason": "é".repeat(n)}), 404, 413),
        ("DELETE_MESSAGE", 12, |n| json!({"Id": "z".repeat(n)}), 404, 400),
        ("DISCONNECT_USER", 128, |n| json!({"UserId": "é".repeat(n)}), 404, 413),
        ("DISCONNECT_USER", 256, |n| json!({"UserId": "nobody-here", "Reason": "é".repeat(n)}), 404, 413),
        ("DELETE_MESSAGE", 11, |n| json!({"Id": "z".repeat(n)}), 400, 404),
    ];
    for (number, (action, limit, members, within, beyond)) in rows.into_iter().enumerate() {
        let mut chat = scene.chat(&format!("user-{number}"), &ALL);
        for (length, expected) in [(limit, within), (limit + 1, beyond)] {
            let asked = chat.ask(action, members(length));
            let told = chat.answer(&asked);
            assert_eq!(told["ErrorCode"].as_u64().unwrap_or(0), expected, "{action} {length}: {told}");
        }
    }
    // Of a request's own id nothing is said when it is too long.
    let mut chat = scene.chat("bob", &ALL);
    for (length, answered, code) in [(256, wide(256), 404), (257, String::new(), 400)] {
        let frame = json!({"Action": "DELETE_MESSAGE", "RequestId": wide(length), "Id": "zzzzzzzzzzzz"});
        chat.say(&frame.to_string());
        let told = chat.until(|frame| frame["Type"] == "ERROR");
        assert_eq!((&told["RequestId"], &told["ErrorCode"]), (&json!(answered), &json!(code)), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_somebody_who_is_banned_opens_nothing() {
    let scene = Scene::new().await;
    let token = scene.token_of("manager", "bob", &ALL);
    let mut bob = Chat::open(&scene.server, &token).unwrap();
    bob.send("before");
    let account = &scene.planted.key("owner").client_key;
    let instance = format!("arn:aws:chime:us-east-1:000000000000:app-instance/{account}");
    let owner = Program::new(&scene.server, scene.planted.key("owner"), "chime");
    let owner = owner.bearing(&format!("{instance}/user/{}", scene.planted.olga));
    let bans = format!("/channels/{}/bans", encoded(&format!("{instance}/channel/{}", scene.planted.lobby)));
    let banned = format!("{instance}/user/bob");
    let ban = owner.call(&scene.server, "POST", &bans, &json!({"MemberArn": banned}));
    assert_eq!(ban.status, 201, "{ban:?}");
    assert!(matches!(bob.rest().1, Came::Closed(_) | Came::Cut), "what was open ends");
    let status = |token: &str| Chat::open(&scene.server, token).err().map(|(status, _)| status);
    assert_eq!(status(&token), Some(401));
    assert_eq!(status(&scene.token_of("manager", "bob", &ALL)), Some(401), "nor does another one");
    let lifted = owner.call(&scene.server, "DELETE", &format!("{bans}/{}", encoded(&banned)), &Value::Null);
    assert_eq!(lifted.status, 204, "{lifted:?}");
    assert_eq!(status(&token), None, "until the ban is lifted");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_opens_too_many_sockets_waits() {
    let planted = planted().await;
    let scene = Scene { server: Running::serve_slowly(planted.folder.path(), "1"), planted };
    let token = scene.token_of("manager", "bob", &[]);
    let from = |address| Chat::open_as(&scene.server, Some(&token), &[("X-Forwarded-For", address)]);
    drop(from("192.0.2.3").unwrap());
    // Five seconds' worth come at once, whatever comes of them; each takes less than a second.
    let told: Vec<Answer> = (0..8).map(|_| scene.server.browser(3).get("/ivschat")).collect();
    assert_eq!(told[0].status, 426);
    let late = told.iter().find(|answer| answer.status == 429).unwrap();
    assert!(late.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1 && !late.body.contains('<'), "{late:?}");
    assert_eq!(from("192.0.2.3").err().map(|(status, _)| status), Some(429), "a good token does not help");
    assert!(from("192.0.2.4").is_ok(), "another address");
    // The other socket is counted by itself.
    let sessions: Vec<Answer> = (0..8).map(|_| scene.server.browser(3).get("/connect")).collect();
    assert_eq!(sessions[0].status, 426);
    assert!(sessions.iter().any(|answer| answer.status == 429 && answer.header("retry-after").is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_socket_does_not_take_is_told_and_changes_nothing() {
    let scene = Scene::new().await;
    let change =
        json!({"identifier": arn(scene.planted.lobby), "maximumMessageLength": 5, "maximumMessageRatePerSecond": 2});
    assert_eq!(scene.program("owner").call(&scene.server, "POST", "/UpdateRoom", &change).status, 200);
    let mut bob = scene.chat("bob", &["SEND_MESSAGE"]);
    for text in ["", "{", "[]", "null", "7", r#"{"Action":"DANCE"}"#] {
        bob.say(text);
        let told = bob.frame();
        assert_eq!((&told["Type"], &told["ErrorCode"]), (&json!("ERROR"), &json!(400)), "{text}: {told}");
    }
    bob.say_bytes(&[0, 159, 146, 150]);
    assert_eq!(bob.frame()["ErrorCode"], 400);
    let mut bob = scene.chat("bob", &["SEND_MESSAGE"]);
    let asked = bob.ask("SEND_MESSAGE", json!({"Content": "éé🦀éé", "Attributes": {"k": "v"}}));
    assert_eq!(bob.answer(&asked)["Content"], "éé🦀éé", "five code points");
    for (members, code) in [
        (json!({"Content": "sixsix"}), 413),
        (json!({"Content": "x".repeat(100_000)}), 413),
        (json!({"Content": " "}), 400),
        (json!({"Content": "a", "Attributes": {"k": "v".repeat(1024)}}), 413),
        (json!({"Content": "a", "Attributes": {"k": 1}}), 400),
    ] {
        let asked = bob.ask("SEND_MESSAGE", members);
        let told = bob.answer(&asked);
        assert_eq!((&told["Type"], &told["ErrorCode"]), (&json!("ERROR"), &json!(code)), "{told}");
    }

    // The rate is the room's, whoever sends.
    let mut chats: Vec<Chat> =
        ["ann", "bert", "carl", "dora"].iter().map(|who| scene.chat(who, &["SEND_MESSAGE"])).collect();
    let mut over = 0;
    for round in 0..2 {
        let asked: Vec<String> =
            chats.iter_mut().map(|chat| chat.ask("SEND_MESSAGE", json!({"Content": "fast"}))).collect();
        for (chat, asked) in chats.iter_mut().zip(&asked) {
            over += u32::from(chat.answer(asked)["ErrorCode"] == 429);
        }
        assert!(over > 0 || round == 0, "eight messages at once in a room that takes two a second");
    }
    // And so many requests of one connection.
    let mut eve = scene.chat("eve", &[]);
    let asked: Vec<String> = (0..40).map(|_| eve.ask("DANCE", json!({}))).collect();
    let told: Vec<Value> = asked.iter().map(|asked| eve.answer(asked)["ErrorCode"].clone()).collect();
    assert!(told.iter().filter(|code| **code == 400).count() >= 10 && told.contains(&json!(429)), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_sent_out_is_closed_and_others_are_told() {
    let scene = Scene::new().await;
    let (mut bob, mut eve) = (scene.chat("bob", &["SEND_MESSAGE"]), scene.chat("eve", &[]));
    let mut mod_ = scene.chat("mod", &ALL);
    assert_eq!(scene.call("manager", "DisconnectUser", json!({"userId": "bob", "reason": "bye"})).status, 200);
    assert_eq!(bob.rest().1, Came::Closed(1000), "a close frame, at which the client stays away");
    let heard = eve.frame();
    assert_eq!(
        (&heard["EventName"], &heard["Attributes"]),
        (&json!("aws:DISCONNECT_USER"), &json!({"UserId": "bob", "Reason": "bye"}))
    );

    let mut bob = scene.chat("bob", &["SEND_MESSAGE"]);
    let asked = mod_.ask("DISCONNECT_USER", json!({"UserId": "bob"}));
    let told = mod_.answer(&asked);
    assert_eq!((&told["EventName"], &told["Attributes"]["UserId"]), (&json!("aws:DISCONNECT_USER"), &json!("bob")));
    assert_eq!(bob.rest().1, Came::Closed(1000));
    let heard = eve.frame();
    assert_eq!((&heard["Id"], &heard["RequestId"]), (&told["Id"], &json!("")));
    let asked = mod_.ask("DISCONNECT_USER", json!({"UserId": scene.planted.olga}));
    assert_eq!(mod_.answer(&asked)["ErrorCode"], 403, "no more than its issuer could: she owns the room");
}

/// What ends a session, and how its sockets end: told 401, then cut, so that the client comes back with another token.
fn is_over(chat: &mut Chat, why: &str) {
    let (frames, end) = chat.rest();
    assert_eq!(end, Came::Cut, "{why}");
    let last = frames.last().unwrap_or_else(|| panic!("{why}: no word"));
    assert_eq!((&last["Type"], &last["ErrorCode"]), (&json!("ERROR"), &json!(401)), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_with_what_it_was_lent_from() {
    let scene = Scene::new().await;
    let root = scene.panel("root");
    let newest = || scene.log("action=chat.token").into_iter().next().unwrap();
    let id = |who: &Value| who["id"].as_str().unwrap().to_owned();

    // The chat user is disabled: their sockets only.
    let (token, mut eve) = (scene.token_of("manager", "bob", &ALL), scene.chat("eve", &ALL));
    let mut bob = Chat::open(&scene.server, &token).unwrap();
    scene.token_of("manager", "bob", &ALL);
    assert_eq!(
        root.post("/api/users/disable", &[("user", &id(&newest()["subject"])), ("disabled", "true")]).status,
        200
    );
    is_over(&mut bob, "the user was disabled");
    assert_eq!(Chat::open(&scene.server, &token).err().map(|(status, _)| status), Some(401));
    eve.send("still here");

    // The issuer is no manager any more.
    let olga = scene.panel("olga");
    let room = scene.planted.lobby.to_string();
    let ben = id(&newest()["actor"]);
    let role = |role| olga.post("/api/members/role", &[("room", &room), ("user", &ben), ("role", role)]).status;
    let token = scene.token_of("manager", "dora", &ALL);
    assert_eq!(role("member"), 200);
    is_over(&mut eve, "the issuer is a member");
    assert_eq!(Chat::open(&scene.server, &token).err().map(|(status, _)| status), Some(403));
    assert_eq!(role("manager"), 200);
    let mut dora = Chat::open(&scene.server, &token).unwrap();
    dora.send("back again");

    // The issuer is disabled.
    let olgas = scene.token_of("owner", "emil", &ALL);
    let mut emil = Chat::open(&scene.server, &olgas).unwrap();
    assert_eq!(root.post("/api/users/disable", &[("user", &ben), ("disabled", "true")]).status, 200);
    is_over(&mut dora, "the issuer was disabled");
    assert_eq!(Chat::open(&scene.server, &token).err().map(|(status, _)| status), Some(403));
    emil.send("of another issuer");

    // A key is disabled by another process: the next act tells.
    let acca = scene.token_of("account admin", "fay", &ALL);
    let mut fay = Chat::open(&scene.server, &acca).unwrap();
    let site = site();
    let key = scene.planted.key("account admin").access_key_id.to_string();
    let mut disable = roomkeeper(site.path());
    disable.args(["key", "disable", &key, "--data"]).arg(scene.planted.folder.path());
    assert!(disable.output().unwrap().status.success());
    fay.ask("SEND_MESSAGE", json!({"Content": "too late"}));
    is_over(&mut fay, "the key was disabled");
    assert_eq!(Chat::open(&scene.server, &acca).err().map(|(status, _)| status), Some(401));

    // The room goes.
    let gone = json!({"identifier": arn(scene.planted.lobby)});
    assert_eq!(scene.program("owner").call(&scene.server, "POST", "/DeleteRoom", &gone).status, 204);
    assert!(matches!(emil.rest().1, Came::Closed(_)));
    assert_eq!(Chat::open(&scene.server, &olgas).err().map(|(status, _)| status), Some(401));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_cuts_without_a_word() {
    let scene = Scene::new().await;
    let mut bob = scene.chat("bob", &["SEND_MESSAGE"]);
    bob.send("hi");
    let Scene { server, planted } = scene;
    let token = {
        let scene = Scene { server, planted };
        let token = scene.token_of("manager", "bob", &["SEND_MESSAGE"]);
        let Scene { server, planted } = scene;
        assert!(server.stop().0);
        (token, planted)
    };
    let (frames, end) = bob.rest();
    assert_eq!((frames, end), (Vec::new(), Came::Cut), "the client comes back");
    let (token, planted) = token;
    let server = Running::serve(planted.folder.path());
    Chat::open(&server, &token).unwrap().send("after the restart");
}
