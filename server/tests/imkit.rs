//! IMKIT over the real binary: every row of its contract, every role against both calls, and what viewers see of it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

mod running;

use std::{fs, path::Path, process::Command};

use domain::{RoomId, view::NewKeyView};
use running::{
    Answer, Running,
    feed::Feed,
    planted::{HELLO, planted},
    roomkeeper, site,
};
use serde_json::{Value, json};
use testkit::PASSWORD;

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

fn sign_in(server: &Running, name: &str) -> running::Browser {
    server.browser(name.len() as u8).sign_in(&format!("{name}@example.org"), PASSWORD)
}

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
async fn without_a_key_and_its_account_nobody_comes_in() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let (ana, root) = (sign_in(&server, "ana"), sign_in(&server, "root"));
    let message = said(&ana, planted.lobby);
    let path = format!("/rooms/{}/messages/{message}", planted.lobby);
    let (owner, foreign) = (planted.key("owner"), planted.key("foreign admin"));
    let (key, token) = (("IM-CLIENT-KEY", &*owner.client_key), ("IM-Authorization", &*owner.client_token));
    for headers in [
        vec![],
        vec![key],
        vec![token],
        vec![key, ("IM-Authorization", "nonsense")],
        vec![("IM-CLIENT-KEY", "nonsense"), token],
        vec![("IM-CLIENT-KEY", &foreign.client_key), token],
        vec![key, ("IM-Authorization", &foreign.client_token)],
        vec![key, ("IM-Authorization", &owner.secret_access_key)],
        vec![key, token, token],
        vec![key, ("IM-Authorization", "t\u{f6}ken")],
    ] {
        assert_eq!(refused(&server.browser(9).send("DELETE", &path, &headers, b"")), unauthorized(), "{headers:?}");
    }
    assert_eq!(refused(&root.send("DELETE", &path, &[], b"")), unauthorized(), "a session opens no wire API");
    let cross = [key, token, ("Origin", "https://elsewhere.example"), ("Sec-Fetch-Site", "cross-site")];
    assert_eq!(server.browser(9).send("DELETE", &path, &cross, b"").status, 200, "no cookie, no borrowed right");

    let entries = root.get("/audit/export.jsonl?action=key.use").body;
    let entries: Vec<Value> = entries.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(entries.len(), 11, "each is on the record");
    for entry in &entries {
        assert_eq!((&entry["door"], &entry["outcome"]["refused"]), (&json!("imkit"), &json!("wrong_credentials")));
    }
    let known = entries.iter().filter(|entry| entry["key"] == owner.access_key_id.as_str()).count();
    assert_eq!(known, 2, "the right token under the wrong account");
}

#[tokio::test]
async fn every_role_against_both_calls() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let ana = sign_in(&server, "ana");
    let done = || (200, Value::Null);
    for (who, expected) in [
        ("stranger", forbidden()),
        ("member", forbidden()),
        ("manager", done()),
        ("owner", done()),
        ("account admin", done()),
        ("platform admin", done()),
        ("foreign member", no_room()),
        ("foreign admin", no_room()),
        ("nobody's", no_room()),
        ("reader", forbidden()),
        ("key of it", done()),
        ("key of another", forbidden()),
        ("disabled key", unauthorized()),
    ] {
        let message = said(&ana, planted.lobby);
        for target in [&*message, "_all"] {
            let (status, body) = refused(&delete(&server, planted.key(who), planted.lobby, target));
            let body = if status == 200 { Value::Null } else { body };
            assert_eq!((status, body), expected, "{who} {target}");
            let there = ana.get(&format!("/rooms/{}", planted.lobby)).body.contains(HELLO);
            assert!(status == 200 || there, "a refusal changes nothing: {who} {target}");
        }
    }
    let (status, _) = refused(&delete(&server, planted.key("foreign member"), planted.theirs, "_all"));
    assert_eq!(status, 403);
    assert_eq!(delete(&server, planted.key("foreign admin"), planted.theirs, "_all").status, 200);
}

