//! How sockets end.

use std::{
    collections::BTreeMap,
    time::{SystemTime, UNIX_EPOCH},
};

use domain::{Capabilities, Door, Timestamp};
use serde_json::{Value, json};
use service::CreateChatToken;
use testkit::{House, machine, minutes, seconds};

use super::{ALL, Scene, arn};
use crate::running::{
    Running,
    chat::{Came, Chat},
    roomkeeper, site,
};

#[tokio::test(flavor = "multi_thread")]
async fn who_is_sent_out_is_closed_and_others_are_told() {
    let scene = Scene::new().await;
    let (mut bob, mut eve) = (scene.chat("bob", &["SEND_MESSAGE"]), scene.chat("eve", &[]));
    let mut mod_ = scene.chat("mod", &ALL);
    assert_eq!(scene.call("manager", "DisconnectUser", json!({"userId": "bob", "reason": "bye"})).status, 200);
    let sent_out = json!({"UserId": "bob", "Reason": "bye"});
    let (frames, end) = bob.rest();
    let [last] = &*frames else { panic!("{frames:?}") };
    assert_eq!((&last["EventName"], &last["Attributes"]), (&json!("aws:DISCONNECT_USER"), &sent_out));
    assert_eq!(end, Came::Closed(1000), "a close frame, at which the client stays away");
    let heard = eve.frame();
    assert_eq!(
        (&heard["EventName"], &heard["Attributes"]),
        (&json!("aws:DISCONNECT_USER"), &json!({"UserId": "bob", "Reason": "bye"}))
    );

    let mut bob = scene.chat("bob", &["SEND_MESSAGE"]);
    let asked = mod_.ask("DISCONNECT_USER", json!({"UserId": "bob"}));
    let told = mod_.answer(&asked);
    assert_eq!((&told["EventName"], &told["Attributes"]["UserId"]), (&json!("aws:DISCONNECT_USER"), &json!("bob")));
    assert_eq!(bob.rest().1, Came::Closed(1000));
    let heard = eve.frame();
    assert_eq!((&heard["Id"], &heard["RequestId"]), (&told["Id"], &json!("")));
    let asked = mod_.ask("DISCONNECT_USER", json!({"UserId": scene.planted.olga}));
    assert_eq!(mod_.answer(&asked)["ErrorCode"], 403, "no more than its issuer could: she owns the room");
    // Whoever sends themselves out has the answer before the end.
    let asked = mod_.ask("DISCONNECT_USER", json!({"UserId": "mod"}));
    let (frames, end) = mod_.rest();
    assert_eq!(end, Came::Closed(1000));
    let told = frames.last().unwrap();
    assert_eq!((&told["RequestId"], &told["EventName"]), (&json!(asked), &json!("aws:DISCONNECT_USER")), "{frames:?}");
}

