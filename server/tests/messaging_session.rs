//! Messaging sessions over the real binary: who may open one, what is told, and when it ends.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

mod running;

use std::{
    collections::HashMap,
    time::{Duration, SystemTime},
};

use running::{
    Running,
    named::{self, encoded},
    planted::{Planted, planted},
    session::Session,
    signed::Program,
};
use serde_json::{Value, json};
use testkit::PASSWORD;

/// A server with its people, found by their names in the app instance.
struct Scene {
    planted: Planted,
    server: Running,
    people: HashMap<String, String>,
    lobby: String,
}

impl Scene {
    async fn new() -> Self {
        let planted = planted().await;
        let server = Running::serve(planted.folder.path());
        let people = named::people(&server, &planted);
        let lobby = format!("{}/channel/{}", named::instance(&planted, "owner"), planted.lobby);
        Self { planted, server, people, lobby }
    }

    fn instance(&self) -> &str {
        self.lobby.split_once("/channel/").unwrap().0
    }

    /// Deletes a message of the lobby, or `_all`, through IMKIT.
    fn clears(&self, message: &str) {
        let key = self.planted.key("owner");
        let headers = [("IM-CLIENT-KEY", &*key.client_key), ("IM-Authorization", &*key.client_token)];
        let path = format!("/rooms/{}/messages/{message}", self.planted.lobby);
        let answer = self.server.browser(9).send("DELETE", &path, &headers, b"");
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    fn program(&self, key: &str) -> Program {
        Program::new(&self.server, self.planted.key(key), "chime")
    }

    /// A session of somebody's own key.
    fn listens(&self, key: &str, user: &str) -> Session {
        Session::established(&self.server, &self.program(key), &self.people[user])
    }

    /// What the owner does; answers with what came back.
    fn does(&self, method: &str, rest: &str, body: &Value) -> Value {
        let program = self.program("owner").bearing(&self.people["olga"]);
        let answer = program.call(&self.server, method, &format!("/channels/{}{rest}", encoded(&self.lobby)), body);
        assert!(answer.status < 300, "{answer:?}");
        if answer.body.is_empty() { Value::Null } else { answer.json() }
    }

    fn says(&self, content: &str) -> String {
        let body = json!({
            "Content": content, "Type": "STANDARD", "Persistence": "PERSISTENT", "ClientRequestToken": content, "Metadata": "m",
        });
        self.does("POST", "/messages", &body)["MessageId"].as_str().unwrap().to_owned()
    }
}

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

    scene.does("PUT", &format!("/messages/{id}"), &json!({ "Content": "changed" }));
    assert_eq!(ana.told("UPDATE_CHANNEL_MESSAGE")["Content"], "changed");
    scene.does("POST", &format!("/messages/{id}?operation=redact"), &json!({}));
    let told = ana.told("REDACT_CHANNEL_MESSAGE");
    assert_eq!(
        (&told["MessageId"], &told["Content"], &told["Redacted"], told.get("Metadata")),
        (&json!(id), &json!(""), &json!(true), None)
    );
    scene.does("DELETE", &format!("/messages/{id}"), &Value::Null);
    let told = ana.told("DELETE_CHANNEL_MESSAGE");
    assert_eq!((&told["MessageId"], &told["ChannelArn"], told.get("Content")), (&json!(id), &json!(scene.lobby), None));

