//! What is told of requests that are not as the model says, or too many.

use serde_json::{Value, json};

use super::{arn, post, program, refused, tags_path};
use crate::running::{Running, planted::planted, roomkeeper, signed::Program, site};

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
        ("SendEvent", json!({"roomIdentifier": room, "eventName": "aws:DELETE_MESSAGE"}), "eventName"),
        ("SendEvent", json!({"roomIdentifier": room, "eventName": "roomkeeper:PURGE"}), "eventName"),
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
            json!({"roomIdentifier": room, "userId": "u", "capabilities": ["SEND_MESSAGE", "SEND_MESSAGE", "x"]}),
            "capabilities",
        ),
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

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_a_page_is_taken_as_it_was_given_only() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let owner = program(&server, &planted, "owner");
    let list = |token: &str| post(&server, &owner, "ListRooms", &json!({"maxResults": 1, "nextToken": token}));
    let first = post(&server, &owner, "ListRooms", &json!({"maxResults": 1})).json();
    assert_eq!(list("").json(), first, "an empty token is the beginning");
    let token = first["nextToken"].as_str().unwrap();
    let second = list(token);
    assert_eq!(second.status, 200);
    assert_ne!(second.json()["rooms"], first["rooms"]);
    for strange in [format!("+{token}"), format!("-{token}"), format!("0{token}"), token.replacen('.', "..", 1)] {
        let answer = list(&strange);
        let (status, kind, told) = refused(&answer);
        assert_eq!((status, kind, &told["fieldList"][0]["name"]), (400, "ValidationException", &json!("nextToken")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_tells_nothing_of_other_accounts() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let issues = |who: &str, user: &str| {
        let body = json!({"roomIdentifier": arn(planted.lobby), "userId": user});
        post(&server, &program(&server, &planted, who), "CreateChatToken", &body)
    };
    let root = server.browser(8).sign_in("root@example.org", testkit::PASSWORD);
    let id_of = |account: &str, email: &str| {
        let path = format!("/accounts/{account}/users?user-email={email}");
        let admin = Program::new(&server, planted.key("platform admin"), "chime");
        admin.call(&server, "GET", &path, &Value::Null).json()["Users"][0]["UserId"].as_str().unwrap().to_owned()
    };
    let theirs = id_of(&planted.key("foreign admin").client_key, "otto@example.org");
    // For a platform admin, who sees all accounts, it is somebody. For others it is a name, as one that nobody has.
    assert_eq!(issues("platform admin", &theirs).status, 400);
    for name in [theirs.as_str(), "zzzzzzzzzzzz"] {
        let answer = issues("manager", name);
        assert_eq!(answer.status, 200, "{name}: {answer:?}");
    }
    // Nobody of the other account is in the room by that.
    let log = root.get("/audit/export.jsonl?action=chat.token").body;
    let subjects: Vec<Value> =
        log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["subject"]["id"].clone()).collect();
    assert!(subjects.len() >= 2 && !subjects.contains(&json!(theirs)), "{log}");
    let ours = id_of(&planted.key("owner").client_key, "ana@example.org");
    assert_eq!(issues("manager", &ours).status, 400, "of the room's own account");
}
