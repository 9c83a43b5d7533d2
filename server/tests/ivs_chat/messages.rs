//! Messages that go, events that are sent, and people who are sent out.

use serde_json::{Value, json};

use super::{arn, post, program, refused, said};
use crate::running::{
    Running,
    feed::Feed,
    planted::{HELLO, planted},
    sign_in,
};

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
async fn a_call_that_is_made_again_under_its_name_is_answered_as_before() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let (ana, root) = (sign_in(&server, "ana"), sign_in(&server, "root"));
    let room = planted.lobby;
    let [one, two, three] = [(); 3].map(|()| said(&ana, room).0);
    let deletes = |who: &str, name: &str, message: &str, reason: &str| {
        let mut program = program(&server, &planted, who);
        program.more.push(("amz-sdk-invocation-id".to_owned(), name.to_owned()));
        let body = json!({ "roomIdentifier": arn(room), "id": message, "reason": reason });
        let answer = post(&server, &program, "DeleteMessage", &body);
        (answer.status, answer.json()["id"].clone())
    };
    const NAME: &str = "0b5d1a4e-6f0c-4c1e-9a39-2f6f1f6f4711";
    const OTHER: &str = "0b5d1a4e-6f0c-4c1e-9a39-2f6f1f6f4712";

    let first = deletes("owner", NAME, &one, "spam");
    assert_eq!(first.0, 200);
    assert_eq!(deletes("owner", NAME, &one, "spam"), first);
    // Another name, another key's holder, another reason: each is a call of its own, which finds nothing.
    for (who, name, reason) in [("owner", OTHER, "spam"), ("manager", NAME, "spam"), ("owner", NAME, "ham")] {
        assert_eq!(deletes(who, name, &one, reason).0, 404, "{who} {name} {reason}");
    }
    // The same name for another message: it goes as well.
    let second = deletes("owner", NAME, &two, "spam");
    assert!(second.0 == 200 && second.1 != first.1, "{second:?}");
    // What is no name of a call makes none known again.
    for status in [200, 404] {
        assert_eq!(deletes("owner", "retry", &three, "spam").0, status);
    }
    let log = root.get("/audit/export.jsonl?action=delete").body;
    assert_eq!(log.lines().filter(|line| line.contains("\"done\"")).count(), 3, "{log}");
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
    let out = json!({"roomIdentifier": arn(room), "userId": user, "reason": "bye,\nand\u{7}thank\u{1b}you"});
    let answer = post(&server, &manager, "DisconnectUser", &out);
    assert_eq!((answer.status, answer.json()), (200, json!({})), "{answer:?}");
    feed.until("ended");
    let entry = root.get("/audit/export.jsonl?action=member.disconnect").body;
    assert!(entry.contains("\"bye, and thank you\""), "on one line: {entry}");
    assert!(ana.get(&format!("/rooms/{room}")).body.contains(HELLO), "a member all the same");

    // Of people who are known elsewhere only, no more is told than of those who are not known at all.
    let stranger = said(&sign_in(&server, "otto"), planted.theirs).1;
    for absent in ["nobody-here", &stranger] {
        let out = json!({"roomIdentifier": arn(room), "userId": absent});
        let answer = post(&server, &manager, "DisconnectUser", &out);
        let (status, kind, body) = refused(&answer);
        assert_eq!((status, kind), (404, "ResourceNotFoundException"));
        assert_eq!((&body["resourceId"], &body["resourceType"]), (&json!(absent), &json!("USER")));
    }
    let out = json!({"roomIdentifier": arn(room), "userId": planted.olga});
    assert_eq!(post(&server, &manager, "DisconnectUser", &out).status, 403, "who could not remove her");

    for (action, entries) in [("room.event", 1), ("member.disconnect", 2)] {
        let log = root.get(&format!("/audit/export.jsonl?action={action}")).body;
        assert_eq!(log.lines().count(), entries, "{log}");
        assert!(log.lines().all(|line| line.contains("\"door\":\"ivs_chat\"")), "{log}");
    }
}
