//! What happens is told as it happens, through whatever door.

use serde_json::{Value, json};
use testkit::PASSWORD;

use crate::running::{channels::Scene, named::encoded, session::Session, signed::Program};

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_in_a_channel_is_told_as_it_happens() {
    let scene = Scene::new().await;
    let mut ana = scene.listens("member", "ana");
    let id = scene.says("hello");
    let created = ana.next().unwrap();
    assert_eq!((created.event.as_str(), created.kind.as_str()), ("CREATE_CHANNEL_MESSAGE", "STANDARD"));
    let told = created.payload;
    assert_eq!((&told["MessageId"], &told["Content"], &told["Metadata"]), (&json!(id), &json!("hello"), &json!("m")));
    assert_eq!((&told["ChannelArn"], &told["Persistence"]), (&json!(scene.lobby), &json!("PERSISTENT")));
    assert_eq!(told["Sender"], json!({ "Arn": scene.people["olga"], "Name": "olga" }));
    let at = told["CreatedTimestamp"].as_str().unwrap();
    assert!(at.starts_with("20") && at.ends_with('Z'), "{at}");

    scene.in_lobby("PUT", &format!("/messages/{id}"), &json!({ "Content": "changed" }));
    assert_eq!(ana.told("UPDATE_CHANNEL_MESSAGE")["Content"], "changed");
    scene.in_lobby("POST", &format!("/messages/{id}?operation=redact"), &json!({}));
    let told = ana.told("REDACT_CHANNEL_MESSAGE");
    assert_eq!(
        (&told["MessageId"], &told["Content"], &told["Redacted"], told.get("Metadata")),
        (&json!(id), &json!(""), &json!(true), None)
    );
    scene.in_lobby("DELETE", &format!("/messages/{id}"), &Value::Null);
    let told = ana.told("DELETE_CHANNEL_MESSAGE");
    assert_eq!((&told["MessageId"], &told["ChannelArn"], told.get("Content")), (&json!(id), &json!(scene.lobby), None));

    scene.in_lobby("PUT", "", &json!({ "Metadata": "other" }));
    let told = ana.next().unwrap();
    assert_eq!((told.event.as_str(), told.kind.as_str()), ("UPDATE_CHANNEL", "SYSTEM"));
    assert_eq!((&told.payload["Name"], &told.payload["Metadata"]), (&json!("lobby"), &json!("other")));
}

