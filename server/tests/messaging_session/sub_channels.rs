//! What is not for everybody: sub-channels, hidden members, and what is said to one.

use serde_json::{Value, json};

use crate::running::{channels::Scene, named::encoded, session::Session};

#[tokio::test(flavor = "multi_thread")]
async fn a_sub_channel_is_told_to_those_who_are_in_it() {
    let scene = Scene::new().await;
    let owner = scene.program("owner").bearing(&scene.people["olga"]);
    let mut sessions = [("member", "ana"), ("manager", "ben")].map(|(key, user)| scene.listens(key, user));
    let body = json!({
        "AppInstanceArn": scene.instance, "Name": "arena", "ClientRequestToken": "arena",
        "ElasticChannelConfiguration": {
            "MaximumSubChannels": 2, "TargetMembershipsPerSubChannel": 2, "MinimumMembershipPercentage": 1,
        },
        "MemberArns": [scene.people["ana"], scene.people["ben"]],
    });
    let made = owner.call(&scene.server, "POST", "/channels", &body).json();
    let arena = made["ChannelArn"].as_str().unwrap();
    let does = |method: &str, rest: &str, body: &Value| {
        let answer = owner.call(&scene.server, method, &format!("/channels/{}{rest}", encoded(arena)), body);
        assert!(answer.status < 300, "{answer:?}");
        if answer.body.is_empty() { Value::Null } else { answer.json() }
    };
    let subs = does("GET", "/subchannels", &Value::Null);
    let [first, second] = [0, 1].map(|place| subs["SubChannels"][place]["SubChannelId"].clone());
    for (session, (name, sub)) in sessions.iter_mut().zip([("ana", &first), ("ben", &second)]) {
        let told = session.told("CREATE_CHANNEL_MEMBERSHIP");
        assert_eq!((&told["Member"]["Name"], &told["SubChannelId"]), (&json!(name), sub));
    }
    let say = |sub: &Value, content: &str, persistence: &str| {
        let body = json!({
            "Content": content, "Type": "STANDARD", "Persistence": persistence, "ClientRequestToken": content,
            "SubChannelId": sub,
        });
        does("POST", "/messages", &body)["MessageId"].as_str().unwrap().to_owned()
    };
    for persistence in ["PERSISTENT", "NON_PERSISTENT"] {
        for (place, sub) in [(0, &first), (1, &second)] {
            let id = say(sub, &format!("{persistence}-{place}"), persistence);
            let told = sessions[place].told("CREATE_CHANNEL_MESSAGE");
            assert_eq!((&told["MessageId"], &told["SubChannelId"]), (&json!(id), sub));
        }
    }
    let id = say(&second, "changes", "PERSISTENT");
    assert_eq!(sessions[1].told("CREATE_CHANNEL_MESSAGE")["Content"], "changes");
    does("PUT", &format!("/messages/{id}"), &json!({ "Content": "changed", "SubChannelId": second }));
    assert_eq!(sessions[1].told("UPDATE_CHANNEL_MESSAGE")["SubChannelId"], second);
    // A removal through a door that knows no sub-channels reaches the same sessions.
    let key = scene.planted.key("owner");
    let room = arena.rsplit('/').next().unwrap();
    let path = format!("/accounts/{}/rooms/{room}/messages/{id}?operation=redact", key.client_key);
    assert_eq!(scene.program("owner").call(&scene.server, "POST", &path, &Value::Null).status, 200);
    let told = sessions[1].told("REDACT_CHANNEL_MESSAGE");
    assert_eq!((&told["MessageId"], &told["SubChannelId"]), (&json!(id), &second));
    does("DELETE", &format!("/messages/{id}"), &Value::Null);
    assert_eq!(sessions[1].told("DELETE_CHANNEL_MESSAGE")["SubChannelId"], second);
    // Who comes anew is told at the beginning of what is in their own.
    let mut anew = Session::open(&scene.server, &scene.program("member"), &scene.people["ana"], "prefetch-on=connect&");
    let details = loop {
        let told = anew.next().unwrap();
        if told.event == "CHANNEL_DETAILS" && told.payload["Channel"]["ChannelArn"] == arena {
            break told.payload;
        }
    };
    assert_eq!(details["ChannelMessages"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&details["ChannelMessages"][0]["Content"], &details["ChannelMessages"][0]["SubChannelId"]),
        (&json!("PERSISTENT-0"), &first)
    );
    assert_eq!(details["ChannelMemberships"].as_array().unwrap().len(), 2);
    // Of the whole channel all are told, and of its messages everybody the own ones.
    say(&first, "last", "PERSISTENT");
    assert_eq!(sessions[0].told("CREATE_CHANNEL_MESSAGE")["Content"], "last");
    does("DELETE", "", &Value::Null);
    for session in &mut sessions {
        assert_eq!(session.told("DELETE_CHANNEL"), json!({ "ChannelArn": arena }));
    }
    for (session, foreign) in sessions.iter().zip([["PERSISTENT-1", "change"], ["PERSISTENT-0", "\"last"]]) {
        assert!(foreign.iter().all(|text| !session.seen.contains(text)), "{}", session.seen);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_for_one_member_and_who_is_hidden_nobody_else_is_told() {
    let scene = Scene::new().await;
    let mut ana = scene.listens("member", "ana");
    let mut ben = scene.listens("manager", "ben");
    let mut stranger = scene.listens("stranger", "stranger");
    let hidden = json!({ "MemberArn": scene.people["stranger"], "Type": "HIDDEN" });
    scene.in_lobby("POST", "/memberships", &hidden);
    assert_eq!(stranger.told("CREATE_CHANNEL_MEMBERSHIP")["Type"], "HIDDEN");
    let target = json!([{ "MemberArn": scene.people["ana"] }]);
    let body = json!({
        "Content": "psst", "Type": "STANDARD", "Persistence": "NON_PERSISTENT", "ClientRequestToken": "token",
        "Target": target,
    });
    scene.in_lobby("POST", "/messages", &body);
    let told = ana.told("CREATE_CHANNEL_MESSAGE");
    assert_eq!((&told["Content"], &told["Target"]), (&json!("psst"), &target));
    scene.in_lobby("DELETE", &format!("/memberships/{}", encoded(&scene.people["stranger"])), &Value::Null);
    assert_eq!(stranger.told("DELETE_CHANNEL_MEMBERSHIP")["Type"], "HIDDEN");
    scene.says("for-all");
    for session in [&mut ana, &mut ben] {
        assert_eq!(session.told("CREATE_CHANNEL_MESSAGE")["Content"], "for-all");
    }
    assert!(!ben.seen.contains("psst") && !stranger.seen.contains("psst"));
    let foreign = json!({
        "Content": "psst", "Type": "STANDARD", "Persistence": "NON_PERSISTENT", "ClientRequestToken": "other",
        "Target": [{ "MemberArn": scene.people["stranger"] }],
    });
    let owner = scene.program("owner").bearing(&scene.people["olga"]);
    let path = format!("/channels/{}/messages", encoded(&scene.lobby));
    assert_eq!(owner.call(&scene.server, "POST", &path, &foreign).status, 404, "who is no member is told nothing");
}
