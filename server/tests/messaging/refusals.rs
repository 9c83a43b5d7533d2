//! What is wrong with a request.

use serde_json::{Value, json};

use super::{Scene, elastic, message};
use crate::running::{Answer, signed::Program};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_request_is_named() {
    let scene = Scene::new().await;
    let told = |answer: &Answer, member: &str, case: &str| {
        assert_eq!(
            (answer.status, answer.header("x-amzn-errortype")),
            (400, Some("BadRequestException")),
            "{case}: {answer:?}"
        );
        let says = answer.json()["Message"].as_str().unwrap().to_owned();
        assert!(says.starts_with(member), "{case}: {says}");
    };
    let channel = scene.at(&scene.lobby, "");
    let plain = Program::new(&scene.server, scene.planted.key("owner"), "chime");
    told(&plain.call(&scene.server, "GET", &channel, &Value::Null), "x-amz-chime-bearer is required", "no bearer");
    let odd = plain.clone().bearing("olga");
    told(&odd.call(&scene.server, "GET", &channel, &Value::Null), "x-amz-chime-bearer must be", "no ARN");
    let endpoint = plain.call(&scene.server, "GET", "/endpoints/messaging-session", &Value::Null);
    assert_eq!(endpoint.json(), json!({ "Endpoint": { "Url": scene.server.address } }));

    told(&scene.does("GET", "/channels/c1", &Value::Null), "channelArn", "no ARN");
    told(&scene.does("GET", "/channels?privacy=PUBLIC", &Value::Null), "app-instance-arn", "left out");
    told(&scene.does("GET", &scene.at(&scene.lobby, "/messages/a%20b"), &Value::Null), "messageId", "a space");
    for (query, member) in [
        ("sort-order=UP", "sort-order"),
        ("not-before=yesterday", "not-before"),
        ("not-after=1", "not-after"),
        ("max-results=51", "max-results"),
        ("max-results=0", "max-results"),
        ("next-token=zzz", "next-token"),
        ("sub-channel-id=a%20b", "sub-channel-id"),
    ] {
        told(&scene.does("GET", &scene.at(&scene.lobby, &format!("/messages?{query}")), &Value::Null), member, query);
    }
    for (member, value) in [
        ("Content", json!("")),
        ("Content", json!("x".repeat(4097))),
        ("Content", Value::Null),
        ("Type", json!("LOUD")),
        ("Persistence", json!("SOMETIMES")),
        ("ClientRequestToken", json!("x")),
        ("ClientRequestToken", json!("a b")),
        ("Metadata", json!("x".repeat(1025))),
        ("ContentType", json!("x".repeat(46))),
        ("MessageAttributes", json!({ "a": "b" })),
        ("SubChannelId", json!("a b")),
        ("Title", json!({ "Title": "x".repeat(51) })),
        ("Target", json!([])),
        ("Target", json!([{ "MemberArn": scene.people["ana"] }, { "MemberArn": scene.people["ben"] }])),
        ("MemberArn", json!([{ "MemberArn": "ana" }])),
    ] {
        let mut body = message("hi", "token");
        let name = match member {
            "Title" => "PushNotification",
            "MemberArn" => "Target",
            name => name,
        };
        body[name] = value.clone();
        told(&scene.does("POST", &scene.at(&scene.lobby, "/messages"), &body), member, &format!("{member} {value}"));
    }
    let mut control = message("hi", "token");
    control["Type"] = json!("CONTROL");
    let sent = scene.does("POST", &scene.at(&scene.lobby, "/messages"), &control);
    assert_eq!(sent.status, 201);
    let one = scene.at(&scene.lobby, &format!("/messages/{}", sent.json()["MessageId"].as_str().unwrap()));
    for (change, case) in [
        (json!({ "Content": "x".repeat(31) }), "a control message changed to a long one"),
        (json!({ "Content": "x", "Metadata": "m" }), "a control message changed to one with metadata"),
    ] {
        told(&scene.does("PUT", &one, &change), "Content", case);
    }
    assert_eq!(scene.does("PUT", &one, &json!({ "Content": "x".repeat(30) })).status, 200);
    let without = json!({ "Content": "x", "Metadata": "" });
    assert_eq!(scene.does("PUT", &one, &without).status, 200, "which is none");
    // The same token for something else.
    control["Metadata"] = json!("m");
    told(&scene.does("POST", &scene.at(&scene.lobby, "/messages"), &control), "Type", "control with metadata");
    for (member, value) in [
        ("AppInstanceArn", json!("x")),
        ("Name", json!(" ")),
        ("Name", json!("x".repeat(257))),
        ("ClientRequestToken", Value::Null),
        ("Mode", json!("OPEN")),
        ("Privacy", json!("SECRET")),
        ("ChannelId", json!("-x")),
        ("ChannelId", json!("a/b")),
        ("MemberArns", json!(vec![scene.people["ana"].clone(); 11])),
        ("MemberArns", json!(["ana"])),
        ("ModeratorArns", json!([])),
        ("Key", json!([{ "Key": "", "Value": "b" }])),
        ("Value", json!([{ "Key": "a" }])),
        ("Tags", json!(vec![json!({ "Key": "a", "Value": "b" }); 51])),
        ("ElasticChannelConfiguration", json!(2)),
        ("MaximumSubChannels", elastic(1, 2, 40)),
        ("TargetMembershipsPerSubChannel", elastic(2, 1, 40)),
        ("MinimumMembershipPercentage", elastic(2, 2, 41)),
        ("MinimumMembershipPercentage", elastic(2, 2, 0)),
        ("MinimumMembershipPercentage", json!({ "MaximumSubChannels": 2, "TargetMembershipsPerSubChannel": 2 })),
        ("ExpirationDays", json!({ "ExpirationDays": 0, "ExpirationCriterion": "CREATED_TIMESTAMP" })),
        ("ExpirationDays", json!({ "ExpirationDays": 5476, "ExpirationCriterion": "CREATED_TIMESTAMP" })),
        ("ExpirationCriterion", json!({ "ExpirationDays": 1, "ExpirationCriterion": "NEVER" })),
        ("ExpirationCriterion", json!({ "ExpirationDays": 1 })),
    ] {
        let mut body = json!({ "AppInstanceArn": scene.instance, "Name": "new", "ClientRequestToken": "token" });
        let name = match member {
            "Key" | "Value" => "Tags",
            "MaximumSubChannels" | "TargetMembershipsPerSubChannel" | "MinimumMembershipPercentage" => {
                "ElasticChannelConfiguration"
            }
            "ExpirationDays" | "ExpirationCriterion" => "ExpirationSettings",
            name => name,
        };
        body[name] = value.clone();
        told(&scene.does("POST", "/channels", &body), member, &format!("{member} {value}"));
    }
    let memberships = scene.at(&scene.lobby, "/memberships");
    told(&scene.does("POST", &memberships, &json!({ "MemberArn": "x", "Type": "DEFAULT" })), "MemberArn", "no ARN");
    told(&scene.does("POST", &memberships, &json!({ "MemberArn": scene.people["acca"] })), "Type", "left out");
    told(
        &scene.does("POST", &format!("{memberships}?operation=batch-create"), &json!({ "MemberArns": [] })),
        "MemberArns",
        "none",
    );
}