    scene.does("PUT", "", &json!({ "Metadata": "other" }));
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
    scene.does("POST", "/memberships", &json!({ "MemberArn": stranger, "Type": "DEFAULT" }));
    let told = newcomer.told("CREATE_CHANNEL_MEMBERSHIP");
    assert_eq!((&told["Member"]["Arn"], &told["ChannelArn"]), (&json!(stranger), &json!(scene.lobby)));
    scene.says("while");
    assert_eq!(newcomer.told("CREATE_CHANNEL_MESSAGE")["Content"], "while");
    scene.does("POST", "/moderators", &json!({ "ChannelModeratorArn": stranger }));
    assert_eq!(newcomer.told("UPDATE_CHANNEL_MEMBERSHIP")["Member"]["Arn"], json!(stranger));
    scene.does("DELETE", &format!("/memberships/{}", encoded(stranger)), &Value::Null);
    assert_eq!(newcomer.told("DELETE_CHANNEL_MEMBERSHIP")["Member"]["Arn"], json!(stranger));
    scene.says("after");
    scene.does("POST", "/memberships", &json!({ "MemberArn": stranger, "Type": "DEFAULT" }));
    newcomer.told("CREATE_CHANNEL_MEMBERSHIP");
    assert!(!newcomer.seen.contains("before") && !newcomer.seen.contains("after"), "{}", newcomer.seen);
    scene.does("DELETE", "", &Value::Null);
    assert_eq!(newcomer.told("DELETE_CHANNEL"), json!({ "ChannelArn": scene.lobby }));
    // Whoever rules over a channel without being in it hears nothing of it.
    let own = json!({
        "AppInstanceArn": scene.instance(), "Name": "own", "ClientRequestToken": "own",
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
    let id = scene.does("POST", "/messages", &body)["MessageId"].clone();
    let told = ana.next().unwrap();
    assert_eq!((told.event.as_str(), told.kind.as_str()), ("CREATE_CHANNEL_MESSAGE", "CONTROL"));
    let payload = told.payload;
    assert_eq!((&payload["MessageId"], &payload["Content"]), (&id, &json!("typing")));
    assert_eq!(
        (&payload["Persistence"], &payload["Sender"]["Name"], &payload["ChannelArn"]),
        (&json!("NON_PERSISTENT"), &json!("olga"), &json!(scene.lobby))
    );
    assert_eq!(scene.does("POST", "/messages", &body)["MessageId"], id, "known again by its token, and said once");
    assert_eq!(scene.does("GET", "/messages", &Value::Null)["ChannelMessages"], json!([]));
    scene.says("kept");
    assert_eq!(ana.told("CREATE_CHANNEL_MESSAGE")["Content"], "kept");
    // Who is banned hears of their own end, and nothing after it.
    scene.does("POST", "/bans", &json!({ "MemberArn": scene.people["ana"] }));
    assert_eq!(ana.told("DELETE_CHANNEL_MEMBERSHIP")["Member"]["Arn"], json!(scene.people["ana"]));
    let refused = scene.program("member").bearing(&scene.people["ana"]);
    let path = format!("/channels/{}/messages", encoded(&scene.lobby));
    assert_eq!(refused.call(&scene.server, "POST", &path, &body).status, 404);
    scene.does(
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
async fn a_sub_channel_is_told_to_those_who_are_in_it() {
    let scene = Scene::new().await;
    let owner = scene.program("owner").bearing(&scene.people["olga"]);
    let mut sessions = [("member", "ana"), ("manager", "ben")].map(|(key, user)| scene.listens(key, user));
    let body = json!({
        "AppInstanceArn": scene.instance(), "Name": "arena", "ClientRequestToken": "arena",
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
    scene.does("POST", "/memberships", &hidden);
    assert_eq!(stranger.told("CREATE_CHANNEL_MEMBERSHIP")["Type"], "HIDDEN");
    let target = json!([{ "MemberArn": scene.people["ana"] }]);
    let body = json!({
        "Content": "psst", "Type": "STANDARD", "Persistence": "NON_PERSISTENT", "ClientRequestToken": "token",
        "Target": target,
    });
    scene.does("POST", "/messages", &body);
    let told = ana.told("CREATE_CHANNEL_MESSAGE");
    assert_eq!((&told["Content"], &told["Target"]), (&json!("psst"), &target));
    scene.does("DELETE", &format!("/memberships/{}", encoded(&scene.people["stranger"])), &Value::Null);
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

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_for_those_whom_the_key_may_act_for() {
    let scene = Scene::new().await;
    let lent = [("account admin", "ana"), ("platform admin", "ana")];
    for (key, user) in [("member", "ana"), ("reader", "olga"), ("nobody's", "uma")].into_iter().chain(lent) {
        scene.listens(key, user);
    }
    let refused = |session: Result<Session, u16>, case: &str| {
        // The upgrade is done, nothing is told, and the code is one with which the client does not come back.
        let mut session = session.unwrap_or_else(|status| panic!("{case}: {status}"));
        assert_eq!(session.next(), Err(4401), "{case}");
    };
    for (key, user) in [
        ("member", "olga"),
        ("owner", "ana"),
        ("foreign admin", "ana"),
        ("account admin", "root"),
        ("key of it", "olga"),
        ("disabled key", "olga"),
    ] {
        let session = Session::open(&scene.server, &scene.program(key), &scene.people[user], "");
        refused(Ok(session), &format!("{key} for {user}"));
    }
    let owner = scene.program("owner");
    let path = format!("/connect?sessionId=1&userArn={}", encoded(&scene.people["olga"]));
    let good = owner.presigned(&path);
    let connect = |address: &str| Session::connect(&scene.server, address);
    refused(connect(&path), "not signed");
    refused(connect(&good.replace("sessionId=1", "sessionId=2")), "changed on the way");
    refused(connect(&owner.presigned("/connect?sessionId=1")), "for nobody");
    refused(connect(&owner.presigned("/connect?sessionId=1&userArn=olga")), "for no ARN");
    refused(connect(&Program::new(&scene.server, scene.planted.key("owner"), "ivschat").presigned(&path)), "service");
    let ago = |seconds| SystemTime::now() - Duration::from_secs(seconds);
    refused(connect(&owner.presigned_at(&path, ago(330))), "after its life");
    assert!(connect(&owner.presigned_at(&path, ago(290))).unwrap().next().is_ok(), "clocks differ");
    assert!(connect(&good).unwrap().next().is_ok());

    let plain = scene.server.browser(3).get(&good);
    assert_eq!((plain.status, plain.header("upgrade")), (426, Some("websocket")));
    let root = scene.server.browser(1).sign_in("root@example.org", PASSWORD);
    let log = |action: &str| root.get(&format!("/audit/export.jsonl?action={action}")).body;
    for (action, refusal) in
        [("key.use", "wrong_credentials"), ("bearer", "may_not_act_for"), ("listen", "outside_key_room")]
    {
        assert!(log(action).contains(refusal), "{action}: {}", log(action));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_through_any_door_is_told() {
    let scene = Scene::new().await;
    let mut ana = scene.listens("member", "ana");
    let (lobby, key) = (scene.planted.lobby.to_string(), scene.planted.key("owner"));
    let ids: Vec<String> = ["panel", "chime", "ivs", "imkit"].iter().map(|door| scene.says(door)).collect();
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

    // A purge takes back what the client holds, one by one, and then has it list the channel anew.
    let left = scene.says("left");
    ana.told("CREATE_CHANNEL_MESSAGE");
    scene.clears("_all");
    for id in [&ids[0], &ids[1], &left] {
        assert_eq!(ana.told("DELETE_CHANNEL_MESSAGE")["MessageId"], json!(id), "tombstones too");
    }
    ana.told("UPDATE_CHANNEL");
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_are_told_at_the_beginning_when_that_is_asked_for() {
    let scene = Scene::new().await;
    let ids: Vec<String> = (0..25).map(|n| scene.says(&format!("said-{n}"))).collect();
    scene.does("POST", &format!("/messages/{}?operation=redact", ids[23]), &json!({}));
    let open = |more: &str| Session::open(&scene.server, &scene.program("owner"), &scene.people["olga"], more);
    let mut session = open("prefetch-on=connect&prefetch-sort-by=unread&");
    session.told("SESSION_ESTABLISHED");
    // The one where something was said last comes first.
    let told = session.next().unwrap();
    assert_eq!((told.event.as_str(), told.kind.as_str()), ("CHANNEL_DETAILS", "SYSTEM"));
    let details = told.payload;
    assert_eq!(
        (&details["Channel"]["ChannelArn"], &details["ChannelMessagesHasMore"]),
        (&json!(scene.lobby), &json!(true))
    );
    let list = |name: &str| details[name].as_array().unwrap().clone();
    let messages = list("ChannelMessages");
    let found: Vec<&str> = messages.iter().map(|message| message["MessageId"].as_str().unwrap()).collect();
    assert_eq!(found, ids.iter().rev().take(20).collect::<Vec<_>>());
    assert_eq!((&messages[0]["Content"], &messages[1]["Redacted"]), (&json!("said-24"), &json!(true)));
    assert!(messages[0]["CreatedTimestamp"].is_string() && !session.seen.contains("said-23"));
    let mut members: Vec<String> =
        list("ChannelMemberships").iter().map(|member| member["Member"]["Name"].as_str().unwrap().to_owned()).collect();
    members.sort_unstable();
    assert_eq!(members, ["ana", "ben", "olga"]);
    let others = [session.told("CHANNEL_DETAILS"), session.told("CHANNEL_DETAILS")];
    assert!(others.iter().all(|other| other["ChannelMessages"].as_array().unwrap().len() == 1), "{others:?}");
    let id = scene.says("after");
    assert_eq!(session.told("CREATE_CHANNEL_MESSAGE")["MessageId"], json!(id));
    // What was told at the beginning is taken back by a purge, too.
    scene.clears("_all");
    let gone: Vec<Value> = (0..21).map(|_| session.told("DELETE_CHANNEL_MESSAGE")["MessageId"].clone()).collect();
    assert_eq!(gone.last(), Some(&json!(id)));
    session.told("UPDATE_CHANNEL");

    let mut without = open("");
    without.told("SESSION_ESTABLISHED");
    scene.says("once-more");
    without.told("CREATE_CHANNEL_MESSAGE");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_with_the_right_to_it_and_with_the_server() {
    let scene = Scene::new().await;
    let root = scene.server.browser(1).sign_in("root@example.org", PASSWORD);
    let disable = |user: &str| {
        let id = scene.people[user].rsplit('/').next().unwrap();
        let answer = root.post("/api/users/disable", &[("user", id), ("disabled", "true")]);
        assert_eq!(answer.status, 200, "{answer:?}");
    };
    let mut ben = scene.listens("manager", "ben");
    disable("ben");
    assert_eq!(ben.next(), Err(4401), "who was disabled");
    let mut lent = scene.listens("account admin", "ana");
    disable("acca");
    assert_eq!(lent.next(), Err(4401), "whose key's user was disabled");

    // Another process disables a key, which no event tells.
    let mut olga = scene.listens("owner", "olga");
    let site = running::site();
    let mut command = running::roomkeeper(site.path());
    let key = scene.planted.key("owner").access_key_id.to_string();
    command.args(["key", "disable", &key, "--data"]).arg(scene.planted.folder.path());
    assert!(command.status().unwrap().success());
    let mut ana = scene.listens("member", "ana");
    assert_eq!(olga.next(), Err(4401), "whose key was disabled");
    let (well, log) = scene.server.stop();
    assert!(well, "{log}");
    assert_eq!(ana.next(), Err(1012), "the client comes back by itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_sessions_are_refused_before_they_are_opened() {
    let scene = Scene::new().await;
    let mut open: Vec<Session> = (0..64).map(|_| scene.listens("member", "ana")).collect();
    let path = format!("/connect?sessionId=1&userArn={}", encoded(&scene.people["ana"]));
    let connect = || Session::connect(&scene.server, &scene.program("member").presigned(&path));
    assert_eq!(connect().err(), Some(429));
    scene.listens("owner", "olga");
    drop(open.pop());
    // The server has noticed once another one gets in; each try is an answer awaited.
    assert!((0..500).any(|_| connect().is_ok()));
}
