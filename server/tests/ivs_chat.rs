//! Amazon IVS Chat over the real binary: every operation, every role against each of them, and what others see of it.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

mod running;

use domain::{Door, RoomId};
use running::{
    Answer, Browser, Running,
    feed::Feed,
    planted::{EVERYBODY, HELLO, Planted, planted},
    roomkeeper,
    signed::Program,
    site,
};
use serde_json::{Value, json};
use testkit::PASSWORD;

/// Who may see the room.
const SEES: [u16; 13] = [404, 200, 200, 200, 200, 200, 404, 404, 404, 200, 200, 403, 403];
/// Who moderates it.
const MODERATES: [u16; 13] = [404, 403, 200, 200, 200, 200, 404, 404, 404, 403, 200, 403, 403];
/// Who governs it.
const GOVERNS: [u16; 13] = [404, 403, 403, 200, 200, 200, 404, 404, 404, 403, 200, 403, 403];
/// Who may delete it.
const DELETES: [u16; 13] = [404, 403, 403, 204, 204, 204, 404, 404, 404, 403, 204, 403, 403];
/// Keys for one room make and list none.
const MAKES: [u16; 13] = [200, 200, 200, 200, 200, 200, 200, 200, 200, 403, 403, 403, 403];
const LISTS: [u16; 13] = [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 403, 403, 403];
/// What nobody has.
const NOBODY: [u16; 13] = [400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 400, 403];

/// Every operation, who gets which answer to it.
const TABLE: [(&str, [u16; 13]); 17] = [
    ("CreateChatToken", MODERATES),
    ("CreateLoggingConfiguration", NOBODY),
    ("CreateRoom", MAKES),
    ("DeleteLoggingConfiguration", NOBODY),
    ("DeleteMessage", MODERATES),
    ("DeleteRoom", DELETES),
    ("DisconnectUser", MODERATES),
    ("GetLoggingConfiguration", NOBODY),
    ("GetRoom", SEES),
    ("ListLoggingConfigurations", NOBODY),
    ("ListRooms", LISTS),
    ("ListTagsForResource", SEES),
    ("SendEvent", MODERATES),
    ("TagResource", GOVERNS),
    ("UntagResource", GOVERNS),
    ("UpdateLoggingConfiguration", NOBODY),
    ("UpdateRoom", GOVERNS),
];

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

fn sign_in(server: &Running, name: &str) -> Browser {
    server.browser(name.len() as u8).sign_in(&format!("{name}@example.org"), PASSWORD)
}

/// Writes a message as a member, through the panel: its id, and the id of who wrote it.
fn said(ana: &Browser, room: RoomId) -> (String, String) {
    let answer = ana.post("/api/messages/send", &[("room", &room.to_string()), ("content", HELLO)]).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&answer["id"]), text(&answer["sender"]["id"]))
}

