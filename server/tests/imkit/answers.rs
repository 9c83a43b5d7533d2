//! What is answered, to the letter of the contract, and that it is answered so whatever is sent.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use domain::RoomId;
use serde_json::json;

use super::{call, delete, forbidden, no_message, no_room, refused, said, unauthorized};
use crate::running::{
    self, Running,
    planted::{HELLO, planted},
    sign_in,
};

#[tokio::test]
async fn what_was_done_is_answered_to_the_letter() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let ana = sign_in(&server, "ana");
    let (room, owner) = (planted.lobby, planted.key("owner"));
    let message = said(&ana, room);
    let answer = delete(&server, owner, room, &message);
    let (status, mut body) = refused(&answer);
    let at = body["result"]["deletedAt"].take();
    let at = at.as_str().unwrap();
    assert!(at.len() == 24 && at.ends_with('Z') && at.contains('T') && at.as_bytes()[19] == b'.', "{at}");
    let result =
        json!({"deletedCount": 1, "roomID": room, "messageID": message, "deletedBy": planted.olga, "deletedAt": null});
    assert_eq!((status, body), (200, json!({"RC": 0, "RM": "Message deleted successfully", "result": result})));
    assert_eq!(refused(&delete(&server, owner, room, &message)), no_message(), "it was deleted before");

    for expected in [3, 0] {
        (0..expected).for_each(|_| drop(said(&ana, room)));
        let (status, mut body) = refused(&delete(&server, owner, room, "_all"));
        assert!(body["result"]["deletedAt"].take().is_string());
        let result = json!({
            "deletedCount": expected, "roomID": room, "messageID": "_all", "deletedBy": planted.olga, "deletedAt": null
        });
        assert_eq!(
            (status, body),
            (200, json!({"RC": 0, "RM": "All messages deleted successfully", "result": result}))
        );
        assert!(!ana.get(&format!("/rooms/{room}")).body.contains(HELLO), "gone once it is answered");
    }
    assert_eq!(delete(&server, owner, planted.attic, "_all").status, 200);
    let percent: String = room.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    let decoded = call(&server, owner, "DELETE", &format!("/rooms/{percent}/messages/%5Fall"));
    assert_eq!(decoded.status, 200, "ids are taken percent-decoded: {decoded:?}");
}

#[tokio::test]
async fn what_was_not_done_is_answered_to_the_letter() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let ana = sign_in(&server, "ana");
    let (room, owner) = (planted.lobby, planted.key("owner"));
    let message = said(&ana, room);
    let nowhere = RoomId::from_raw(planted.theirs.raw() + 77);
    for (key, room, message, expected) in [
        (owner, room, "zzz", no_message()),
        (owner, room, "000000000000", no_message()),
        (owner, room, "%00", no_message()),
        (owner, room, "%ff", no_message()),
        (owner, planted.attic, &*message, no_message()),
        (owner, nowhere, &*message, no_room()),
        (owner, nowhere, "_all", no_room()),
        (owner, planted.theirs, &*message, no_room()),
        (owner, planted.theirs, "_all", no_room()),
        (planted.key("member"), room, "zzz", forbidden()),
        (planted.key("disabled key"), room, &*message, unauthorized()),
    ] {
        assert_eq!(refused(&delete(&server, key, room, message)), expected, "{room} {message}");
    }
    for path in ["/rooms/nonsense/messages/_all", "/rooms/%ff/messages/_all", "/rooms/a%2Fb/messages/x"] {
        assert_eq!(refused(&call(&server, owner, "DELETE", path)), no_room(), "{path}");
    }
    let (status, body) = refused(&delete(&server, owner, planted.strict, "_all"));
    assert_eq!(
        (status, &body["error"]["code"]),
        (400, &json!("REASON_REQUIRED")),
        "the policy of the room holds here too"
    );
    assert!(ana.get(&format!("/rooms/{room}")).body.contains(HELLO), "nothing was changed");
}

