//! Who may call, how often, and what is told and kept of it.

use serde_json::{Value, json};

use super::{call, delete, forbidden, no_message, no_room, refused, said, unauthorized};
use crate::running::{
    Running,
    feed::Feed,
    planted::{HELLO, planted},
    roomkeeper, sign_in, site,
};

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
    let mut nowhere = (0..50).map(|_| call(&server, owner, "DELETE", "/rooms/nonsense/messages/zzz"));
    assert!(nowhere.any(|answer| answer.status == 429), "what names no room is counted too");
    let other = delete(&server, planted.key("manager"), planted.lobby, "zzz");
    assert_eq!(refused(&other), no_message(), "another key is not held up");
}
