//! Who may open a session, how many, and when one ends.

use std::time::{Duration, SystemTime};

use testkit::PASSWORD;

use crate::running::{self, channels::Scene, named::encoded, planted::EVERYBODY, session::Session, signed::Program};

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_for_those_whom_the_key_may_act_for() {
    let scene = Scene::new().await;
    let refused = |session: Result<Session, u16>, case: &str| {
        // The upgrade is done, nothing is told, and the code is one with which the client does not come back.
        let mut session = session.unwrap_or_else(|status| panic!("{case}: {status}"));
        assert_eq!(session.next(), Err(4401), "{case}");
    };
    // Every key for every user: whom it may act for. A key of one room listens to none.
    let ours = ["stranger", "ana", "ben", "olga", "acca"];
    let everybody = [&ours[..], &["root", "otto", "fred", "uma"]].concat();
    let may_act_for: [&[&str]; 13] = [
        &["stranger"],
        &["ana"],
        &["ben"],
        &["olga"],
        &ours,
        &everybody,
        &["otto"],
        &["otto", "fred"],
        &["uma"],
        &["olga"],
        &[],
        &[],
        &[],
    ];
    for (key, users) in EVERYBODY.into_iter().zip(may_act_for) {
        for user in &everybody {
            if users.contains(user) {
                scene.listens(key, user);
            } else {
                let session = Session::open(&scene.server, &scene.program(key), &scene.people[*user], "");
                refused(Ok(session), &format!("{key} for {user}"));
            }
        }
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
    assert!(connect(&owner.presigned_at(&path, ago(240))).unwrap().next().is_ok(), "clocks differ");
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
