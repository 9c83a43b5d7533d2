//! How sockets end.

use serde_json::{Value, json};

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
    assert_eq!(bob.rest().1, Came::Closed(1000), "a close frame, at which the client stays away");
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