/// What ends a session, and how its sockets end: told 401, then cut, so that the client comes back with another token.
fn is_over(chat: &mut Chat, why: &str) {
    let (frames, end) = chat.rest();
    assert_eq!(end, Came::Cut, "{why}");
    let last = frames.last().unwrap_or_else(|| panic!("{why}: no word"));
    assert_eq!((&last["Type"], &last["ErrorCode"]), (&json!("ERROR"), &json!(401)), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_with_what_it_was_lent_from() {
    let scene = Scene::new().await;
    let root = scene.panel("root");
    let newest = || scene.log("action=chat.token").into_iter().next().unwrap();
    let id = |who: &Value| who["id"].as_str().unwrap().to_owned();

    // The chat user is disabled: their sockets only.
    let (token, mut eve) = (scene.token_of("manager", "bob", &ALL), scene.chat("eve", &ALL));
    let mut bob = Chat::open(&scene.server, &token).unwrap();
    scene.token_of("manager", "bob", &ALL);
    assert_eq!(
        root.post("/api/users/disable", &[("user", &id(&newest()["subject"])), ("disabled", "true")]).status,
        200
    );
    is_over(&mut bob, "the user was disabled");
    assert_eq!(Chat::open(&scene.server, &token).err().map(|(status, _)| status), Some(401));
    eve.send("still here");

    // The issuer is no manager any more.
    let olga = scene.panel("olga");
    let room = scene.planted.lobby.to_string();
    let ben = id(&newest()["actor"]);
    let role = |role| olga.post("/api/members/role", &[("room", &room), ("user", &ben), ("role", role)]).status;
    let token = scene.token_of("manager", "dora", &ALL);
    assert_eq!(role("member"), 200);
    is_over(&mut eve, "the issuer is a member");
    assert_eq!(Chat::open(&scene.server, &token).err().map(|(status, _)| status), Some(403));
    assert_eq!(role("manager"), 200);
    let mut dora = Chat::open(&scene.server, &token).unwrap();
    dora.send("back again");

    // The issuer is disabled.
    let olgas = scene.token_of("owner", "emil", &ALL);
    let mut emil = Chat::open(&scene.server, &olgas).unwrap();
    assert_eq!(root.post("/api/users/disable", &[("user", &ben), ("disabled", "true")]).status, 200);
    is_over(&mut dora, "the issuer was disabled");
    assert_eq!(Chat::open(&scene.server, &token).err().map(|(status, _)| status), Some(403));
    emil.send("of another issuer");

    // A key is disabled by another process: the next act tells.
    let acca = scene.token_of("account admin", "fay", &ALL);
    let mut fay = Chat::open(&scene.server, &acca).unwrap();
    let site = site();
    let key = scene.planted.key("account admin").access_key_id.to_string();
    let mut disable = roomkeeper(site.path());
    disable.args(["key", "disable", &key, "--data"]).arg(scene.planted.folder.path());
    assert!(disable.output().unwrap().status.success());
    fay.ask("SEND_MESSAGE", json!({"Content": "too late"}));
    is_over(&mut fay, "the key was disabled");
    assert_eq!(Chat::open(&scene.server, &acca).err().map(|(status, _)| status), Some(401));

    // The room goes.
    let gone = json!({"identifier": arn(scene.planted.lobby)});
    assert_eq!(scene.program("owner").call(&scene.server, "POST", "/DeleteRoom", &gone).status, 204);
    assert!(matches!(emil.rest().1, Came::Closed(_)));
    assert_eq!(Chat::open(&scene.server, &olgas).err().map(|(status, _)| status), Some(401));
}

fn now() -> Timestamp {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(now.as_millis()).unwrap())
}

impl Scene {
    /// A token whose session ends in so many seconds, and when that is. Sessions last a minute at least: this one is issued
    /// by a process whose clock is most of one behind.
    async fn token_that_ends_in(&self, left_s: u64) -> (String, Timestamp) {
        let ends_at = now().plus_millis(seconds(left_s).as_millis() as i64);
        let behind =
            House::beside(self.planted.folder.clone(), ends_at.plus_millis(-(minutes(1).as_millis() as i64))).await;
        let key = self.planted.key("manager");
        let (id, secret) = (&key.client_key, &key.client_token);
        let manager = behind.service().authenticate_client(id, secret, Door::IvsChat, &machine()).await.unwrap();
        let capabilities = Capabilities { send: true, ..Capabilities::default() };
        let (room, user) = (self.planted.lobby, "bob".to_owned());
        let command = CreateChatToken { room, user, capabilities, minutes: 1, attributes: BTreeMap::new() };
        let issued = behind.service().create_chat_token(&manager, command).await.unwrap();
        assert_eq!(issued.session_ends_at, ends_at);
        behind.close().await;
        (issued.token, ends_at)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_its_time_is_over() {
    let scene = Scene::new().await;
    let mut eve = scene.chat("eve", &["SEND_MESSAGE"]);
    // Where a machine is so slow that the time is over before anybody is in, there is more of it the next time. It is never
    // so much that the look of every minute whether somebody may stay could be what ends the session.
    let mut left_s = 3;
    let (token, ends_at, mut bob) = loop {
        let (token, ends_at) = scene.token_that_ends_in(left_s).await;
        match Chat::open(&scene.server, &token) {
            Ok(bob) => break (token, ends_at, bob),
            Err((status, _)) => assert!(status == 401 && now() >= ends_at && left_s < 24, "refused with {status}"),
        }
        left_s *= 2;
    };
    let told = bob.until(|frame| frame["Type"] == "ERROR");
    assert_eq!(&told["ErrorCode"], &json!(401), "{told}");
    assert!(now() >= ends_at, "it ended before its time");
    assert_eq!(Chat::open(&scene.server, &token).err().map(|(status, _)| status), Some(401));
    eve.send("of a longer session");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_cuts_without_a_word() {
    let scene = Scene::new().await;
    let mut bob = scene.chat("bob", &["SEND_MESSAGE"]);
    bob.send("hi");
    let Scene { server, planted } = scene;
    let token = {
        let scene = Scene { server, planted };
        let token = scene.token_of("manager", "bob", &["SEND_MESSAGE"]);
        let Scene { server, planted } = scene;
        assert!(server.stop().0);
        (token, planted)
    };
    let (frames, end) = bob.rest();
    assert_eq!((frames, end), (Vec::new(), Came::Cut), "the client comes back");
    let (token, planted) = token;
    let server = Running::serve(planted.folder.path());
    Chat::open(&server, &token).unwrap().send("after the restart");
}