#[tokio::test]
async fn a_viewer_sees_it_go_and_the_record_says_by_which_key() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let (ana, root) = (sign_in(&server, "ana"), sign_in(&server, "root"));
    let (room, manager) = (planted.lobby, planted.key("manager"));
    let (one, _two) = (said(&ana, room), said(&ana, room));
    let mut feed = Feed::open(&server, ana.cookie.as_deref(), None).unwrap();
    feed.watch(&room.to_string(), 0);
    feed.until("watching");
    assert_eq!(delete(&server, manager, room, &one).status, 200);
    let event = feed.until("event").pop().unwrap()["event"]["event"].take();
    assert_eq!(event["kind"]["deleted"]["message"], json!(one), "{event}");
    assert_eq!(delete(&server, manager, room, "_all").status, 200);
    let event = feed.until("event").pop().unwrap()["event"]["event"].take();
    assert_eq!(event["kind"]["purged"]["count"], json!(1), "{event}");

    let log = root.get("/audit/export.jsonl").body;
    for action in ["delete", "purge"] {
        let line = log.lines().find(|line| line.contains(&format!("\"action\":\"{action}\""))).unwrap();
        let entry: Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            (&entry["door"], &entry["actor"]["name"], &entry["role"]),
            (&json!("imkit"), &json!("ben"), &json!("room_manager"))
        );
        assert_eq!(entry["key"], json!(manager.access_key_id));
    }
    let chain = root.post("/api/audit/verify", &[]).json();
    assert!(chain["broken"].is_null(), "{chain}");
    let (well, log) = server.stop();
    assert!(well);
    for secret in [&manager.client_token, &manager.secret_access_key, &one] {
        assert!(!log.contains(secret.as_str()), "in the log: {secret}");
    }
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

#[tokio::test]
async fn a_key_that_asks_too_often_is_told_how_long_to_wait() {
    let planted = planted().await;
    let site = site();
    let mut command = roomkeeper(site.path());
    command.args(["serve", "--listen", "127.0.0.1:0", "--key-rate", "1", "--data"]).arg(planted.folder.path());
    let server = Running::from(command, site);
    let owner = planted.key("owner");
    let mut answers = (0..50).map(|_| delete(&server, owner, planted.attic, "zzz"));
    let told = answers.find(|answer| answer.status != 404).unwrap();
    let (status, body) = refused(&told);
    let (code, words) = (&body["error"]["code"], &body["RC"]);
    assert_eq!((status, words, code), (429, &json!(429), &json!("RATE_LIMITED")));
    assert_eq!(told.header("retry-after"), Some("1"));
    let other = delete(&server, planted.key("manager"), planted.lobby, "zzz");
    assert_eq!(refused(&other), no_message(), "another key is not held up");
}

#[tokio::test]
async fn the_line_of_the_readme_deletes_a_message() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let ana = sign_in(&server, "ana");
    let message = said(&ana, planted.lobby);
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md")).unwrap();
    let at = readme.find("curl -X DELETE").expect("README has no curl line");
    let script = &readme[at..at + readme[at..].find("```").unwrap()];
    let owner = planted.key("owner");
    let told = Command::new("sh")
        .args(["-euc", script])
        .env("URL", format!("http://{}", server.address))
        .env("ROOM", planted.lobby.to_string())
        .env("MESSAGE", &message)
        .env("CLIENT_KEY", &owner.client_key)
        .env("CLIENT_TOKEN", &owner.client_token)
        .output()
        .unwrap();
    let body: Value = serde_json::from_slice(&told.stdout).unwrap_or_else(|_| panic!("{told:?}"));
    assert_eq!((&body["RC"], &body["result"]["messageID"]), (&json!(0), &json!(message)), "{body}");
}

#[test]
fn the_sample_comes_with_keys() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::demo(folder.path());
    let sample = &server.sample;
    let header = |key: &str| sample["key"][key].as_str().unwrap().to_owned();
    let (key, token) = (header("client_key"), header("client_token"));
    assert_eq!((header("access_key_id").len(), header("secret_access_key").len()), (20, 40));
    let room = sample["rooms"]
        .as_array()
        .unwrap()
        .iter()
        .find(|room| room["messages"].as_array().unwrap().len() == 5)
        .unwrap();
    let (id, message) = (room["id"].as_str().unwrap(), room["messages"][4].as_str().unwrap());
    let headers = [("IM-CLIENT-KEY", &*key), ("IM-Authorization", &*token)];
    let answer = server.browser(1).send("DELETE", &format!("/rooms/{id}/messages/{message}"), &headers, b"");
    assert!(answer.status == 200 || answer.json()["error"]["code"] == "REASON_REQUIRED", "{answer:?}");
    let limited = &sample["limited_key"];
    assert_eq!(limited.as_object().unwrap().len(), 2, "{limited}");
    let limited = limited["access_key_id"].as_str().unwrap();
    let listed = roomkeeper(folder.path()).args(["key", "list", "--data"]).arg(folder.path()).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let line = listed.lines().find(|line| line.starts_with(limited)).unwrap();
    assert!(line.contains("\tread\tactive\t"), "{line}");
}
