//! What is kept for one member only: told to both, and to nobody else.

use serde_json::{Value, json};

use crate::running::{channels::Scene, named::encoded, session::Session};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_for_one_member_is_told_to_both_and_to_nobody_else() {
    let scene = Scene::new().await;
    let mut told = [("member", "ana"), ("owner", "olga")].map(|(key, user)| scene.listens(key, user));
    let mut ben = scene.listens("manager", "ben");
    let target = json!([{ "MemberArn": scene.people["ana"] }]);
    let body = json!({
        "Content": "psst", "Type": "STANDARD", "Persistence": "PERSISTENT", "ClientRequestToken": "token",
        "Target": target,
    });
    let id = scene.in_lobby("POST", "/messages", &body)["MessageId"].clone();
    assert_eq!(scene.in_lobby("POST", "/messages", &body)["MessageId"], id, "known again by its token");
    let one = format!("/messages/{}", id.as_str().unwrap());
    scene.in_lobby("PUT", &one, &json!({ "Content": "psst, changed" }));
    scene.in_lobby("POST", &format!("{one}?operation=redact"), &json!({}));
    scene.in_lobby("DELETE", &one, &Value::Null);
    for session in &mut told {
        for (event, content) in [("CREATE", "psst"), ("UPDATE", "psst, changed"), ("REDACT", "")] {
            let told = session.told(&format!("{event}_CHANNEL_MESSAGE"));
            assert_eq!((&told["MessageId"], &told["Content"]), (&id, &json!(content)), "{event}");
            assert_eq!((&told["Target"], &told["Persistence"]), (&target, &json!("PERSISTENT")), "{event}");
        }
        assert_eq!(session.told("DELETE_CHANNEL_MESSAGE")["MessageId"], id);
    }
    // Who comes anew is told at the beginning of what is from or to them.
    scene.in_lobby(
        "POST",
        "/messages",
        &json!({
            "Content": "whisper", "Type": "STANDARD", "Persistence": "PERSISTENT", "ClientRequestToken": "other",
            "Target": target,
        }),
    );
    for (key, user, sees) in [("member", "ana", true), ("owner", "olga", true), ("manager", "ben", false)] {
        let mut anew = Session::open(&scene.server, &scene.program(key), &scene.people[user], "prefetch-on=connect&");
        let details = loop {
            let told = anew.next().unwrap();
            if told.event == "CHANNEL_DETAILS" && told.payload["Channel"]["ChannelArn"] == scene.lobby {
                break told.payload;
            }
        };
        assert_eq!(details["ChannelMessages"].to_string().contains("whisper"), sees, "{user}");
        if sees {
            assert_eq!(details["ChannelMessages"][0]["Target"], target, "{user}");
        }
    }
    scene.says("for-all");
    assert_eq!(ben.next().unwrap().payload["Content"], "for-all", "the first that is heard");
    assert!(!ben.seen.contains("psst") && !ben.seen.contains(id.as_str().unwrap()), "{}", ben.seen);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_for_one_member_of_a_sub_channel_names_it() {
    let scene = Scene::new().await;
    let mut ana = scene.listens("member", "ana");
    let owner = scene.program("owner").bearing(&scene.people["olga"]);
    let body = json!({
        "AppInstanceArn": scene.instance, "Name": "arena", "ClientRequestToken": "arena",
        "ElasticChannelConfiguration": {
            "MaximumSubChannels": 2, "TargetMembershipsPerSubChannel": 2, "MinimumMembershipPercentage": 1,
        },
        "MemberArns": [scene.people["ana"], scene.people["ben"]],
    });
    let arena = owner.call(&scene.server, "POST", "/channels", &body).json()["ChannelArn"].as_str().unwrap().to_owned();
    let sub = ana.told("CREATE_CHANNEL_MEMBERSHIP")["SubChannelId"].clone();
    let send = |to: &str| {
        let body = json!({
            "Content": "psst", "Type": "STANDARD", "Persistence": "PERSISTENT", "ClientRequestToken": to,
            "SubChannelId": sub, "Target": [{ "MemberArn": scene.people[to] }],
        });
        owner.call(&scene.server, "POST", &format!("/channels/{}/messages", encoded(&arena)), &body)
    };
    assert_eq!(send("ben").status, 404, "who is in another sub-channel");
    let sent = send("ana");
    assert_eq!(sent.status, 201, "{sent:?}");
    let told = ana.told("CREATE_CHANNEL_MESSAGE");
    assert_eq!((&told["MessageId"], &told["SubChannelId"]), (&sent.json()["MessageId"], &sub));
    assert_eq!(told["Target"][0]["MemberArn"], json!(scene.people["ana"]));
}