fn is_moment(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() == 24 && text.ends_with('Z') && text.as_bytes()[10] == b'T')
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_message_is_gone_for_everybody_who_looks() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let (ana, root) = (sign_in(&server, "ana"), sign_in(&server, "root"));
    let (room, owner) = (planted.lobby, program(&server, &planted, "owner"));
    let (message, _) = said(&ana, room);
    let mut feed = Feed::open(&server, ana.cookie.as_deref(), None).unwrap();
    feed.watch(&room.to_string(), 0);
    feed.until("watching");

    let body = json!({"roomIdentifier": arn(room), "id": message, "reason": "spam"});
    let answer = post(&server, &owner, "DeleteMessage", &body);
    assert_eq!(answer.status, 200, "{answer:?}");
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    assert!(id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()) && id != message);
    let event = feed.until("event").pop().unwrap()["event"]["event"].take();
    assert_eq!(
        (&event["kind"]["deleted"]["message"], &event["kind"]["deleted"]["reason"]),
        (&json!(message), &json!("spam"))
    );

    assert!(!ana.get(&format!("/rooms/{room}")).body.contains(HELLO));
    let key = planted.key("owner");
    let headers = [("IM-CLIENT-KEY", &*key.client_key), ("IM-Authorization", &*key.client_token)];
    let imkit = server.browser(9).send("DELETE", &format!("/rooms/{room}/messages/{message}"), &headers, b"");
    assert_eq!(imkit.status, 404);
    for other in [&message, "zzzzzzzzzzzz", "000000000000"] {
        let body = json!({"roomIdentifier": arn(room), "id": other});
        let answer = post(&server, &owner, "DeleteMessage", &body);
        let (status, kind, body) = refused(&answer);
        assert_eq!((status, kind), (404, "ResourceNotFoundException"));
        assert_eq!((&body["resourceId"], &body["resourceType"]), (&json!(other), &json!("MESSAGE")));
        assert!(body["message"].is_string());
    }
    let line = root.get("/audit/export.jsonl?action=delete").body;
    let entry: Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&entry["door"], &entry["operation"], &entry["reason"], &entry["key"]),
        (&json!("ivs_chat"), &json!(id), &json!("spam"), &json!(key.access_key_id))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_is_made_changed_found_and_deleted() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let owner = program(&server, &planted, "owner");
    let handler = json!({"uri": "arn:aws:lambda:us-east-1:000000000000:function:f", "fallbackResult": "DENY"});
    let asked = json!({
        "name": "den", "maximumMessageRatePerSecond": 3, "maximumMessageLength": 80,
        "messageReviewHandler": handler, "tags": {"team": "a"}
    });
    let made = post(&server, &owner, "CreateRoom", &asked);
    assert_eq!(made.status, 200, "{made:?}");
    let made = made.json();
    for name in ["name", "maximumMessageRatePerSecond", "maximumMessageLength", "messageReviewHandler", "tags"] {
        assert_eq!(made[name], asked[name], "{name}");
    }
    let room: RoomId = made["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(made["arn"], json!(arn(room)));
    assert!(is_moment(&made["createTime"]) && is_moment(&made["updateTime"]), "{made}");
    let name = json!({"identifier": arn(room)});
    assert_eq!(post(&server, &owner, "GetRoom", &name).json(), made);
    let elsewhere = arn(room).replace("us-east-1:000000000000", "eu-west-1:123456789012");
    assert_eq!(post(&server, &owner, "GetRoom", &json!({"identifier": elsewhere})).json(), made);

    let change = json!({
        "identifier": arn(room), "name": "lair", "maximumMessageLength": 90, "messageReviewHandler": {"uri": ""}
    });
    let changed = post(&server, &owner, "UpdateRoom", &change).json();
    assert_eq!((&changed["name"], &changed["maximumMessageLength"]), (&json!("lair"), &json!(90)));
    assert_eq!((&changed["maximumMessageRatePerSecond"], &changed["tags"]), (&json!(3), &json!({"team": "a"})));
    assert!(changed.get("messageReviewHandler").is_none() && changed["updateTime"] != made["updateTime"]);

    let bare = post(&server, &owner, "CreateRoom", &json!({})).json();
    assert_eq!((&bare["name"], &bare["maximumMessageRatePerSecond"]), (&json!("room"), &json!(10)));
    assert_eq!(bare["maximumMessageLength"], json!(500));

    assert_eq!(post(&server, &owner, "DeleteRoom", &name).status, 204);
    let answer = post(&server, &owner, "GetRoom", &name);
    let (status, kind, body) = refused(&answer);
    assert_eq!((status, kind), (404, "ResourceNotFoundException"));
    assert_eq!((&body["resourceId"], &body["resourceType"]), (&json!(arn(room)), &json!("ROOM")));
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_are_listed_the_latest_changed_first() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let owner = program(&server, &planted, "owner");
    let list = |body: Value| post(&server, &owner, "ListRooms", &body).json();
    let names = |page: &Value| -> Vec<String> {
        page["rooms"].as_array().unwrap().iter().map(|room| room["name"].as_str().unwrap().to_owned()).collect()
    };
    let change = json!({"identifier": arn(planted.attic), "maximumMessageLength": 7});
    assert_eq!(post(&server, &owner, "UpdateRoom", &change).status, 200);
    let all = list(json!({}));
    assert_eq!(names(&all), ["attic", "strict", "lobby"]);
    assert!(all.get("nextToken").is_none());
    let first = &all["rooms"][0];
    assert!(first.get("maximumMessageLength").is_none() && is_moment(&first["updateTime"]), "{first}");
    assert_eq!(first["arn"], json!(arn(planted.attic)));

    let page = list(json!({"maxResults": 2}));
    assert_eq!(names(&page), ["attic", "strict"]);
    let page = list(json!({"maxResults": 2, "nextToken": page["nextToken"]}));
    assert_eq!((names(&page), page.get("nextToken")), (vec!["lobby".to_owned()], None));

    assert_eq!(names(&list(json!({"name": "lobby"}))), ["lobby"]);
    assert!(names(&list(json!({"name": "lob"}))).is_empty(), "the whole name");
    let uri = "arn:aws:lambda:us-east-1:000000000000:function:f";
    assert!(names(&list(json!({"messageReviewHandlerUri": uri}))).is_empty());
    let change = json!({"identifier": arn(planted.lobby), "messageReviewHandler": {"uri": uri}});
    assert_eq!(post(&server, &owner, "UpdateRoom", &change).status, 200);
    assert_eq!(names(&list(json!({"messageReviewHandlerUri": uri}))), ["lobby"]);
    let logged = "arn:aws:ivschat:us-east-1:000000000000:logging-configuration/x";
    assert!(names(&list(json!({"loggingConfigurationIdentifier": logged}))).is_empty());
    assert!(names(&post(&server, &program(&server, &planted, "stranger"), "ListRooms", &json!({})).json()).is_empty());
    let root = program(&server, &planted, "platform admin");
    assert_eq!(names(&post(&server, &root, "ListRooms", &json!({})).json()).len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_put_on_read_and_taken_away() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let (owner, path) = (program(&server, &planted, "owner"), tags_path(planted.lobby));
    let tags = || owner.call(&server, "GET", &path, &Value::Null).json();
    assert_eq!(tags(), json!({"tags": {}}));
    let put = owner.call(&server, "POST", &path, &json!({"tags": {"a": "1", "b": "2", "c d": "ü"}}));
    assert_eq!((put.status, put.json()), (200, json!({})));
    assert_eq!(owner.call(&server, "POST", &path, &json!({"tags": {"a": "3"}})).status, 200);
    assert_eq!(tags(), json!({"tags": {"a": "3", "b": "2", "c d": "ü"}}));
    let take = owner.call(&server, "DELETE", &format!("{path}?tagKeys=a&tagKeys=c%20d&tagKeys=none"), &Value::Null);
    assert_eq!((take.status, take.json()), (200, json!({})), "{take:?}");
    assert_eq!(tags(), json!({"tags": {"b": "2"}}));

    let many: serde_json::Map<String, Value> = (0..50).map(|n| (format!("k{n}"), json!("v"))).collect();
    let answer = owner.call(&server, "POST", &path, &json!({"tags": many}));
    let (status, kind, body) = refused(&answer);
    assert_eq!((status, kind, &body["fieldList"][0]["name"]), (400, "ValidationException", &json!("tags")));
    assert_eq!(tags(), json!({"tags": {"b": "2"}}), "a refusal changes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_send_events_and_send_people_out() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let (ana, root) = (sign_in(&server, "ana"), sign_in(&server, "root"));
    let (room, manager) = (planted.lobby, program(&server, &planted, "manager"));
    let (_, user) = said(&ana, room);
    let event = json!({"roomIdentifier": arn(room), "eventName": "app:x", "attributes": {"a": "b"}});
    let answer = post(&server, &manager, "SendEvent", &event);
    assert_eq!((answer.status, answer.json()["id"].as_str().map(str::len)), (200, Some(12)), "{answer:?}");

    let mut feed = Feed::open(&server, ana.cookie.as_deref(), None).unwrap();
    feed.watch(&room.to_string(), 0);
    feed.until("watching");
    let out = json!({"roomIdentifier": arn(room), "userId": user, "reason": "bye"});
    let answer = post(&server, &manager, "DisconnectUser", &out);
    assert_eq!((answer.status, answer.json()), (200, json!({})), "{answer:?}");
    feed.until("ended");
    assert!(ana.get(&format!("/rooms/{room}")).body.contains(HELLO), "a member all the same");

    let out = json!({"roomIdentifier": arn(room), "userId": "nobody-here"});
    let answer = post(&server, &manager, "DisconnectUser", &out);
    let (status, kind, body) = refused(&answer);
    assert_eq!((status, kind), (404, "ResourceNotFoundException"));
    assert_eq!((&body["resourceId"], &body["resourceType"]), (&json!("nobody-here"), &json!("USER")));
    let out = json!({"roomIdentifier": arn(room), "userId": planted.olga});
    assert_eq!(post(&server, &manager, "DisconnectUser", &out).status, 403, "who could not remove her");

    for (action, entries) in [("room.event", 1), ("member.disconnect", 2)] {
        let log = root.get(&format!("/audit/export.jsonl?action={action}")).body;
        assert_eq!(log.lines().count(), entries, "{log}");
        assert!(log.lines().all(|line| line.contains("\"door\":\"ivs_chat\"")), "{log}");
    }
}

/// The request of an operation for the lobby.
fn request(operation: &str, room: RoomId, message: &str, user: &str) -> (&'static str, String, Value) {
    let (arn, tags) = (arn(room), tags_path(room));
    let by_name = || format!("/{operation}");
    match operation {
        "ListTagsForResource" => ("GET", tags, Value::Null),
        "TagResource" => ("POST", tags, json!({"tags": {"a": "b"}})),
        "UntagResource" => ("DELETE", format!("{tags}?tagKeys=a"), Value::Null),
        "CreateRoom" | "ListRooms" => ("POST", by_name(), json!({})),
        "GetRoom" | "DeleteRoom" => ("POST", by_name(), json!({"identifier": arn})),
        "UpdateRoom" => ("POST", by_name(), json!({"identifier": arn, "maximumMessageLength": 9})),
        "CreateChatToken" => ("POST", by_name(), json!({"roomIdentifier": arn, "userId": "somebody"})),
        "DeleteMessage" => ("POST", by_name(), json!({"roomIdentifier": arn, "id": message})),
        "DisconnectUser" => ("POST", by_name(), json!({"roomIdentifier": arn, "userId": user})),
        "SendEvent" => ("POST", by_name(), json!({"roomIdentifier": arn, "eventName": "e"})),
        _ => ("POST", by_name(), json!({})),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_against_every_operation() {
    let known: Vec<&str> =
        wire::operations().filter(|(door, _)| *door == Door::IvsChat).map(|(_, name)| name).collect();
    assert_eq!(TABLE.map(|(name, _)| name).to_vec(), known, "an operation without a row");
    let mut house = planted().await;
    let mut server = Running::serve(house.folder.path());
    let mut ana = sign_in(&server, "ana");
    for (operation, expected) in TABLE {
        for (who, expected) in EVERYBODY.into_iter().zip(expected) {
            let (message, user) = said(&ana, house.lobby);
            let (method, path, body) = request(operation, house.lobby, &message, &user);
            let answer = program(&server, &house, who).call(&server, method, &path, &body);
            assert_eq!(answer.status, expected, "{operation} by {who}: {answer:?}");
            let there = ana.get(&format!("/rooms/{}", house.lobby)).body.contains(HELLO);
            assert!(expected < 300 || there, "a refusal changes nothing: {operation} by {who}");
            let kind = match expected {
                400 => Some("ValidationException"),
                403 if who == "disabled key" => Some("UnrecognizedClientException"),
                403 => Some("AccessDeniedException"),
                404 => Some("ResourceNotFoundException"),
                _ => None,
            };
            assert_eq!(answer.header("x-amzn-errortype"), kind, "{operation} by {who}");
            if expected == 204 {
                house = planted().await;
                server = Running::serve(house.folder.path());
                ana = sign_in(&server, "ana");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_as_the_model_says_is_told_by_its_name() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let owner = program(&server, &planted, "owner");
    let (room, id) = (arn(planted.lobby), "000000000001");
    let long = |chars: usize| "x".repeat(chars);
    for (operation, body, member) in [
        ("DeleteMessage", json!({"id": id}), "roomIdentifier"),
        ("DeleteMessage", json!({"roomIdentifier": planted.lobby, "id": id}), "roomIdentifier"),
        ("DeleteMessage", json!({"roomIdentifier": room.replace("ivschat", "ivs"), "id": id}), "roomIdentifier"),
        ("DeleteMessage", json!({"roomIdentifier": room}), "id"),
        ("DeleteMessage", json!({"roomIdentifier": room, "id": "short"}), "id"),
        ("DeleteMessage", json!({"roomIdentifier": room, "id": "00000000000-"}), "id"),
        ("DeleteMessage", json!({"roomIdentifier": room, "id": 7}), "id"),
        ("DeleteMessage", json!({"roomIdentifier": room, "id": id, "reason": ""}), "reason"),
        ("DeleteMessage", json!({"roomIdentifier": room, "id": id, "reason": long(257)}), "reason"),
        ("DeleteMessage", json!({"roomIdentifier": room, "id": id, "reason": "a\u{7}b"}), "reason"),
        ("GetRoom", json!({}), "identifier"),
        ("UpdateRoom", json!({"identifier": room, "name": "a b"}), "name"),
        ("DeleteRoom", json!({"identifier": "x"}), "identifier"),
        ("CreateRoom", json!({"name": long(129)}), "name"),
        ("CreateRoom", json!({"name": "ü"}), "name"),
        ("CreateRoom", json!({"maximumMessageRatePerSecond": 0}), "maximumMessageRatePerSecond"),
        ("CreateRoom", json!({"maximumMessageRatePerSecond": 101}), "maximumMessageRatePerSecond"),
        ("CreateRoom", json!({"maximumMessageLength": 501}), "maximumMessageLength"),
        ("CreateRoom", json!({"messageReviewHandler": "x"}), "messageReviewHandler"),
        ("CreateRoom", json!({"messageReviewHandler": {"uri": long(171)}}), "uri"),
        ("CreateRoom", json!({"messageReviewHandler": {"fallbackResult": "MAYBE"}}), "fallbackResult"),
        ("CreateRoom", json!({"loggingConfigurationIdentifiers": ["x"]}), "loggingConfigurationIdentifiers"),
        ("CreateRoom", json!({"tags": {"": "v"}}), "tags"),
        ("CreateRoom", json!({"tags": {"k": 7}}), "tags"),
        ("ListRooms", json!({"maxResults": 51}), "maxResults"),
        ("ListRooms", json!({"nextToken": "nonsense"}), "nextToken"),
        ("SendEvent", json!({"roomIdentifier": room}), "eventName"),
        ("SendEvent", json!({"roomIdentifier": room, "eventName": long(101)}), "eventName"),
        ("SendEvent", json!({"roomIdentifier": room, "eventName": "e", "attributes": {"a": long(1024)}}), "attributes"),
        ("DisconnectUser", json!({"roomIdentifier": room, "userId": long(129)}), "userId"),
        ("CreateChatToken", json!({"userId": "u"}), "roomIdentifier"),
        ("CreateChatToken", json!({"roomIdentifier": room}), "userId"),
        ("CreateChatToken", json!({"roomIdentifier": room, "userId": long(129)}), "userId"),
        ("CreateChatToken", json!({"roomIdentifier": room, "userId": "a\u{7}b"}), "userId"),
        ("CreateChatToken", json!({"roomIdentifier": room, "userId": planted.olga}), "userId"),
        ("CreateChatToken", json!({"roomIdentifier": room, "userId": "u", "capabilities": ["VIEW"]}), "capabilities"),
        (
            "CreateChatToken",
            json!({"roomIdentifier": room, "userId": "u", "sessionDurationInMinutes": 181}),
            "sessionDurationInMinutes",
        ),
        (
            "CreateChatToken",
            json!({"roomIdentifier": room, "userId": "u", "attributes": {"a": long(1024)}}),
            "attributes",
        ),
    ] {
        let answer = post(&server, &owner, operation, &body);
        let (status, kind, told) = refused(&answer);
        assert_eq!((status, kind), (400, "ValidationException"), "{operation} {body}");
        assert_eq!(told["reason"], json!("FIELD_VALIDATION_FAILED"), "{operation} {body}");
        assert_eq!(told["fieldList"][0]["name"], json!(member), "{operation} {body}");
        assert!(told["message"].is_string() && told["fieldList"][0]["message"].is_string());
    }
    let strict = json!({"roomIdentifier": arn(planted.strict), "id": id});
    assert_eq!(
        post(&server, &owner, "DeleteMessage", &strict).status,
        404,
        "a missing message before a missing reason"
    );
    for body in [json!(["x"]), json!("x")] {
        let answer = post(&server, &owner, "ListRooms", &body);
        let (status, _, told) = refused(&answer);
        assert_eq!((status, &told["reason"], &told["fieldList"]), (400, &json!("OTHER"), &json!([])));
    }
    let path = tags_path(planted.lobby);
    for (method, path, member) in [
        ("DELETE", path.clone(), "tagKeys"),
        ("DELETE", format!("{path}?tagKeys="), "tagKeys"),
        ("GET", "/tags/x".to_owned(), "resourceArn"),
    ] {
        let answer = owner.call(&server, method, &path, &Value::Null);
        assert_eq!((answer.status, &answer.json()["fieldList"][0]["name"]), (400, &json!(member)), "{method} {path}");
    }
    for other in ["AbC", "zzzzzzzzzzzz", "with-hyphen"] {
        let named = json!({"identifier": format!("arn:aws:ivschat:us-west-2:123456789012:room/{other}")});
        let answer = post(&server, &owner, "GetRoom", &named);
        let (status, kind, told) = refused(&answer);
        assert_eq!((status, kind, &told["resourceId"]), (404, "ResourceNotFoundException", &named["identifier"]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_is_told_of_which_room_and_how_often_it_may() {
    let planted = planted().await;
    let site = site();
    let mut command = roomkeeper(site.path());
    command.args(["serve", "--listen", "127.0.0.1:0", "--key-rate", "1", "--data"]).arg(planted.folder.path());
    let server = Running::from(command, site);
    let owner = program(&server, &planted, "owner");
    let body = json!({"roomIdentifier": arn(planted.attic), "id": "000000000001"});
    let told = (0..50).map(|_| post(&server, &owner, "DeleteMessage", &body)).find(|answer| answer.status != 404);
    let told = told.unwrap();
    let (status, kind, body) = refused(&told);
    assert_eq!((status, kind), (429, "ThrottlingException"));
    assert_eq!((&body["resourceType"], &body["limit"]), (&json!("ROOM"), &json!(1)));
    assert!(body["message"].is_string() && body["resourceId"] == json!(arn(planted.attic)));
    assert_eq!(told.header("retry-after"), Some("1"));
}
