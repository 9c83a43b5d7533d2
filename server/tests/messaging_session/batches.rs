//! Members who come many at once: told in one frame, to each only of those whom they are told of at all.

use serde_json::{Value, json};

use crate::running::{channels::Scene, feed::Feed, named::encoded, sign_in};

#[tokio::test(flavor = "multi_thread")]
async fn members_who_come_in_one_act_are_told_in_one_frame() {
    let scene = Scene::new().await;
    let mut ana = scene.listens("member", "ana");
    let mut newcomers = [("stranger", "stranger"), ("account admin", "acca")].map(|(key, who)| scene.listens(key, who));
    let arn = |who: &str| json!(scene.people[who]);
    let asked = json!({ "MemberArns": [arn("stranger"), arn("ana"), arn("otto"), arn("acca")], "Type": "DEFAULT" });
    let answer = scene.in_lobby("POST", "/memberships?operation=batch-create", &asked);
    assert_eq!(answer["Errors"].as_array().unwrap().len(), 2, "a member already, and one of another app instance");
    // Who comes in the act hears it as everybody does, wherever their place in it.
    for session in [&mut ana].into_iter().chain(&mut newcomers) {
        let told = session.next().unwrap();
        assert_eq!((told.event.as_str(), told.kind.as_str()), ("BATCH_CREATE_CHANNEL_MEMBERSHIP", "SYSTEM"));
        assert_eq!(told.payload, answer["BatchChannelMemberships"]);
        let whole = json!({
            "ChannelArn": scene.lobby, "Type": "DEFAULT", "InvitedBy": { "Arn": arn("olga"), "Name": "olga" },
            "Members": [{ "Arn": arn("stranger"), "Name": "stranger" }, { "Arn": arn("acca"), "Name": "acca" }],
        });
        assert_eq!(told.payload, whole);
    }
    // A number for each: whoever watches the room in the panel counts them one by one, and is told no more of it.
    let panel = sign_in(&scene.server, "olga");
    let mut feed = Feed::open(&scene.server, panel.cookie.as_deref(), None).unwrap();
    // After those who were planted.
    feed.watch(&scene.planted.lobby.to_string(), 3);
    let frames = feed.until("watching");
    let numbers: Vec<&Value> = frames.iter().map(|frame| &frame["event"]["event"]["n"]).take(2).collect();
    assert_eq!((frames.len(), &*numbers), (3, &[&json!(4), &json!(5)] as &[_]), "{frames:?}");
    // A batch of one is one all the same, and of those who are refused nobody is told.
    let left = format!("/memberships/{}", encoded(&scene.people["acca"]));
    scene.in_lobby("DELETE", &left, &Value::Null);
    assert_eq!(ana.told("DELETE_CHANNEL_MEMBERSHIP")["Member"]["Arn"], arn("acca"));
    for who in ["otto", "acca"] {
        scene.in_lobby("POST", "/memberships?operation=batch-create", &json!({ "MemberArns": [arn(who)] }));
    }
    assert_eq!(ana.told("BATCH_CREATE_CHANNEL_MEMBERSHIP")["Members"], json!([{ "Arn": arn("acca"), "Name": "acca" }]));
    scene.says("next");
    assert_eq!(ana.told("CREATE_CHANNEL_MESSAGE")["Content"], "next");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_told_to_each_sub_channel_of_its_own_and_of_hidden_members_to_themselves() {
    let scene = Scene::new().await;
    let body = json!({
        "AppInstanceArn": scene.instance, "Name": "arena", "ClientRequestToken": "arena",
        "ElasticChannelConfiguration": {
            "MaximumSubChannels": 3, "TargetMembershipsPerSubChannel": 2, "MinimumMembershipPercentage": 1,
        },
    });
    let owner = scene.program("owner").bearing(&scene.people["olga"]);
    let made = owner.call(&scene.server, "POST", "/channels", &body).json();
    let path =
        format!("/channels/{}/memberships?operation=batch-create", encoded(made["ChannelArn"].as_str().unwrap()));
    let users = [("member", "ana"), ("manager", "ben"), ("stranger", "stranger"), ("account admin", "acca")];
    let mut sessions = users.map(|(key, who)| scene.listens(key, who));
    let arns: Vec<&String> = users.iter().map(|(_, who)| &scene.people[*who]).collect();
    let answer = owner.call(&scene.server, "POST", &path, &json!({ "MemberArns": arns }));
    assert_eq!((answer.status, &answer.json()["Errors"]), (200, &json!([])));
    // The owner has a place in the first: beside them is one left.
    let told = sessions.each_mut().map(|session| session.told("BATCH_CREATE_CHANNEL_MEMBERSHIP"));
    let names = told.each_ref().map(|told| {
        let members = told["Members"].as_array().unwrap().iter();
        members.map(|one| one["Name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    });
    assert_eq!(names, [vec!["ana"], vec!["ben", "stranger"], vec!["ben", "stranger"], vec!["acca"]]);
    assert_eq!(told[1]["SubChannelId"], told[2]["SubChannelId"]);
    let mut subs: Vec<&str> = told.iter().map(|told| told["SubChannelId"].as_str().unwrap()).collect();
    subs.dedup();
    assert_eq!(subs.len(), 3);

    let hidden = json!({ "MemberArns": [scene.people["stranger"], scene.people["acca"]], "Type": "HIDDEN" });
    scene.in_lobby("POST", "/memberships?operation=batch-create", &hidden);
    for (session, who) in sessions[2..].iter_mut().zip(["stranger", "acca"]) {
        let told = session.told("BATCH_CREATE_CHANNEL_MEMBERSHIP");
        assert_eq!((&told["Type"], told.get("SubChannelId")), (&json!("HIDDEN"), None));
        assert_eq!(told["Members"], json!([{ "Arn": scene.people[who], "Name": who }]));
    }
    scene.says("next");
    for session in &mut sessions {
        assert_eq!(session.told("CREATE_CHANNEL_MESSAGE")["Content"], "next");
    }
}
