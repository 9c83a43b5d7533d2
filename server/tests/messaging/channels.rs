//! Channels: made, looked after, read by whoever may, and deleted.

use serde_json::{Value, json};

use super::{Scene, TAG, UNTAG, message};
use crate::running::{named::encoded, signed::Program};

#[tokio::test(flavor = "multi_thread")]
async fn channels_are_made_looked_after_and_deleted() {
    let scene = Scene::new().await;
    let body = json!({
        "AppInstanceArn": scene.instance, "Name": "news", "ClientRequestToken": "token-1", "ChannelId": "the.news",
        "Mode": "RESTRICTED", "Privacy": "PUBLIC", "Metadata": "m", "MemberArns": [scene.people["ana"]],
    });
    let made = scene.does("POST", "/channels", &body);
    let arn = format!("{}/channel/the.news", scene.instance);
    assert_eq!((made.status, made.json()), (201, json!({ "ChannelArn": arn })));
    assert_eq!(scene.does("POST", "/channels", &body).json()["ChannelArn"], json!(arn), "known again by its token");
    let mut taken = body.clone();
    taken["ClientRequestToken"] = json!("token-2");
    assert_eq!(scene.does("POST", "/channels", &taken).status, 409);

    let channel = scene.does("GET", &scene.at(&arn, ""), &Value::Null).json()["Channel"].clone();
    assert_eq!(
        (&channel["Name"], &channel["ChannelArn"], &channel["Metadata"]),
        (&json!("news"), &json!(arn), &json!("m"))
    );
    assert_eq!((&channel["Mode"], &channel["Privacy"]), (&json!("RESTRICTED"), &json!("PUBLIC")));
    assert_eq!(channel["CreatedBy"], json!({ "Arn": scene.people["olga"], "Name": "olga" }));
    assert!(channel["CreatedTimestamp"].is_number() && channel["LastUpdatedTimestamp"].is_number());
    let updated = scene.does("PUT", &scene.at(&arn, ""), &json!({ "Name": "old news", "Mode": "UNRESTRICTED" }));
    assert_eq!((updated.status, updated.json()), (200, json!({ "ChannelArn": arn })));
    let listed = scene.call(
        "member",
        "ana",
        "GET",
        &format!("/channels?app-instance-arn={}&privacy=PUBLIC", encoded(&scene.instance)),
        &Value::Null,
    );
    let listed = listed.json()["Channels"].clone();
    assert_eq!(
        (listed.as_array().unwrap().len(), &listed[0]["Name"], &listed[0]["Mode"]),
        (1, &json!("old news"), &json!("UNRESTRICTED"))
    );

    let memberships = scene.at(&arn, "/memberships");
    let ben = json!({ "Arn": scene.people["ben"], "Name": "ben" });
    let add = json!({ "MemberArn": scene.people["ben"], "Type": "DEFAULT" });
    let added = scene.does("POST", &memberships, &add);
    assert_eq!((added.status, added.json()), (201, json!({ "ChannelArn": arn, "Member": ben })));
    assert_eq!(scene.does("POST", &memberships, &add).status, 409, "a member already");
    let batch = json!({ "MemberArns": [scene.people["acca"], scene.people["ben"], scene.people["otto"]] });
    let answer = scene.does("POST", &format!("{memberships}?operation=batch-create"), &batch);
    let answer = answer.json();
    assert_eq!(answer["BatchChannelMemberships"]["Members"], json!([{ "Arn": scene.people["acca"], "Name": "acca" }]));
    let codes: Vec<&str> =
        answer["Errors"].as_array().unwrap().iter().map(|error| error["ErrorCode"].as_str().unwrap()).collect();
    assert_eq!(codes, ["Conflict", "NotFound"], "{answer}");
    let moderator =
        scene.does("POST", &scene.at(&arn, "/moderators"), &json!({ "ChannelModeratorArn": scene.people["ben"] }));
    assert_eq!((moderator.status, moderator.json()), (201, json!({ "ChannelArn": arn, "ChannelModerator": ben })));
    let first = scene.does("GET", &format!("{memberships}?max-results=3"), &Value::Null).json();
    let rest = scene
        .does("GET", &format!("{memberships}?next-token={}", first["NextToken"].as_str().unwrap()), &Value::Null)
        .json();
    let count = |page: &Value| page["ChannelMemberships"].as_array().unwrap().len();
    assert_eq!((count(&first), count(&rest)), (3, 1));
    let membership = format!("{memberships}/{}", encoded(&scene.people["ben"]));
    let shown = scene.does("GET", &membership, &Value::Null).json()["ChannelMembership"].clone();
    assert_eq!((&shown["Member"], &shown["Type"], &shown["ChannelArn"]), (&ben, &json!("DEFAULT"), &json!(arn)));
    assert_eq!(scene.does("DELETE", &membership, &Value::Null).status, 204);
    assert_eq!(scene.does("GET", &membership, &Value::Null).status, 404);

    assert_eq!(scene.does("DELETE", &scene.at(&arn, ""), &Value::Null).status, 204);
    assert_eq!(scene.does("GET", &scene.at(&arn, ""), &Value::Null).status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_channel_is_read_by_its_account_and_written_by_its_members() {
    let scene = Scene::new().await;
    let body = json!({
        "AppInstanceArn": scene.instance, "Name": "square", "ClientRequestToken": "token-1", "Privacy": "PUBLIC",
        "Tags": [{ "Key": "colour", "Value": "red" }],
    });
    let square = scene.does("POST", "/channels", &body).json()["ChannelArn"].as_str().unwrap().to_owned();
    let sent = scene.does("POST", &scene.at(&square, "/messages"), &message("hello", "token-2"));
    let one = scene.at(&square, &format!("/messages/{}", sent.json()["MessageId"].as_str().unwrap()));
    let list = format!("/channels?app-instance-arn={}&privacy=PUBLIC", encoded(&scene.instance));
    for (key, user, reads, writes) in
        [("stranger", "stranger", 200, 403), ("foreign admin", "fred", 404, 404), ("nobody's", "uma", 404, 404)]
    {
        for path in [scene.at(&square, ""), scene.at(&square, "/messages"), one.clone()] {
            assert_eq!(scene.call(key, user, "GET", &path, &Value::Null).status, reads, "{key} {path}");
        }
        let answer = scene.call(key, user, "POST", &scene.at(&square, "/messages"), &message("hi", "token-3"));
        assert_eq!(answer.status, writes, "{key}");
        let redact = scene.call(key, user, "POST", &format!("{one}?operation=redact"), &json!({}));
        assert_eq!(redact.status, writes, "{key}");
        let found = scene.call(key, user, "GET", &list, &Value::Null).json()["Channels"].as_array().unwrap().len();
        assert_eq!(found, usize::from(reads == 200), "{key}");
    }
    // Private channels are listed by that word for admins of the account only, and whoever asks is on the record.
    let private = format!("/channels?app-instance-arn={}&privacy=PRIVATE", encoded(&scene.instance));
    for (key, user, status) in [
        ("account admin", "acca", 200),
        ("platform admin", "root", 200),
        ("owner", "olga", 403),
        ("member", "ana", 403),
        ("stranger", "stranger", 403),
        ("foreign admin", "fred", 403),
    ] {
        let answer = scene.call(key, user, "GET", &private, &Value::Null);
        assert_eq!(answer.status, status, "{key}: {answer:?}");
        if status == 200 {
            let channels = answer.json()["Channels"].clone();
            let found = channels.as_array().unwrap();
            assert!(found.len() == 3 && found.iter().all(|channel| channel["Privacy"] == "PRIVATE"), "{channels}");
        }
    }
    let panel = scene.server.browser(2).sign_in("root@example.org", testkit::PASSWORD);
    let refused = panel.get("/audit/export.jsonl?action=room.list").body;
    assert_eq!(refused.matches("not_an_admin").count(), 4, "{refused}");
    let nowhere = encoded("arn:aws:chime:us-east-1:000000000000:app-instance/000000000001");
    let root = Program::new(&scene.server, scene.planted.key("platform admin"), "chime");
    let people =
        root.call(&scene.server, "GET", &format!("/app-instance-users?app-instance-arn={nowhere}"), &Value::Null);
    assert_eq!((people.status, people.header("x-amzn-errortype")), (404, Some("NotFoundException")), "{people:?}");
    let tags = |channel: &str| {
        scene.does("GET", &format!("/tags?arn={}", encoded(channel)), &Value::Null).json()["Tags"].clone()
    };
    assert_eq!(tags(&square), json!([{ "Key": "colour", "Value": "red" }]));
    let put = json!({ "ResourceARN": square, "Tags": [{ "Key": "colour", "Value": "blue" }, { "Key": "size", "Value": "7" }] });
    assert_eq!(scene.does("POST", TAG, &put).status, 204);
    let take = json!({ "ResourceARN": square, "TagKeys": ["size", "none"] });
    assert_eq!(scene.does("POST", UNTAG, &take).status, 204);
    assert_eq!(tags(&square), json!([{ "Key": "colour", "Value": "blue" }]));
    assert_eq!(tags(&scene.lobby), json!([]));
    let none = scene.does("GET", &scene.at(&square, "/subchannels"), &Value::Null).json();
    assert_eq!(none, json!({ "ChannelArn": square, "SubChannels": [] }));
}
