//! Whom a key acts for, and who is banned.

use serde_json::{Value, json};

use super::{Scene, message};
use crate::running::{named::encoded, signed::Program};

#[tokio::test(flavor = "multi_thread")]
async fn an_admins_key_acts_for_the_users_of_its_account() {
    let scene = Scene::new().await;
    let body = json!({ "AppInstanceArn": scene.instance, "AppInstanceUserId": "zoe", "Name": "Zoe", "ClientRequestToken": "token-1" });
    let made = scene.call("account admin", "acca", "POST", "/app-instance-users", &body);
    let zoe = format!("{}/user/zoe", scene.instance);
    assert_eq!((made.status, made.json()), (201, json!({ "AppInstanceUserArn": zoe })), "{made:?}");
    let again = scene.call("account admin", "acca", "POST", "/app-instance-users", &body);
    assert_eq!((again.status, again.json()), (201, json!({ "AppInstanceUserArn": zoe })));
    let add = json!({ "MemberArn": zoe, "Type": "DEFAULT" });
    assert_eq!(scene.does("POST", &scene.at(&scene.lobby, "/memberships"), &add).status, 201);

    for key in ["account admin", "platform admin"] {
        let program = Program::new(&scene.server, scene.planted.key(key), "chime").bearing(&zoe);
        let sent = program.call(
            &scene.server,
            "POST",
            &scene.at(&scene.lobby, "/messages"),
            &message("hi", &key.replace(' ', "-")),
        );
        assert_eq!(sent.status, 201, "{sent:?}");
        let path = scene.at(&scene.lobby, &format!("/messages/{}", sent.json()["MessageId"].as_str().unwrap()));
        let got = program.call(&scene.server, "GET", &path, &Value::Null).json();
        assert_eq!(got["ChannelMessage"]["Sender"], json!({ "Arn": zoe, "Name": "Zoe" }));
        let refused = program.call(&scene.server, "POST", &format!("{path}?operation=redact"), &json!({}));
        assert_eq!(refused.status, 403, "what a member may not, the key of an admin may not for them: {refused:?}");
    }
    let nobody = Program::new(&scene.server, scene.planted.key("platform admin"), "chime")
        .bearing(&format!("{}/user/nobody", scene.instance));
    let refused = nobody.call(&scene.server, "GET", &scene.at(&scene.lobby, ""), &Value::Null);
    assert_eq!((refused.status, refused.header("x-amzn-errortype")), (403, Some("ForbiddenException")));
    let users = scene
        .call("account admin", "acca", "GET", &format!("/app-instance-users/{}", encoded(&zoe)), &Value::Null)
        .json();
    assert_eq!(users["AppInstanceUser"]["Name"], "Zoe");
    let instances = scene.does("GET", "/app-instances", &Value::Null).json();
    assert_eq!(instances, json!({ "AppInstances": [{ "AppInstanceArn": scene.instance, "Name": "ours" }] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_acts_for_users_whose_name_is_not_ascii() {
    let scene = Scene::new().await;
    let room = format!("arn:aws:ivschat:us-east-1:000000000000:room/{}", scene.planted.lobby);
    let chat = Program::new(&scene.server, scene.planted.key("manager"), "ivschat");
    let token = json!({ "roomIdentifier": room, "userId": "zoë" });
    assert_eq!(chat.call(&scene.server, "POST", "/CreateChatToken", &token).status, 200);
    let zoe = format!("{}/user/zoë", scene.instance);
    let shown = |bearer: &str| {
        let path = format!("/app-instance-users/{}", encoded(&zoe).replace('ë', "%C3%AB"));
        scene.program("account admin").bearing(bearer).call(&scene.server, "GET", &path, &Value::Null)
    };
    let own = shown(&zoe);
    assert_eq!((own.status, own.json()["AppInstanceUser"]["Name"].clone()), (200, json!("zoë")), "{own:?}");
    let nobody = shown(&format!("{}/user/noël", scene.instance));
    assert_eq!((nobody.status, nobody.header("x-amzn-errortype")), (403, Some("ForbiddenException")), "{nobody:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_banned_is_no_member_until_the_ban_is_lifted() {
    let scene = Scene::new().await;
    let (bans, ana) = (scene.at(&scene.lobby, "/bans"), json!({ "Arn": scene.people["ana"], "Name": "ana" }));
    let ban = |who: &str| scene.call("manager", "ben", "POST", &bans, &json!({ "MemberArn": scene.people[who] }));
    let banned = ban("ana");
    assert_eq!((banned.status, banned.json()), (201, json!({ "ChannelArn": scene.lobby, "Member": ana })));
    let sees = || scene.call("member", "ana", "GET", &scene.at(&scene.lobby, ""), &Value::Null).status;
    let writes =
        || scene.call("member", "ana", "POST", &scene.at(&scene.lobby, "/messages"), &message("hi", "token")).status;
    assert_eq!((sees(), writes()), (404, 404));
    let twice = ban("ana");
    assert_eq!((twice.status, twice.header("x-amzn-errortype")), (409, Some("ConflictException")));
    assert_eq!(ban("otto").status, 404, "of another app instance");
    assert_eq!(ban("olga").status, 403, "a manager bans no owner");
    let last = scene.call("account admin", "acca", "POST", &bans, &json!({ "MemberArn": scene.people["olga"] }));
    assert_eq!(last.status, 409, "a room keeps an owner: {last:?}");

    // Through no door is a member made of them.
    let add = json!({ "MemberArn": scene.people["ana"], "Type": "DEFAULT" });
    let added = || scene.does("POST", &scene.at(&scene.lobby, "/memberships"), &add);
    assert_eq!((added().status, added().json()["Code"].clone()), (409, json!("Conflict")));
    let moderator = json!({ "ChannelModeratorArn": scene.people["ana"] });
    assert_eq!(scene.does("POST", &scene.at(&scene.lobby, "/moderators"), &moderator).status, 409);
    let panel = scene.server.browser(2).sign_in("olga@example.org", testkit::PASSWORD);
    let room = scene.planted.lobby.to_string();
    let refused = panel.post("/api/members/add", &[("room", &room), ("email", "ana@example.org"), ("role", "member")]);
    assert!(refused.status == 409 && refused.body.contains("banned"), "{refused:?}");

    assert_eq!(scene.does("GET", &bans, &Value::Null).json()["ChannelBans"], json!([{ "Member": ana }]));
    let one = format!("{bans}/{}", encoded(&scene.people["ana"]));
    let shown = scene.does("GET", &one, &Value::Null).json()["ChannelBan"].clone();
    assert_eq!((&shown["Member"], &shown["CreatedBy"]["Name"]), (&ana, &json!("ben")));
    assert!(shown["CreatedTimestamp"].is_number());
    assert_eq!(scene.call("manager", "ben", "DELETE", &one, &Value::Null).status, 204);
    assert_eq!(scene.does("DELETE", &one, &Value::Null).status, 404);
    assert_eq!(sees(), 404, "lifted, and no member by that");
    assert_eq!((added().status, sees()), (201, 200));
    let log = panel.get("/audit/export.jsonl?action=member").body;
    assert!(log.contains("member.ban") && log.contains("member.unban") && log.contains("not_an_owner"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_membership_tells_when_it_was_changed_and_a_moderator_is_told() {
    let scene = Scene::new().await;
    let ana = &scene.people["ana"];
    let path = scene.at(&scene.lobby, &format!("/memberships/{}", encoded(ana)));
    let moments = || {
        let shown = scene.does("GET", &path, &Value::Null).json()["ChannelMembership"].clone();
        (shown["CreatedTimestamp"].as_f64().unwrap(), shown["LastUpdatedTimestamp"].as_f64().unwrap())
    };
    let (created, changed) = moments();
    assert!(created == changed, "never changed");
    let mut session = scene.listens("member", "ana");
    let moderators = scene.at(&scene.lobby, "/moderators");
    assert_eq!(scene.does("POST", &moderators, &json!({ "ChannelModeratorArn": ana })).status, 201);
    let promoted = moments();
    assert!(promoted.0 == created && promoted.1 > created, "{promoted:?}");
    let told = session.told("UPDATE_CHANNEL_MEMBERSHIP");
    assert!(told["LastUpdatedTimestamp"].as_str().unwrap() > told["CreatedTimestamp"].as_str().unwrap(), "{told}");
    // Through whatever door.
    let (account, lobby) = (&scene.planted.key("owner").client_key, scene.planted.lobby);
    let path = format!("/accounts/{account}/rooms/{lobby}/memberships/{}", ana.rsplit('/').next().unwrap());
    let back = scene.program("owner").call(&scene.server, "POST", &path, &json!({ "Role": "Member" }));
    assert_eq!(back.status, 200, "{back:?}");
    assert!(moments().1 > promoted.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_instance_of_those_without_an_account_is_not_there_for_others() {
    let scene = Scene::new().await;
    let instance = "arn:aws:chime:us-east-1:000000000000:app-instance/000000000000";
    let body = json!({ "AppInstanceArn": instance, "Name": "n", "ClientRequestToken": "token" });
    for (key, user) in [("owner", "olga"), ("account admin", "acca")] {
        let made = scene.call(key, user, "POST", "/channels", &body);
        assert_eq!((made.status, made.header("x-amzn-errortype")), (404, Some("NotFoundException")), "{key}");
    }
    for (key, user) in [("nobody's", "uma"), ("platform admin", "root")] {
        let path = format!("/accounts/000000000000/users?user-email={user}@example.org");
        let found = scene.program("platform admin").call(&scene.server, "GET", &path, &Value::Null).json();
        let own = format!("{instance}/user/{}", found["Users"][0]["UserId"].as_str().unwrap());
        let made = scene.program(key).bearing(&own).call(&scene.server, "POST", "/channels", &body);
        assert_eq!(made.status, 201, "{key}: {made:?}");
    }
}
