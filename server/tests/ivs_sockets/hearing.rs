//! What is heard in a room.

use serde_json::{Value, json};

use super::Scene;
use crate::running::{named, signed::Program};

/// Removes a message in one way, by its id; answers whether it was done.
type Door<'d> = Box<dyn Fn(&str) -> bool + 'd>;

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
async fn a_socket_that_takes_over_tells_what_the_one_before_may_not_have_told() {
    let scene = Scene::new().await;
    let mut bob = scene.chat("bob", &["SEND_MESSAGE"]);
    bob.send("before anybody came");
    let mut before = scene.chat("eve", &[]);
    let mut mod_ = scene.chat("mod", &["DELETE_MESSAGE"]);
    let (stays, goes) = (bob.send("stays"), bob.send("goes"));
    let asked = mod_.ask("DELETE_MESSAGE", json!({"Id": goes}));
    assert_eq!(mod_.answer(&asked)["Type"], "EVENT");
    let (mut after, mut other) = (scene.chat("eve", &[]), scene.chat("else", &[]));
    let next = bob.send("next");
    // The client drops a message whose id it has had, and would have heard what was on its way to the socket it leaves.
    let heard = after.frame();
    assert_eq!((&heard["Id"], &heard["Content"]), (&json!(stays), &json!("stays")));
    assert_eq!(after.frame()["Attributes"]["MessageID"], json!(goes), "and nothing of what is gone");
    assert_eq!(after.frame()["Id"], json!(next));
    // Who comes anew is told of what has gone, and of what is said from then on.
    assert_eq!(other.frame()["Attributes"]["MessageID"], json!(goes));
    assert_eq!(other.frame()["Id"], json!(next));
    let told = [before.frame(), before.frame(), before.frame(), before.frame()];
    assert_eq!((&told[0]["Id"], &told[3]["Id"]), (&json!(stays), &json!(next)));
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
async fn what_is_between_two_members_nobody_else_hears() {
    let scene = Scene::new().await;
    let (people, instance) = (named::people(&scene.server, &scene.planted), named::instance(&scene.planted, "owner"));
    let mut eve = scene.chat("eve", &["DELETE_MESSAGE"]);
    let messages =
        format!("/channels/{}/messages", named::encoded(&format!("{instance}/channel/{}", scene.planted.lobby)));
    let owner = Program::new(&scene.server, scene.planted.key("owner"), "chime").bearing(&people["olga"]);
    let say = |content: &str, more: Value| {
        let mut body = json!({
            "Content": content, "Type": "STANDARD", "Persistence": "PERSISTENT", "ClientRequestToken": content,
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = owner.call(&scene.server, "POST", &messages, &body);
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()["MessageId"].as_str().unwrap().to_owned()
    };
    let aside = say("psst", json!({ "Target": [{ "MemberArn": people["ana"] }] }));
    let edit = json!({ "Content": "changed" });
    assert_eq!(owner.call(&scene.server, "PUT", &format!("{messages}/{aside}"), &edit).status, 200);
    // Whoever may delete may delete this too, without having heard of it.
    assert_eq!(scene.imkit(&aside).status, 200);
    let after = say("for-all", json!({}));
    let heard = eve.frame();
    assert_eq!((&heard["Content"], &heard["Id"]), (&json!("for-all"), &json!(after)), "the first that is heard");

    // Who deletes it over the socket has an answer all the same, and nobody else hears of it.
    let mut other = scene.chat("other", &["SEND_MESSAGE"]);
    let aside = say("psst-again", json!({ "Target": [{ "MemberArn": people["ana"] }] }));
    let asked = other.ask("DELETE_MESSAGE", json!({"Id": aside}));
    assert_eq!(other.answer(&asked)["ErrorCode"], 403);
    let asked = eve.ask("DELETE_MESSAGE", json!({"Id": aside, "Reason": "why"}));
    let answer = eve.frame();
    assert_eq!(
        (&answer["RequestId"], &answer["EventName"], &answer["Attributes"]),
        (
            &json!(asked),
            &json!("aws:DELETE_MESSAGE"),
            &json!({"MessageID": aside, "MessageId": aside, "Reason": "why"})
        )
    );
    assert_eq!(owner.call(&scene.server, "GET", &format!("{messages}/{aside}"), &Value::Null).status, 404);
    let asked = eve.ask("DELETE_MESSAGE", json!({"Id": aside}));
    assert_eq!(eve.answer(&asked)["ErrorCode"], 404);
    let last = say("for-all-again", json!({}));
    assert_eq!(other.until(|frame| frame["EventName"] != "aws:DELETE_MESSAGE")["Id"], json!(last));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_back_is_told_of_a_removal_however_much_was_said_since() {
    let scene = Scene::new().await;
    let (mut bob, mut eve) = (scene.chat("bob", &["SEND_MESSAGE"]), scene.chat("eve", &[]));
    let (goes, stays) = (bob.send("goes"), bob.send("stays"));
    assert_eq!((eve.frame()["Id"].clone(), eve.frame()["Id"].clone()), (json!(goes), json!(stays)));
    drop(eve);
    assert_eq!(scene.imkit(&goes).status, 200);
    let (ana, room) = (scene.panel("ana"), scene.planted.lobby.to_string());
    for number in 0..130 {
        let content = number.to_string();
        assert_eq!(ana.post("/api/messages/send", &[("room", &*room), ("content", &content)]).status, 200);
    }
    let heard = scene.chat("eve", &[]).frame();
    assert_eq!(
        (&heard["EventName"], &heard["Attributes"]["MessageID"]),
        (&json!("aws:DELETE_MESSAGE"), &json!(goes)),
        "first of all"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purge_while_a_client_is_away_takes_away_what_it_was_told() {
    let scene = Scene::new().await;
    let (mut bob, mut eve) = (scene.chat("bob", &["SEND_MESSAGE"]), scene.chat("eve", &[]));
    let messages = [bob.send("one"), bob.send("two")];
    for message in &messages {
        assert_eq!(eve.frame()["Id"], json!(message));
    }
    drop(eve);
    assert_eq!(scene.imkit("_all").status, 200);
    let mut back = scene.chat("eve", &[]);
    for message in &messages {
        assert_eq!(back.frame()["Attributes"]["MessageID"], json!(message));
    }
    assert_eq!(back.frame()["EventName"], "roomkeeper:PURGE");
    // Whoever was not there has nothing to take away.
    assert_eq!(scene.chat("new", &[]).frame()["EventName"], "roomkeeper:PURGE");
}