#[tokio::test(flavor = "multi_thread")]
async fn members_hear_from_when_they_come_until_they_go() {
    let scene = Scene::new().await;
    let mut newcomer = scene.listens("stranger", "stranger");
    let mut admin = scene.listens("account admin", "acca");
    scene.says("before");
    let stranger = &scene.people["stranger"];
    scene.in_lobby("POST", "/memberships", &json!({ "MemberArn": stranger, "Type": "DEFAULT" }));
    let told = newcomer.told("CREATE_CHANNEL_MEMBERSHIP");
    assert_eq!((&told["Member"]["Arn"], &told["ChannelArn"]), (&json!(stranger), &json!(scene.lobby)));
    scene.says("while");
    assert_eq!(newcomer.told("CREATE_CHANNEL_MESSAGE")["Content"], "while");
    scene.in_lobby("POST", "/moderators", &json!({ "ChannelModeratorArn": stranger }));
    assert_eq!(newcomer.told("UPDATE_CHANNEL_MEMBERSHIP")["Member"]["Arn"], json!(stranger));
    scene.in_lobby("DELETE", &format!("/memberships/{}", encoded(stranger)), &Value::Null);
    assert_eq!(newcomer.told("DELETE_CHANNEL_MEMBERSHIP")["Member"]["Arn"], json!(stranger));
    scene.says("after");
    scene.in_lobby("POST", "/memberships", &json!({ "MemberArn": stranger, "Type": "DEFAULT" }));
    newcomer.told("CREATE_CHANNEL_MEMBERSHIP");
    assert!(!newcomer.seen.contains("before") && !newcomer.seen.contains("after"), "{}", newcomer.seen);
    scene.in_lobby("DELETE", "", &Value::Null);
    assert_eq!(newcomer.told("DELETE_CHANNEL"), json!({ "ChannelArn": scene.lobby }));
    // Whoever rules over a channel without being in it hears nothing of it.
    let own = json!({
        "AppInstanceArn": scene.instance, "Name": "own", "ClientRequestToken": "own",
        "MemberArns": [scene.people["acca"]],
    });
    let owner = scene.program("owner").bearing(&scene.people["olga"]);
    let made = owner.call(&scene.server, "POST", "/channels", &own);
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(admin.told("CREATE_CHANNEL_MEMBERSHIP")["ChannelArn"], made.json()["ChannelArn"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_persistent_is_told_and_kept_nowhere() {
    let scene = Scene::new().await;
    let mut ana = scene.listens("member", "ana");
    let body = json!({
        "Content": "typing", "Type": "CONTROL", "Persistence": "NON_PERSISTENT", "ClientRequestToken": "token",
    });
    let id = scene.in_lobby("POST", "/messages", &body)["MessageId"].clone();
    let told = ana.next().unwrap();
    assert_eq!((told.event.as_str(), told.kind.as_str()), ("CREATE_CHANNEL_MESSAGE", "CONTROL"));
    let payload = told.payload;
    assert_eq!((&payload["MessageId"], &payload["Content"]), (&id, &json!("typing")));
    assert_eq!(
        (&payload["Persistence"], &payload["Sender"]["Name"], &payload["ChannelArn"]),
        (&json!("NON_PERSISTENT"), &json!("olga"), &json!(scene.lobby))
    );
    assert_eq!(scene.in_lobby("POST", "/messages", &body)["MessageId"], id, "known again by its token, and said once");
    assert_eq!(scene.in_lobby("GET", "/messages", &Value::Null)["ChannelMessages"], json!([]));
    scene.says("kept");
    assert_eq!(ana.told("CREATE_CHANNEL_MESSAGE")["Content"], "kept");
    // Who is banned hears of their own end, and nothing after it.
    scene.in_lobby("POST", "/bans", &json!({ "MemberArn": scene.people["ana"] }));
    assert_eq!(ana.told("DELETE_CHANNEL_MEMBERSHIP")["Member"]["Arn"], json!(scene.people["ana"]));
    let refused = scene.program("member").bearing(&scene.people["ana"]);
    let path = format!("/channels/{}/messages", encoded(&scene.lobby));
    assert_eq!(refused.call(&scene.server, "POST", &path, &body).status, 404);
    scene.in_lobby(
        "POST",
        "/messages",
        &json!({
            "Content": "unheard", "Type": "STANDARD", "Persistence": "NON_PERSISTENT", "ClientRequestToken": "token-2",
        }),
    );
    let (well, log) = scene.server.stop();
    assert!(well && !log.contains("unheard"), "{log}");
    assert_eq!(ana.next(), Err(1012));
    assert!(!ana.seen.contains("unheard"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_through_any_door_is_told() {
    let scene = Scene::new().await;
    let before = scene.says("before");
    let mut ana = scene.listens("member", "ana");
    let (lobby, key) = (scene.planted.lobby.to_string(), scene.planted.key("owner"));
    let doors = ["panel", "chime", "ivs_chat", "imkit", "messaging"];
    let ids: Vec<String> = doors.iter().map(|door| scene.says(door)).collect();
    for id in &ids {
        assert_eq!(ana.told("CREATE_CHANNEL_MESSAGE")["MessageId"], json!(id));
    }
    let panel = scene.server.browser(2).sign_in("olga@example.org", PASSWORD);
    assert_eq!(panel.post("/api/messages/redact", &[("room", &lobby), ("message", &ids[0])]).status, 200);
    assert_eq!(ana.told("REDACT_CHANNEL_MESSAGE")["MessageId"], json!(ids[0]));
    let path = format!("/accounts/{}/rooms/{lobby}/messages/{}?operation=redact", key.client_key, ids[1]);
    assert_eq!(scene.program("owner").call(&scene.server, "POST", &path, &Value::Null).status, 200);
    assert_eq!(ana.told("REDACT_CHANNEL_MESSAGE")["MessageId"], json!(ids[1]));
    let room = format!("arn:aws:ivschat:us-east-1:000000000000:room/{lobby}");
    let ivs = Program::new(&scene.server, key, "ivschat");
    let body = json!({ "roomIdentifier": room, "id": ids[2] });
    assert_eq!(ivs.call(&scene.server, "POST", "/DeleteMessage", &body).status, 200);
    assert_eq!(ana.told("DELETE_CHANNEL_MESSAGE")["MessageId"], json!(ids[2]));
    scene.clears(&ids[3]);
    assert_eq!(ana.told("DELETE_CHANNEL_MESSAGE")["MessageId"], json!(ids[3]));
    scene.in_lobby("POST", &format!("/messages/{}?operation=redact", ids[4]), &json!({}));
    assert_eq!(ana.told("REDACT_CHANNEL_MESSAGE")["MessageId"], json!(ids[4]));

    // The record says through which door each went, and with which key.
    let root = scene.server.browser(1).sign_in("root@example.org", PASSWORD);
    let log = root.get("/audit/export.jsonl?").body;
    let entries: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (door, id) in doors.iter().zip(&ids) {
        let [entry] = &*entries.iter().filter(|entry| entry["message"] == json!(id)).collect::<Vec<_>>() else {
            panic!("one entry for {door}: {log}");
        };
        let with = if *door == "panel" { Value::Null } else { json!(key.access_key_id) };
        assert_eq!((&entry["door"], entry.get("key").unwrap_or(&Value::Null)), (&json!(door), &with), "{entry}");
    }

    // A purge takes back what the client may hold, one by one, and then has it list the channel anew.
    let left = scene.says("left");
    ana.told("CREATE_CHANNEL_MESSAGE");
    scene.clears("_all");
    let taken = [&before, &ids[0], &ids[1], &ids[4], &left].map(|id| json!(id));
    let purge = |session: &mut Session| {
        let mut gone = Vec::new();
        loop {
            let told = session.next().unwrap();
            if told.event == "UPDATE_CHANNEL" {
                return assert_eq!(gone, taken, "tombstones too, and what was there before the session");
            }
            assert_eq!(told.event, "DELETE_CHANNEL_MESSAGE");
            gone.push(told.payload["MessageId"].clone());
        }
    };
    purge(&mut ana);

    // Who was away meanwhile is told all of it on coming back: of what is gone by now without what it said.
    let mut ana = scene.listens("member", "ana");
    for (event, id) in
        [("REDACT", &ids[0]), ("REDACT", &ids[1]), ("DELETE", &ids[2]), ("DELETE", &ids[3]), ("REDACT", &ids[4])]
    {
        assert_eq!(ana.told(&format!("{event}_CHANNEL_MESSAGE"))["MessageId"], json!(id));
    }
    purge(&mut ana);
    scene.says("as-ever");
    assert_eq!(ana.told("CREATE_CHANNEL_MESSAGE")["Content"], "as-ever");
}