#[tokio::test]
async fn every_answer_to_such_a_client_is_json_and_the_panel_stays_as_it_is() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let (owner, olga) = (planted.key("owner"), sign_in(&server, "olga"));
    let path = format!("/rooms/{}/messages/_all", planted.attic);
    for (method, path, status) in [
        ("GET", &*path, 405),
        ("POST", &path, 405),
        ("PUT", &path, 405),
        ("PATCH", &path, 405),
        ("OPTIONS", &path, 405),
        ("DELETE", "/", 404),
        ("DELETE", "/rooms", 404),
        ("DELETE", &format!("/rooms/{}", planted.attic), 404),
        ("DELETE", "/rooms/x/messages/", 404),
        ("DELETE", &format!("{path}/"), 404),
        ("DELETE", "/api/messages/delete", 404),
        ("DELETE", "/healthz", 404),
        ("GET", "/rooms", 404),
        ("GET", "/no/such/path", 404),
    ] {
        let answer = call(&server, owner, method, path);
        let (answered, body) = refused(&answer);
        assert_eq!((answered, &body["RC"]), (status, &json!(status)), "{method} {path}: {answer:?}");
        assert!(body["error"]["code"].is_string() && body["error"]["message"].is_string(), "{body}");
        assert!(status != 405 || answer.header("allow") == Some("DELETE"), "{answer:?}");
    }
    let plain = server.browser(9).send("DELETE", "/no/such/path", &[], b"");
    assert_eq!(refused(&plain).0, 404, "nobody else deletes anything");

    assert!(olga.get(&format!("/rooms/{}", planted.attic)).body.contains(HELLO), "the panel's page");
    let key = [("IM-CLIENT-KEY", &*owner.client_key), ("IM-Authorization", &*owner.client_token)];
    let form = running::form(&[("room", &planted.attic.to_string())]);
    let by_key = server.browser(9).send("POST", "/api/rooms/one", &key, form.as_bytes());
    assert_ne!(by_key.status, 200, "a key opens no panel: {by_key:?}");
    let foreign = [("Origin", "https://evil.example")];
    assert_eq!(olga.send("POST", "/api/rooms/one", &foreign, form.as_bytes()).status, 403);

    let headers = [key[0], key[1], ("Content-Length", "100000"), ("Content-Type", "application/json; charset=utf-8")];
    let answer = server.browser(9).send("DELETE", &path, &headers, b"{\"broken");
    assert_eq!(answer.status, 200, "a body is ignored, not even waited for: {answer:?}");
}

/// How long an exchange may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends a text as it is on a line of its own; everything that comes back until the other end hangs up, as it may in the
/// middle of what it does not want.
fn exchange(server: &Running, text: &[u8]) -> String {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let _ = stream.write_all(text);
    let mut told = Vec::new();
    let _ = stream.read_to_end(&mut told);
    String::from_utf8(told).unwrap()
}

#[tokio::test]
async fn whatever_is_in_a_body_is_never_taken_for_a_request() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let ana = sign_in(&server, "ana");
    let (room, owner) = (planted.lobby, planted.key("owner"));
    let head = |message: &str| {
        let (key, token) = (&owner.client_key, &owner.client_token);
        let path = format!("/rooms/{room}/messages/{message}");
        format!("DELETE {path} HTTP/1.1\r\nHost: x\r\nIM-CLIENT-KEY: {key}\r\nIM-Authorization: {token}\r\n")
    };
    let (stays, all) = (said(&ana, room), format!("{}\r\n", head("_all")));
    for size in [all.len(), 64 * 1024, 256 * 1024] {
        let body = all.repeat(size / all.len());
        let message = said(&ana, room);
        let with_body = format!("{}Content-Length: {}\r\n\r\n{body}", head(&message), body.len());
        // After a body that it has not waited for the server may hang up, but not lose the answer.
        let told = exchange(&server, format!("{with_body}{}Connection: close\r\n\r\n", head("zzz")).as_bytes());
        let answers: Vec<&str> = told.matches("HTTP/1.1 ").collect();
        assert!(told.starts_with("HTTP/1.1 200 ") && answers.len() <= 2, "{size}: {told}");
        assert!(answers.len() == 1 || told.contains("MESSAGE_NOT_FOUND"), "{size}: {told}");
        assert_eq!(refused(&delete(&server, owner, room, &message)), no_message(), "it was done");
    }
    assert_eq!(delete(&server, owner, room, &stays).status, 200, "the room was not cleared");
}
