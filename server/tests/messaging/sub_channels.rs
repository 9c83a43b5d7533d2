//! An elastic channel and its sub-channels, members whom nobody sees, and channels that expire.

use serde_json::{Value, json};

use super::{Scene, elastic, message};
use crate::running::named::encoded;

#[tokio::test(flavor = "multi_thread")]
async fn an_elastic_channel_is_used_by_its_sub_channels() {
    let scene = Scene::new().await;
    let body = json!({
        "AppInstanceArn": scene.instance, "Name": "arena", "ClientRequestToken": "token-1",
        "ElasticChannelConfiguration": elastic(2, 2, 40), "MemberArns": [scene.people["ana"]],
        "ExpirationSettings": { "ExpirationDays": 30, "ExpirationCriterion": "LAST_MESSAGE_TIMESTAMP" },
    });
    let arena = scene.does("POST", "/channels", &body).json()["ChannelArn"].as_str().unwrap().to_owned();
    let shown = scene.does("GET", &scene.at(&arena, ""), &Value::Null).json()["Channel"].clone();
    for member in ["ElasticChannelConfiguration", "ExpirationSettings"] {
        assert_eq!(shown[member], body[member]);
    }
    // The first sub-channel holds olga and ana, the second ben.
    let memberships = scene.at(&arena, "/memberships");
    let add = |who: &str, more: &Value| {
        let mut body = json!({ "MemberArn": scene.people[who], "Type": "DEFAULT" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        scene.does("POST", &memberships, &body)
    };
    let unknown = add("ben", &json!({ "SubChannelId": "none" }));
    assert_eq!((unknown.status, unknown.header("x-amzn-errortype")), (404, Some("NotFoundException")));
    let second = add("ben", &json!({})).json()["SubChannelId"].as_str().unwrap().to_owned();
    let list = scene.does("GET", &scene.at(&arena, "/subchannels"), &Value::Null).json();
    let first = list["SubChannels"][0]["SubChannelId"].as_str().unwrap().to_owned();
    assert_eq!(
        list["SubChannels"],
        json!([{ "SubChannelId": first, "MembershipCount": 2 }, { "SubChannelId": second, "MembershipCount": 1 }])
    );
    let page = scene.does("GET", &scene.at(&arena, "/subchannels?max-results=1"), &Value::Null).json();
    let token = page["NextToken"].as_str().unwrap();
    let page = scene.does("GET", &scene.at(&arena, &format!("/subchannels?next-token={token}")), &Value::Null).json();
    assert_eq!((&page["SubChannels"][0]["SubChannelId"], page.get("NextToken")), (&json!(second), None));
    assert_eq!(scene.call("member", "ana", "GET", &scene.at(&arena, "/subchannels"), &Value::Null).status, 403);
    let full = add("stranger", &json!({ "SubChannelId": first }));
    let limit = (400, Some("ResourceLimitExceededException"));
    assert_eq!((full.status, full.header("x-amzn-errortype")), limit);
    let hidden = json!({ "MemberArns": [scene.people["stranger"], scene.people["acca"]], "Type": "HIDDEN" });
    let batch = scene.does("POST", &format!("{memberships}?operation=batch-create"), &hidden).json();
    let added = &batch["BatchChannelMemberships"];
    assert_eq!((&added["Type"], &added["SubChannelId"]), (&json!("HIDDEN"), &json!(second)));
    assert_eq!(batch["Errors"][0]["ErrorCode"], "ResourceLimitExceeded");
    let listed = |key: &str, who: &str, query: &str| {
        let answer = scene.call(key, who, "GET", &format!("{memberships}?{query}"), &Value::Null);
        let names = answer.json()["ChannelMemberships"].as_array().map(|found| {
            let name = |one: &Value| one["Member"]["Name"].as_str().unwrap().to_owned();
            found.iter().map(name).collect::<Vec<_>>().join(" ")
        });
        names.unwrap_or_else(|| answer.status.to_string())
    };
    assert_eq!(listed("owner", "olga", "type=HIDDEN"), "stranger");
    assert_eq!(listed("owner", "olga", &format!("sub-channel-id={second}")), "ben");
    assert_eq!(listed("owner", "olga", "").split(' ').count(), 3);
    assert_eq!(listed("manager", "ben", &format!("sub-channel-id={second}")), "ben");
    assert_eq!(listed("manager", "ben", &format!("sub-channel-id={second}&type=HIDDEN")), "403");
    assert_eq!(listed("manager", "ben", ""), "403", "of the whole channel for its moderators only");
    let spy = format!("{memberships}/{}", encoded(&scene.people["stranger"]));
    let shown = scene.does("GET", &spy, &Value::Null).json()["ChannelMembership"].clone();
    assert_eq!((&shown["Type"], &shown["SubChannelId"]), (&json!("HIDDEN"), &json!(second)));
    assert_eq!(scene.does("GET", &format!("{spy}?sub-channel-id={first}"), &Value::Null).status, 404);
    assert_eq!(scene.does("DELETE", &format!("{spy}?sub-channel-id={first}"), &Value::Null).status, 404);
    assert_eq!(scene.does("DELETE", &format!("{spy}?sub-channel-id={second}"), &Value::Null).status, 204);

    let messages = scene.at(&arena, "/messages");
    let ana = |method: &str, path: &str, body: &Value| scene.call("member", "ana", method, path, body);
    let mut said = message("hello", "token-2");
    let missing = ana("POST", &messages, &said);
    assert_eq!((missing.status, missing.header("x-amzn-errortype")), (400, Some("BadRequestException")));
    said["SubChannelId"] = json!(second);
    assert_eq!(ana("POST", &messages, &said).status, 403);
    said["SubChannelId"] = json!("none");
    assert_eq!(scene.does("POST", &messages, &said).status, 404);
    said["SubChannelId"] = json!(first);
    let sent = ana("POST", &messages, &said);
    assert_eq!((sent.status, &sent.json()["SubChannelId"]), (201, &json!(first)), "{sent:?}");
    let id = sent.json()["MessageId"].as_str().unwrap().to_owned();
    let (one, here) = (scene.at(&arena, &format!("/messages/{id}")), format!("?sub-channel-id={first}"));
    let got = ana("GET", &format!("{one}{here}"), &Value::Null).json()["ChannelMessage"].clone();
    assert_eq!((&got["Content"], &got["SubChannelId"]), (&json!("hello"), &json!(first)));
    assert_eq!(scene.does("GET", &one, &Value::Null).json()["ChannelMessage"]["SubChannelId"], json!(first));
    let elsewhere = format!("{one}?sub-channel-id={second}");
    assert_eq!(scene.does("GET", &elsewhere, &Value::Null).status, 404);
    assert_eq!(scene.call("manager", "ben", "GET", &elsewhere, &Value::Null).status, 404, "as absent");
    assert_eq!(scene.call("manager", "ben", "GET", &one, &Value::Null).status, 403);
    let page = ana("GET", &format!("{messages}{here}"), &Value::Null).json();
    assert_eq!((page["ChannelMessages"].as_array().unwrap().len(), &page["SubChannelId"]), (1, &json!(first)));
    let page = scene.does("GET", &format!("{messages}?sub-channel-id={second}"), &Value::Null).json();
    assert_eq!(page["ChannelMessages"], json!([]));
    let changed = ana("PUT", &one, &json!({ "Content": "changed", "SubChannelId": first }));
    assert_eq!((changed.status, &changed.json()["SubChannelId"]), (200, &json!(first)));
    assert_eq!(ana("PUT", &one, &json!({ "Content": "changed", "SubChannelId": second })).status, 403);
    let redact = format!("{one}?operation=redact");
    assert_eq!(scene.does("POST", &redact, &json!({ "SubChannelId": second })).status, 404);
    let redacted = scene.does("POST", &redact, &json!({ "SubChannelId": first }));
    assert_eq!(redacted.json(), json!({ "ChannelArn": arena, "MessageId": id, "SubChannelId": first }));
    // Whoever moderates all of it need not say where it lies, and is told.
    said["ClientRequestToken"] = json!("token-3");
    let other = ana("POST", &messages, &said).json()["MessageId"].as_str().unwrap().to_owned();
    let redacted = scene.does("POST", &scene.at(&arena, &format!("/messages/{other}?operation=redact")), &json!({}));
    assert_eq!(redacted.json(), json!({ "ChannelArn": arena, "MessageId": other, "SubChannelId": first }));
    assert_eq!(scene.does("DELETE", &elsewhere, &Value::Null).status, 404);
    assert_eq!(scene.does("DELETE", &format!("{one}{here}"), &Value::Null).status, 204);
    assert_eq!(scene.does("GET", &one, &Value::Null).status, 404);
    // In the panel it is one room for those who moderate it, and no room to read for the others.
    let room = arena.rsplit('/').next().unwrap();
    for (person, status) in [("olga", 200), ("ana", 403)] {
        let panel = scene.server.browser(2).sign_in(&format!("{person}@example.org"), testkit::PASSWORD);
        assert_eq!(panel.get(&format!("/rooms/{room}")).status, status, "{person}");
    }
}
