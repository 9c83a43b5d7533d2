//! Messages that are kept and for one member only: what programs get of them, and what the panel shows to whom.

use serde_json::{Value, json};
use testkit::PASSWORD;

use super::{Scene, message};
use crate::running::{Browser, feed::Feed, named::encoded, signed::Program};

const SECRET: &str = "between-you-and-me";

impl Scene {
    /// What ana tells the stranger, who is a member from now on, and nobody else.
    fn aside(&self) -> String {
        let member = json!({ "MemberArn": self.people["stranger"], "Type": "DEFAULT" });
        assert_eq!(self.does("POST", &self.at(&self.lobby, "/memberships"), &member).status, 201);
        let answer = self.tells("ana", "stranger", SECRET);
        assert_eq!(answer.0, 201, "{answer:?}");
        answer.1["MessageId"].as_str().unwrap().to_owned()
    }

    fn tells(&self, from: &str, to: &str, text: &str) -> (u16, Value) {
        let key = if from == "ana" { "member" } else { "owner" };
        let mut body = message(text, text);
        body["Target"] = json!([{ "MemberArn": self.people[to] }]);
        let answer = self.call(key, from, "POST", &self.at(&self.lobby, "/messages"), &body);
        (answer.status, answer.json())
    }

    fn panel(&self, name: &str) -> Browser {
        self.server.browser(name.len() as u8).sign_in(&format!("{name}@example.org"), PASSWORD)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_sender_and_target_are_given_a_targeted_message_and_moderators_delete_it() {
    let scene = Scene::new().await;
    let id = scene.aside();
    let target = json!([{ "MemberArn": scene.people["stranger"] }]);
    let one = scene.at(&scene.lobby, &format!("/messages/{id}"));
    let list = scene.at(&scene.lobby, "/messages");
    for (key, user, sees) in [
        ("member", "ana", true),
        ("stranger", "stranger", true),
        ("manager", "ben", false),
        ("owner", "olga", false),
        ("account admin", "acca", false),
        ("platform admin", "root", false),
        // Who acts for somebody sees what they see.
        ("platform admin", "ana", true),
    ] {
        let got = scene.call(key, user, "GET", &one, &Value::Null);
        let listed = scene.call(key, user, "GET", &list, &Value::Null);
        assert_eq!((got.status, listed.status), (if sees { 200 } else { 404 }, 200), "{key} {user}: {got:?}");
        assert_eq!((got.body.contains(SECRET), listed.body.contains(SECRET)), (sees, sees), "{key} {user}");
        assert_eq!(listed.body.contains(&id), sees, "{key} {user}");
        if sees {
            let got = got.json()["ChannelMessage"].clone();
            assert_eq!((&got["Target"], &got["Persistence"]), (&target, &json!("PERSISTENT")));
            assert_eq!(listed.json()["ChannelMessages"][0]["Target"], target, "{listed:?}");
        }
    }
    let edit = json!({ "Content": "changed" });
    for (key, user, status) in [("owner", "olga", 404), ("stranger", "stranger", 403), ("member", "ana", 200)] {
        assert_eq!(scene.call(key, user, "PUT", &one, &edit).status, status, "{user}");
    }
    let changed = scene.call("stranger", "stranger", "GET", &one, &Value::Null).json();
    assert_eq!(
        (&changed["ChannelMessage"]["Content"], &changed["ChannelMessage"]["Target"]),
        (&json!("changed"), &target)
    );
    // What a program cannot see it cannot redact, and deletes.
    assert_eq!(scene.does("POST", &format!("{one}?operation=redact"), &json!({})).status, 404);
    let room = scene.lobby.rsplit('/').next().unwrap();
    let path =
        format!("/accounts/{}/rooms/{room}/messages/{id}?operation=redact", scene.planted.key("owner").client_key);
    let chime = Program::new(&scene.server, scene.planted.key("owner"), "chime");
    assert_eq!(chime.call(&scene.server, "POST", &path, &Value::Null).status, 404);
    assert_eq!(scene.call("member", "ana", "DELETE", &one, &Value::Null).status, 403, "for moderators only");
    assert_eq!(scene.does("DELETE", &one, &Value::Null).status, 204);
    assert_eq!(scene.call("member", "ana", "GET", &one, &Value::Null).status, 404);
    // A moderator who is told something can redact it.
    let (_, told) = scene.tells("ana", "olga", "for-the-owner");
    let own = scene.at(&scene.lobby, &format!("/messages/{}", told["MessageId"].as_str().unwrap()));
    assert_eq!(scene.does("POST", &format!("{own}?operation=redact"), &json!({})).status, 200);
    let left = scene.call("member", "ana", "GET", &own, &Value::Null).json()["ChannelMessage"].clone();
    assert_eq!((&left["Redacted"], &left["Target"][0]["MemberArn"]), (&json!(true), &json!(scene.people["olga"])));

    for (to, status) in [("acca", 404), ("ana", 201)] {
        assert_eq!(scene.tells("ana", to, &format!("to-{to}")).0, status, "{to}");
    }
    let again = scene.tells("ana", "stranger", "to-ana");
    assert_eq!(again.0, 409, "the token of something else: {again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_shows_it_to_both_and_to_moderators_and_its_feed_no_id_to_others() {
    let scene = Scene::new().await;
    let room = scene.planted.lobby.to_string();
    let page = format!("/rooms/{room}");
    let feed = |who: &Browser| {
        let mut feed = Feed::open(&scene.server, who.cookie.as_deref(), None).unwrap();
        feed.watch(&room, 0);
        feed.until("watching");
        feed
    };
    let (ana, ben, olga) = (scene.panel("ana"), scene.panel("ben"), scene.panel("olga"));
    let mut feeds = [feed(&ana), feed(&ben), feed(&olga)];
    // ben is a manager no longer, and told to read afresh.
    let ben_id = scene.people["ben"].rsplit('/').next().unwrap();
    let role = |to| olga.post("/api/members/role", &[("room", &room), ("user", ben_id), ("role", to)]).status;
    assert_eq!(role("member"), 200);
    feeds[1].until("reload");
    feeds[1].watch(&room, 0);
    feeds[1].until("watching");
    for place in [0, 2] {
        feeds[place].until("event");
    }

    let id = scene.tells("ana", "olga", SECRET).1["MessageId"].as_str().unwrap().to_owned();
    let one = scene.at(&scene.lobby, &format!("/messages/{id}"));
    scene.call("member", "ana", "PUT", &one, &json!({ "Content": format!("{SECRET}, changed") }));
    let remove = |verb: &str| {
        let fields = [("room", &*room), ("message", &id)];
        assert_eq!(olga.post(&format!("/api/messages/{verb}"), &fields).status, 200, "{verb}");
    };
    for (who, sees) in [(&ana, true), (&ben, false), (&olga, true), (&scene.panel("root"), true)] {
        let shown = who.get(&page).body;
        assert_eq!((shown.contains(SECRET), shown.contains(&id)), (sees, sees));
        assert_eq!(shown.contains("message-aside"), sees);
    }
    remove("redact");
    remove("delete");
    let mut numbers = Vec::new();
    for (feed, sees) in feeds.iter_mut().zip([true, false, true]) {
        let told: Vec<Value> = (0..4).map(|_| feed.until("event").pop().unwrap()["event"]["event"].take()).collect();
        numbers.push(told.iter().map(|event| event["n"].as_u64().unwrap()).collect::<Vec<_>>());
        let kinds: Vec<String> = told
            .iter()
            .map(|event| match &event["kind"] {
                Value::String(kind) => kind.clone(),
                kind => kind.as_object().unwrap().keys().next().unwrap().clone(),
            })
            .collect();
        let expected = if sees { ["sent", "edited", "redacted", "deleted"] } else { ["gone"; 4] };
        assert_eq!(kinds, expected);
        let told = json!(told).to_string();
        assert_eq!((told.contains(SECRET), told.contains(&id)), (sees, sees), "{told}");
    }
    assert!(numbers[0] == numbers[1] && numbers[1] == numbers[2], "without gaps for all: {numbers:?}");

    // Who reads from the beginning is told the same; and who moderates again hears it again.
    let replayed = |who: &Browser| {
        let mut feed = Feed::open(&scene.server, who.cookie.as_deref(), None).unwrap();
        feed.watch(&room, 0);
        (json!(feed.until("watching")).to_string().contains(&id), feed)
    };
    let (told, mut feed) = replayed(&ben);
    assert!(!told && replayed(&ana).0);
    assert_eq!(role("manager"), 200);
    feed.until("reload");
    assert!(replayed(&ben).0);
    let path = scene.at(&scene.lobby, &format!("/messages/{id}"));
    assert_eq!(scene.call("member", "ana", "GET", &path, &Value::Null).status, 404);
    let listed =
        scene.call("member", "ana", "GET", &format!("/channels/{}/messages", encoded(&scene.lobby)), &Value::Null);
    assert!(!listed.body.contains(&id));
}

#[tokio::test(flavor = "multi_thread")]
async fn that_hidden_members_come_and_go_is_told_to_those_who_moderate() {
    let scene = Scene::new().await;
    let room = scene.planted.lobby.to_string();
    let [ana, olga] = ["ana", "olga"].map(|who| scene.panel(who));
    let watch = |browser: &Browser| {
        let mut feed = Feed::open(&scene.server, browser.cookie.as_deref(), None).unwrap();
        feed.watch(&room, 0);
        (feed.until("watching"), feed)
    };
    let members = |browser: &Browser| browser.post("/api/rooms/one", &[("room", &room)]).json();
    let before = members(&ana)["summary"]["members"].clone();
    let hidden = scene.people["stranger"].rsplit('/').next().unwrap();
    let mut feeds = [&ana, &olga].map(|browser| watch(browser).1);
    let body = json!({ "MemberArn": scene.people["stranger"], "Type": "HIDDEN" });
    assert_eq!(scene.does("POST", &scene.at(&scene.lobby, "/memberships"), &body).status, 201);
    for browser in [&ana, &olga] {
        assert_eq!(members(browser)["summary"]["members"], before, "in no number");
    }
    let gone = scene.at(&scene.lobby, &format!("/memberships/{}", encoded(&scene.people["stranger"])));
    assert_eq!(scene.does("DELETE", &gone, &Value::Null).status, 204);
    assert_eq!(members(&olga)["summary"]["members"], before);
    for (feed, knows) in feeds.iter_mut().zip([false, true]) {
        for what in ["came", "went"] {
            let event = feed.until("event").pop().unwrap()["event"]["event"].clone();
            assert_eq!(event.to_string().contains(hidden), knows, "{what}: {event}");
            assert_eq!(event["kind"] == json!("gone"), !knows, "{what}: {event}");
        }
    }
    for (browser, knows) in [(&ana, false), (&olga, true)] {
        assert_eq!(json!(watch(browser).0).to_string().contains(hidden), knows, "and later as then");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_members_are_not_found_out_by_who_is_no_moderator() {
    let scene = Scene::new().await;
    let hidden = json!({ "MemberArn": scene.people["stranger"], "Type": "HIDDEN" });
    assert_eq!(scene.does("POST", &scene.at(&scene.lobby, "/memberships"), &hidden).status, 201);
    // A hidden member and nobody's member are told of alike.
    let [found, nobody] = ["stranger", "acca"].map(|who| scene.tells("ana", who, "psst"));
    assert_eq!((found.0, nobody.0), (404, 404));
    assert_eq!(found.1, nobody.1);
    assert_eq!(scene.tells("olga", "stranger", "to-the-hidden-one").0, 201);
    let id = |who: &str| scene.people[who].rsplit('/').next().unwrap().to_owned();
    let account = &scene.planted.key("owner").client_key;
    let rooms = |key: &str, who: &str| {
        let path = format!("/accounts/{account}/rooms?member-id={}", id(who));
        let answer = scene.program(key).call(&scene.server, "GET", &path, &Value::Null);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body.contains(&scene.planted.lobby.to_string())
    };
    for (key, who, sees) in [
        ("member", "stranger", false),
        ("member", "ben", true),
        ("manager", "stranger", true),
        ("owner", "stranger", true),
        ("account admin", "stranger", true),
        ("stranger", "stranger", true),
    ] {
        assert_eq!(rooms(key, who), sees, "{key} asks for {who}");
    }
}
