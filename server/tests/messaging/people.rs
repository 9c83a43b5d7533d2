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
