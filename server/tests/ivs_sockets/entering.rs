//! Who gets in, and what a token lets them do.

use serde_json::{Value, json};

use super::{ALL, Scene, arn};
use crate::running::{
    Running,
    chat::{Came, Chat},
    named::encoded,
    planted::{EVERYBODY, planted},
    signed::Program,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_lets_do_what_it_says_and_nothing_else() {
    let scene = Scene::new().await;
    let mut owner = scene.chat("other", &ALL);
    let message = owner.send("stays");
    for (capabilities, expected) in [
        (&[][..], [403, 403, 403]),
        (&["SEND_MESSAGE"], [0, 403, 403]),
        (&["DELETE_MESSAGE"], [403, 404, 403]),
        (&["DISCONNECT_USER"], [403, 403, 404]),
        (&ALL, [0, 404, 404]),
        (&["SEND_MESSAGE"; 4], [0, 403, 403]),
    ] {
        let mut chat = scene.chat("bob", capabilities);
        let asks = [
            ("SEND_MESSAGE", json!({"Content": "hi"})),
            ("DELETE_MESSAGE", json!({"Id": if expected[1] == 404 { "zzzzzzzzzzzz" } else { &message }})),
            ("DISCONNECT_USER", json!({"UserId": "nobody-here"})),
        ];
        for ((action, members), code) in asks.into_iter().zip(expected) {
            let asked = chat.ask(action, members);
            let told = chat.answer(&asked);
            assert_eq!(told["ErrorCode"].as_u64().unwrap_or(0), code, "{action} with {capabilities:?}: {told}");
            if code > 0 {
                assert_eq!((&told["Type"], told["Id"].as_str().map(str::len)), (&json!("ERROR"), Some(12)));
                assert!(told["ErrorMessage"].as_str().is_some_and(|says| says.ends_with('.')), "{told}");
            }
        }
    }
    let refusals = scene.log("refused=true&action=delete");
    assert!(refusals.iter().any(|entry| entry["door"] == "ivs_chat"), "on the record: {refusals:?}");

    // A token opens no other door, and a key none of these.
    let token = scene.token_of("manager", "bob", &ALL);
    let key = &scene.planted.key("manager").client_key;
    let headers = [("IM-CLIENT-KEY", &**key), ("IM-Authorization", &*token)];
    let path = format!("/rooms/{}/messages/{message}", scene.planted.lobby);
    assert_eq!(scene.server.browser(9).send("DELETE", &path, &headers, b"").status, 401);
    let mut browser = scene.server.browser(3);
    browser.cookie = Some(token);
    assert_eq!(browser.get(&format!("/rooms/{}", scene.planted.lobby)).status, 303);
    let secret = &scene.planted.key("manager").client_token;
    assert_eq!(Chat::open(&scene.server, secret).err().map(|(status, _)| status), Some(401));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_at_the_socket_with_what_it_has_and_with_what_it_issues() {
    let scene = Scene::new().await;
    let mut ana = scene.chat("ana", &["SEND_MESSAGE"]);
    // Who may let people in, and so lets them do all that a token can.
    let issues = [404, 403, 200, 200, 200, 200, 404, 404, 404, 403, 200, 403, 403];
    for (who, expected) in EVERYBODY.into_iter().zip(issues) {
        let key = scene.planted.key(who);
        for secret in [&key.client_token, &key.access_key_id.to_string()] {
            let shut = Chat::open(&scene.server, secret).err().map(|(status, _)| status);
            assert_eq!(shut, Some(401), "{who} with a key");
        }
        let asked = json!({"userId": "guest", "capabilities": ALL});
        let answer = scene.call(who, "CreateChatToken", asked);
        assert_eq!(answer.status, expected, "{who}: {answer:?}");
        let Some(token) = answer.json()["token"].as_str().map(str::to_owned) else { continue };
        let mut guest = Chat::open(&scene.server, &token).unwrap();
        let message = ana.send("to be deleted");
        guest.frame();
        let sent = guest.ask("SEND_MESSAGE", json!({"Content": who}));
        assert_eq!(guest.answer(&sent)["Type"], "MESSAGE", "{who}");
        let deleted = guest.ask("DELETE_MESSAGE", json!({"Id": message}));
        assert_eq!(guest.answer(&deleted)["EventName"], "aws:DELETE_MESSAGE", "{who}");
        let mut other = scene.chat("other", &[]);
        let out = guest.ask("DISCONNECT_USER", json!({"UserId": "other"}));
        assert_eq!(guest.answer(&out)["EventName"], "aws:DISCONNECT_USER", "{who}");
        assert!(matches!(other.rest().1, Came::Closed(_)), "{who}");
        ana = scene.chat("ana", &["SEND_MESSAGE"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_good_token_is_turned_away_without_a_page() {
    let scene = Scene::new().await;
    let good = scene.token_of("manager", "bob", &[]);
    for token in [None, Some("x"), Some("0123456789012345678901234567890123456789abcd"), Some("a, b")] {
        let Err((status, body)) = Chat::open_as(&scene.server, token, &[]) else { panic!("{token:?} got in") };
        assert_eq!(status, 401, "{token:?}");
        assert!(!body.contains('<'), "no page: {body}");
    }
    let knocks = scene.log("action=key.use");
    assert_eq!(knocks.len(), 4, "each on the record: {knocks:?}");
    // Pages of other sites may chat: the token is no cookie.
    let origin = [("Origin", "https://elsewhere.example")];
    assert!(Chat::open_as(&scene.server, Some(&good), &origin).is_ok());
    assert_eq!(scene.server.browser(3).get("/ivschat").status, 426);
    let open: Vec<Chat> = (0..4).map(|_| Chat::open(&scene.server, &good).unwrap()).collect();
    let (status, told) = Chat::open(&scene.server, &good).err().unwrap();
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((status, &told["limit"]), (429, &json!(4)), "so many at once with one token");
    assert_eq!((&told["resourceId"], &told["resourceType"]), (&json!(arn(scene.planted.lobby)), &json!("ROOM")));
    drop(open);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_somebody_who_is_banned_opens_nothing() {
    let scene = Scene::new().await;
    let token = scene.token_of("manager", "bob", &ALL);
    let mut bob = Chat::open(&scene.server, &token).unwrap();
    bob.send("before");
    let account = &scene.planted.key("owner").client_key;
    let instance = format!("arn:aws:chime:us-east-1:000000000000:app-instance/{account}");
    let owner = Program::new(&scene.server, scene.planted.key("owner"), "chime");
    let owner = owner.bearing(&format!("{instance}/user/{}", scene.planted.olga));
    let bans = format!("/channels/{}/bans", encoded(&format!("{instance}/channel/{}", scene.planted.lobby)));
    let banned = format!("{instance}/user/bob");
    let ban = owner.call(&scene.server, "POST", &bans, &json!({"MemberArn": banned}));
    assert_eq!(ban.status, 201, "{ban:?}");
    assert!(matches!(bob.rest().1, Came::Closed(_) | Came::Cut), "what was open ends");
    let status = |token: &str| Chat::open(&scene.server, token).err().map(|(status, _)| status);
    assert_eq!(status(&token), Some(401));
    let refused = scene.call("manager", "CreateChatToken", json!({"userId": "bob"}));
    let (kind, told) = (refused.header("x-amzn-errortype"), refused.json());
    assert_eq!((refused.status, kind), (400, Some("ValidationException")), "nor is there another one: {refused:?}");
    assert_eq!(told["fieldList"][0]["name"], "userId");
    assert!(told["message"].as_str().unwrap().contains("banned"), "{told}");
    scene.token_of("manager", "eve", &ALL);
    let lifted = owner.call(&scene.server, "DELETE", &format!("{bans}/{}", encoded(&banned)), &Value::Null);
    assert_eq!(lifted.status, 204, "{lifted:?}");
    assert_eq!(status(&token), None, "until the ban is lifted");
    assert_eq!(status(&scene.token_of("manager", "bob", &ALL)), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_opens_too_many_sockets_waits() {
    let planted = planted().await;
    let scene = Scene { server: Running::serve_slowly(planted.folder.path(), "1"), planted };
    let token = scene.token_of("manager", "bob", &[]);
    let from = |address: &str| Chat::open_as(&scene.server, Some(&token), &[("X-Forwarded-For", address)]);
    drop(from("192.0.2.3").unwrap());
    // Five seconds' worth come at once, whatever comes of them.
    let knock = |path| scene.server.browser(3).get_at_once(path, 30);
    let told = knock("/ivschat");
    assert!(told.iter().any(|answer| answer.status == 426));
    let late = told.iter().find(|answer| answer.status == 429).unwrap();
    assert!(late.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1 && !late.body.contains('<'), "{late:?}");
    // A second later one more may come in. Where that has passed before the good token came, all are used up anew.
    let kept_out = (0..10).any(|_| {
        knock("/ivschat");
        from("192.0.2.3").is_err_and(|(status, says)| status == 429 && says.contains("from this address"))
    });
    assert!(kept_out, "a good token does not help");
    assert!(from("192.0.2.4").is_ok(), "another address");
    // Of IPv6 everybody has more addresses than they could ever use up.
    let mut of_a_network = (0..30).map(|host| from(&format!("2001:db8::{host:x}")));
    assert!(of_a_network.any(|opened| opened.is_err_and(|(status, _)| status == 429)));
    assert!(from("2001:db8:0:1::1").is_ok(), "another network");
    // The other socket is counted by itself.
    let sessions = knock("/connect");
    assert!(sessions.iter().any(|answer| answer.status == 426));
    assert!(sessions.iter().any(|answer| answer.status == 429 && answer.header("retry-after").is_some()));
}
