//! Rooms from their making to their end, their lists and their tags.

use domain::RoomId;
use serde_json::{Value, json};

use super::{arn, post, program, refused, tags_path};
use crate::running::{Running, planted::planted};

fn is_moment(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() == 24 && text.ends_with('Z') && text.as_bytes()[10] == b'T')
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_is_made_changed_found_and_deleted() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let owner = program(&server, &planted, "owner");
    let handler = json!({"uri": "arn:aws:lambda:us-east-1:000000000000:function:f", "fallbackResult": "DENY"});
    let asked = json!({
        "name": "den", "maximumMessageRatePerSecond": 3, "maximumMessageLength": 80,
        "messageReviewHandler": handler, "tags": {"team": "a"}
    });
    let made = post(&server, &owner, "CreateRoom", &asked);
    assert_eq!(made.status, 200, "{made:?}");
    let made = made.json();
    for name in ["name", "maximumMessageRatePerSecond", "maximumMessageLength", "messageReviewHandler", "tags"] {
        assert_eq!(made[name], asked[name], "{name}");
    }
    let room: RoomId = made["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(made["arn"], json!(arn(room)));
    assert!(is_moment(&made["createTime"]) && is_moment(&made["updateTime"]), "{made}");
    let name = json!({"identifier": arn(room)});
    assert_eq!(post(&server, &owner, "GetRoom", &name).json(), made);
    let elsewhere = arn(room).replace("us-east-1:000000000000", "eu-west-1:123456789012");
    assert_eq!(post(&server, &owner, "GetRoom", &json!({"identifier": elsewhere})).json(), made);

    // Of a handler, too, only what is named is changed.
    let review = |change: Value| {
        let body = json!({"identifier": arn(room), "messageReviewHandler": change});
        post(&server, &owner, "UpdateRoom", &body).json()["messageReviewHandler"].clone()
    };
    assert_eq!(review(json!({"fallbackResult": "ALLOW"})), json!({"uri": handler["uri"], "fallbackResult": "ALLOW"}));
    assert_eq!(review(json!({"fallbackResult": "DENY"})), handler);
    let other = json!("arn:aws:lambda:us-east-1:000000000000:function:g");
    assert_eq!(review(json!({"uri": other})), json!({"uri": other, "fallbackResult": "DENY"}));

    let change = json!({
        "identifier": arn(room), "name": "lair", "maximumMessageLength": 90, "messageReviewHandler": {"uri": ""}
    });
    let changed = post(&server, &owner, "UpdateRoom", &change).json();
    assert_eq!((&changed["name"], &changed["maximumMessageLength"]), (&json!("lair"), &json!(90)));
    assert_eq!((&changed["maximumMessageRatePerSecond"], &changed["tags"]), (&json!(3), &json!({"team": "a"})));
    assert!(changed.get("messageReviewHandler").is_none() && changed["updateTime"] != made["updateTime"]);

    let bare = post(&server, &owner, "CreateRoom", &json!({})).json();
    assert_eq!((&bare["name"], &bare["maximumMessageRatePerSecond"]), (&json!("room"), &json!(10)));
    assert_eq!(bare["maximumMessageLength"], json!(500));
    let unnamed = post(&server, &owner, "CreateRoom", &json!({"name": ""})).json();
    assert_eq!(unnamed["name"], bare["name"]);
    let found = post(&server, &owner, "ListRooms", &json!({"name": ""})).json();
    assert!(found["rooms"].as_array().unwrap().iter().any(|room| room["arn"] == unnamed["arn"]), "{found}");
    let tagged = post(&server, &owner, "CreateRoom", &json!({"tags": {"a": null, "b": "c"}})).json();
    assert_eq!(tagged["tags"], json!({"b": "c"}), "what is there without a value counts as left out");

    assert_eq!(post(&server, &owner, "DeleteRoom", &name).status, 204);
    let answer = post(&server, &owner, "GetRoom", &name);
    let (status, kind, body) = refused(&answer);
    assert_eq!((status, kind), (404, "ResourceNotFoundException"));
    assert_eq!((&body["resourceId"], &body["resourceType"]), (&json!(arn(room)), &json!("ROOM")));
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_are_listed_the_latest_changed_first() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let owner = program(&server, &planted, "owner");
    let list = |body: Value| post(&server, &owner, "ListRooms", &body).json();
    let names = |page: &Value| -> Vec<String> {
        page["rooms"].as_array().unwrap().iter().map(|room| room["name"].as_str().unwrap().to_owned()).collect()
    };
    let change = json!({"identifier": arn(planted.attic), "maximumMessageLength": 7});
    assert_eq!(post(&server, &owner, "UpdateRoom", &change).status, 200);
    let all = list(json!({}));
    assert_eq!(names(&all), ["attic", "strict", "lobby"]);
    assert!(all.get("nextToken").is_none());
    let first = &all["rooms"][0];
    assert!(first.get("maximumMessageLength").is_none() && is_moment(&first["updateTime"]), "{first}");
    assert_eq!(first["arn"], json!(arn(planted.attic)));

    let page = list(json!({"maxResults": 2}));
    assert_eq!(names(&page), ["attic", "strict"]);
    let page = list(json!({"maxResults": 2, "nextToken": page["nextToken"]}));
    assert_eq!((names(&page), page.get("nextToken")), (vec!["lobby".to_owned()], None));

    assert_eq!(names(&list(json!({"name": "lobby"}))), ["lobby"]);
    assert!(names(&list(json!({"name": "lob"}))).is_empty(), "the whole name");
    let uri = "arn:aws:lambda:us-east-1:000000000000:function:f";
    assert!(names(&list(json!({"messageReviewHandlerUri": uri}))).is_empty());
    let change = json!({"identifier": arn(planted.lobby), "messageReviewHandler": {"uri": uri}});
    assert_eq!(post(&server, &owner, "UpdateRoom", &change).status, 200);
    assert_eq!(names(&list(json!({"messageReviewHandlerUri": uri}))), ["lobby"]);
    let logged = "arn:aws:ivschat:us-east-1:000000000000:logging-configuration/x";
    assert!(names(&list(json!({"loggingConfigurationIdentifier": logged}))).is_empty());
    assert!(names(&post(&server, &program(&server, &planted, "stranger"), "ListRooms", &json!({})).json()).is_empty());
    let root = program(&server, &planted, "platform admin");
    assert_eq!(names(&post(&server, &root, "ListRooms", &json!({})).json()).len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_put_on_read_and_taken_away() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let (owner, path) = (program(&server, &planted, "owner"), tags_path(planted.lobby));
    let tags = || owner.call(&server, "GET", &path, &Value::Null).json();
    assert_eq!(tags(), json!({"tags": {}}));
    let put = owner.call(&server, "POST", &path, &json!({"tags": {"a": "1", "b": "2", "c d": "ü"}}));
    assert_eq!((put.status, put.json()), (200, json!({})));
    assert_eq!(owner.call(&server, "POST", &path, &json!({"tags": {"a": "3"}})).status, 200);
    assert_eq!(tags(), json!({"tags": {"a": "3", "b": "2", "c d": "ü"}}));
    let take = owner.call(&server, "DELETE", &format!("{path}?tagKeys=a&tagKeys=c%20d&tagKeys=none"), &Value::Null);
    assert_eq!((take.status, take.json()), (200, json!({})), "{take:?}");
    assert_eq!(tags(), json!({"tags": {"b": "2"}}));

    let many: serde_json::Map<String, Value> = (0..50).map(|n| (format!("k{n}"), json!("v"))).collect();
    let answer = owner.call(&server, "POST", &path, &json!({"tags": many}));
    let (status, kind, body) = refused(&answer);
    assert_eq!((status, kind, &body["fieldList"][0]["name"]), (400, "ValidationException", &json!("tags")));
    assert_eq!(tags(), json!({"tags": {"b": "2"}}), "a refusal changes nothing");
}
