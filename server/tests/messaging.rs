//! Chime SDK messaging over the real binary: every operation with the shapes that its clients read, who may do what,
//! and what is told of requests that are not as the model says.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

mod running;

use std::collections::HashMap;

use domain::Door;
use running::{
    Answer, Running,
    named::{self, encoded},
    planted::{Planted, planted},
    signed::Program,
};
use serde_json::{Value, json};

/// Who holds a key, and who that key's user is.
const KEYS: [(&str, &str); 13] = [
    ("stranger", "stranger"),
    ("member", "ana"),
    ("manager", "ben"),
    ("owner", "olga"),
    ("account admin", "acca"),
    ("platform admin", "root"),
    ("foreign member", "otto"),
    ("foreign admin", "fred"),
    ("nobody's", "uma"),
    ("reader", "olga"),
    ("key of it", "olga"),
    ("key of another", "olga"),
    ("disabled key", "olga"),
];

/// A server, and the names of all that is planted in it.
struct Scene {
    planted: Planted,
    server: Running,
    instance: String,
    people: HashMap<String, String>,
    lobby: String,
}

impl Scene {
    async fn new() -> Self {
        let planted = planted().await;
        let server = Running::serve(planted.folder.path());
        let (instance, people) = (named::instance(&planted, "owner"), named::people(&server, &planted));
        let lobby = format!("{instance}/channel/{}", planted.lobby);
        Self { planted, server, instance, people, lobby }
    }

    fn call(&self, key: &str, bearer: &str, method: &str, path: &str, body: &Value) -> Answer {
        let program = Program::new(&self.server, self.planted.key(key), "chime").bearing(&self.people[bearer]);
        program.call(&self.server, method, path, body)
    }

    /// What the owner does.
    fn does(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.call("owner", "olga", method, path, body)
    }

    /// The address of a channel, and of what is in it.
    fn at(&self, channel: &str, rest: &str) -> String {
        format!("/channels/{}{rest}", encoded(channel))
    }

    fn sends(&self, content: &str, token: &str) -> String {
        let body = message(content, token);
        let answer = self.does("POST", &self.at(&self.lobby, "/messages"), &body);
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()["MessageId"].as_str().unwrap().to_owned()
    }

    /// The address of a ban that is there.
    fn banned(&self, channel: &str, who: &str) -> String {
        let answer = self.does("POST", &self.at(channel, "/bans"), &json!({ "MemberArn": self.people[who] }));
        assert_eq!(answer.status, 201, "{answer:?}");
        self.at(channel, &format!("/bans/{}", encoded(&self.people[who])))
    }

    fn makes_channel(&self, token: &str) -> String {
        let body = json!({
            "AppInstanceArn": self.instance, "Name": "fresh", "ClientRequestToken": token,
            "MemberArns": [self.people["ana"]], "ModeratorArns": [self.people["ben"]],
        });
        let answer = self.does("POST", "/channels", &body);
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()["ChannelArn"].as_str().unwrap().to_owned()
    }
}

fn message(content: &str, token: &str) -> Value {
    json!({ "Content": content, "Type": "STANDARD", "Persistence": "PERSISTENT", "ClientRequestToken": token })
}

/// How an elastic channel is to be divided.
fn elastic(sub_channels: u32, members: u32, percent: u32) -> Value {
    json!({
        "MaximumSubChannels": sub_channels, "TargetMembershipsPerSubChannel": members,
        "MinimumMembershipPercentage": percent,
    })
}

/// What a row needs to be called: a message of the owner's in the lobby, or a channel of their own.
struct Target {
    message: String,
    fresh: String,
    token: String,
}

const TAG: &str = "/tags?operation=tag-resource";
const UNTAG: &str = "/tags?operation=untag-resource";
/// Operations that name nobody to act for.
const OF_THE_KEY: [&str; 4] = ["TagResource", "UntagResource", "ListTagsForResource", "GetMessagingSessionEndpoint"];

type Asks = fn(&Scene, &Target) -> (String, Value);

/// Every operation with its method, what it asks, and what each key gets for it.
const TABLE: [(&str, &str, Asks, &str); 31] = [
    (
        "RedactChannelMessage",
        "POST",
        |s, t| (s.at(&s.lobby, &format!("/messages/{}?operation=redact", t.message)), json!({})),
        "404 403 200 200 200 200 404 404 404 403 200 403 403",
    ),
    (
        "GetChannelMessage",
        "GET",
        |s, t| (s.at(&s.lobby, &format!("/messages/{}", t.message)), Value::Null),
        "404 200 200 200 200 200 404 404 404 200 200 403 403",
    ),
    (
        "ListChannelMessages",
        "GET",
        |s, _| (s.at(&s.lobby, "/messages"), Value::Null),
        "404 200 200 200 200 200 404 404 404 200 200 403 403",
    ),
    (
        "SendChannelMessage",
        "POST",
        |s, t| (s.at(&s.lobby, "/messages"), message("hi", &t.token)),
        "404 201 201 201 403 403 404 404 404 403 201 403 403",
    ),
    (
        "UpdateChannelMessage",
        "PUT",
        |s, t| (s.at(&s.lobby, &format!("/messages/{}", t.message)), json!({ "Content": "other" })),
        "404 403 403 200 403 403 404 404 404 403 200 403 403",
    ),
    (
        "DeleteChannelMessage",
        "DELETE",
        |s, t| (s.at(&s.lobby, &format!("/messages/{}", t.message)), Value::Null),
        "404 403 204 204 204 204 404 404 404 403 204 403 403",
    ),
    (
        "CreateChannel",
        "POST",
        |s, t| {
            (
                "/channels".to_owned(),
                json!({ "AppInstanceArn": s.instance, "Name": "new", "ClientRequestToken": t.token }),
            )
        },
        "201 201 201 201 201 201 404 404 404 403 403 403 403",
    ),
    (
        "ListChannels",
        "GET",
        |s, _| (format!("/channels?app-instance-arn={}", encoded(&s.instance)), Value::Null),
        "200 200 200 200 200 200 200 200 200 200 403 403 403",
    ),
    (
        "DescribeChannel",
        "GET",
        |s, _| (s.at(&s.lobby, ""), Value::Null),
        "404 200 200 200 200 200 404 404 404 200 200 403 403",
    ),
    (
        "UpdateChannel",
        "PUT",
        |s, t| (s.at(&t.fresh, ""), json!({ "Name": "renamed" })),
        "404 403 403 200 200 200 404 404 404 403 403 403 403",
    ),
    (
        "DeleteChannel",
        "DELETE",
        |s, t| (s.at(&t.fresh, ""), Value::Null),
        "404 403 403 204 204 204 404 404 404 403 403 403 403",
    ),
    (
        "CreateChannelMembership",
        "POST",
        |s, t| (s.at(&t.fresh, "/memberships"), json!({ "MemberArn": s.people["stranger"], "Type": "DEFAULT" })),
        "404 403 201 201 201 201 404 404 404 403 403 403 403",
    ),
    (
        "BatchCreateChannelMembership",
        "POST",
        |s, t| (s.at(&t.fresh, "/memberships?operation=batch-create"), json!({ "MemberArns": [s.people["stranger"]] })),
        "404 403 200 200 200 200 404 404 404 403 403 403 403",
    ),
    (
        "ListChannelMemberships",
        "GET",
        |s, _| (s.at(&s.lobby, "/memberships"), Value::Null),
        "404 200 200 200 200 200 404 404 404 200 200 403 403",
    ),
    (
        "DescribeChannelMembership",
        "GET",
        |s, _| (s.at(&s.lobby, &format!("/memberships/{}", encoded(&s.people["ana"]))), Value::Null),
        "404 200 200 200 200 200 404 404 404 200 200 403 403",
    ),
    (
        "DeleteChannelMembership",
        "DELETE",
        |s, t| (s.at(&t.fresh, &format!("/memberships/{}", encoded(&s.people["ana"]))), Value::Null),
        "404 204 204 204 204 204 404 404 404 403 403 403 403",
    ),
    (
        "CreateChannelModerator",
        "POST",
        |s, t| (s.at(&t.fresh, "/moderators"), json!({ "ChannelModeratorArn": s.people["ana"] })),
        "404 403 403 201 201 201 404 404 404 403 403 403 403",
    ),
    (
        "CreateChannelBan",
        "POST",
        |s, t| (s.at(&t.fresh, "/bans"), json!({ "MemberArn": s.people["stranger"] })),
        "404 403 201 201 201 201 404 404 404 403 403 403 403",
    ),
    (
        "ListChannelBans",
        "GET",
        |s, _| (s.at(&s.lobby, "/bans"), Value::Null),
        "404 403 200 200 200 200 404 404 404 200 200 403 403",
    ),
    (
        "DescribeChannelBan",
        "GET",
        |s, t| (s.banned(&t.fresh, "stranger"), Value::Null),
        "404 403 200 200 200 200 404 404 404 200 403 403 403",
    ),
    (
        "DeleteChannelBan",
        "DELETE",
        |s, t| (s.banned(&t.fresh, "stranger"), Value::Null),
        "404 403 204 204 204 204 404 404 404 403 403 403 403",
    ),
    (
        "ListSubChannels",
        "GET",
        |s, _| (s.at(&s.lobby, "/subchannels"), Value::Null),
        "404 403 200 200 200 200 404 404 404 200 200 403 403",
    ),
    (
        "TagResource",
        "POST",
        |_, t| (TAG.to_owned(), json!({ "ResourceARN": t.fresh, "Tags": [{ "Key": "a", "Value": "b" }] })),
        "404 403 403 204 204 204 404 404 404 403 403 403 403",
    ),
    (
        "UntagResource",
        "POST",
        |_, t| (UNTAG.to_owned(), json!({ "ResourceARN": t.fresh, "TagKeys": ["a"] })),
        "404 403 403 204 204 204 404 404 404 403 403 403 403",
    ),
    (
        "ListTagsForResource",
        "GET",
        |s, _| (format!("/tags?arn={}", encoded(&s.lobby)), Value::Null),
        "404 200 200 200 200 200 404 404 404 200 200 403 403",
    ),
    (
        "GetMessagingSessionEndpoint",
        "GET",
        |_, _| ("/endpoints/messaging-session".to_owned(), Value::Null),
        "200 200 200 200 200 200 200 200 200 200 200 200 403",
    ),
    (
        "CreateAppInstanceUser",
        "POST",
        |s, t| {
            (
                "/app-instance-users".to_owned(),
                json!({ "AppInstanceArn": s.instance, "AppInstanceUserId": t.token, "Name": "new", "ClientRequestToken": t.token }),
            )
        },
        "403 403 403 403 201 201 403 403 403 403 403 403 403",
    ),
    (
        "ListAppInstanceUsers",
        "GET",
        |s, _| (format!("/app-instance-users?app-instance-arn={}", encoded(&s.instance)), Value::Null),
        "403 403 403 403 200 200 403 403 403 403 403 403 403",
    ),
    (
        "DescribeAppInstanceUser",
        "GET",
        |s, _| (format!("/app-instance-users/{}", encoded(&s.people["ana"])), Value::Null),
        "403 200 403 403 200 200 403 403 403 403 403 403 403",
    ),
    (
        "ListAppInstances",
        "GET",
        |_, _| ("/app-instances".to_owned(), Value::Null),
        "200 200 200 200 200 200 200 200 200 200 403 403 403",
    ),
    (
        "DescribeAppInstance",
        "GET",
        |s, _| (format!("/app-instances/{}", encoded(&s.instance)), Value::Null),
        "200 200 200 200 200 200 404 404 404 200 403 403 403",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_for_every_key() {
    let there: Vec<&str> =
        wire::operations().filter(|(door, _)| *door == Door::Messaging).map(|(_, name)| name).collect();
    assert_eq!(there, TABLE.map(|(name, ..)| name), "the table has a row for every operation, in their order");
    let scene = Scene::new().await;
    let (mut count, mut wrong) = (0, Vec::new());
    for (name, method, asks, expected) in TABLE {
        let mut target = || {
            count += 1;
            let token = format!("t{count}");
            Target {
                message: scene.sends("hello", &token),
                fresh: scene.makes_channel(&token),
                token: format!("u{count}"),
            }
        };
        for ((key, bearer), expected) in KEYS.iter().zip(expected.split(' ')) {
            let (path, body) = asks(&scene, &target());
            let answer = scene.call(key, bearer, method, &path, &body);
            if answer.status.to_string() != expected {
                wrong.push(format!("{name} by {key}: {expected} expected: {answer:?}"));
            }
        }
        if OF_THE_KEY.contains(&name) {
            continue;
        }
        // Nobody but its admins acts for a user, whatever they may do themselves.
        for (key, bearer) in [("manager", "olga"), ("foreign admin", "olga"), ("account admin", "root")] {
            let (path, body) = asks(&scene, &target());
            let answer = scene.call(key, bearer, method, &path, &body);
            if answer.status != 403 {
                wrong.push(format!("{name} by {key} for {bearer}: 403 expected: {answer:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_written_read_changed_and_redacted() {
    let scene = Scene::new().await;
    let messages = scene.at(&scene.lobby, "/messages");
    let mut body = message("hello", "token-1");
    body["Metadata"] = json!("{\"a\":1}");
    body["MessageAttributes"] = json!({ "colour": { "StringValues": ["red"] } });
    body["ContentType"] = json!("text/plain");
    let sent = scene.does("POST", &messages, &body);
    assert_eq!(sent.status, 201, "{sent:?}");
    let id = sent.json()["MessageId"].as_str().unwrap().to_owned();
    assert_eq!(sent.json(), json!({ "ChannelArn": scene.lobby, "MessageId": id, "Status": { "Value": "SENT" } }));
    assert_eq!(scene.does("POST", &messages, &body).json()["MessageId"], json!(id), "the token makes it known again");
    let other = scene.does("POST", &messages, &message("other", "token-1"));
    assert_eq!((other.status, other.header("x-amzn-errortype")), (409, Some("ConflictException")));

    let one = scene.at(&scene.lobby, &format!("/messages/{id}"));
    let got = scene.does("GET", &one, &Value::Null).json()["ChannelMessage"].clone();
    let olga = json!({ "Arn": scene.people["olga"], "Name": "olga" });
    assert!(got["CreatedTimestamp"].as_f64().unwrap() > 1.7e9 && got["CreatedTimestamp"].as_f64().unwrap() < 1e10);
    assert_eq!((&got["Content"], &got["Metadata"], &got["Sender"]), (&json!("hello"), &json!("{\"a\":1}"), &olga));
    assert_eq!(
        (&got["Type"], &got["Persistence"], &got["Redacted"]),
        (&json!("STANDARD"), &json!("PERSISTENT"), &json!(false))
    );
    assert_eq!((&got["ContentType"], &got["ChannelArn"]), (&json!("text/plain"), &json!(scene.lobby)));
    assert_eq!(got["MessageAttributes"], body["MessageAttributes"]);
    assert!(got.get("LastEditedTimestamp").is_none() && got.get("SubChannelId").is_none());

    let changed = scene.does("PUT", &one, &json!({ "Content": "changed", "Metadata": "new" }));
    assert_eq!(changed.json(), json!({ "ChannelArn": scene.lobby, "MessageId": id, "Status": { "Value": "SENT" } }));
    let got = scene.does("GET", &one, &Value::Null).json()["ChannelMessage"].clone();
    assert_eq!(
        (&got["Content"], &got["Metadata"], &got["ContentType"]),
        (&json!("changed"), &json!("new"), &json!("text/plain"))
    );
    assert!(got["LastEditedTimestamp"].is_number());

    let redact = format!("{one}?operation=redact");
    let redacted = scene.call("manager", "ben", "POST", &redact, &json!({ "SubChannelId": "s1" }));
    assert_eq!(redacted.status, 200, "{redacted:?}");
    assert_eq!(redacted.json(), json!({ "ChannelArn": scene.lobby, "MessageId": id, "SubChannelId": "s1" }));
    let again = scene.call("manager", "ben", "POST", &redact, &json!({}));
    assert_eq!((again.status, again.header("x-amzn-errortype")), (409, Some("ConflictException")));
    assert_eq!(again.json()["Code"], "Conflict");
    let got = scene.does("GET", &one, &Value::Null).json()["ChannelMessage"].clone();
    assert_eq!((&got["Content"], &got["Redacted"]), (&json!(""), &json!(true)));
    assert!(got.get("Metadata").is_none() && got.get("MessageAttributes").is_none());
    assert_eq!(scene.does("PUT", &one, &json!({ "Content": "x" })).status, 409, "a tombstone stays");
    let missing = scene.does("POST", &scene.at(&scene.lobby, "/messages/none?operation=redact"), &json!({}));
    assert_eq!((missing.status, missing.header("x-amzn-errortype")), (404, Some("NotFoundException")));

    assert_eq!(scene.does("DELETE", &one, &Value::Null).status, 204);
    assert_eq!(scene.does("GET", &one, &Value::Null).status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_listed_in_either_order_page_by_page() {
    let scene = Scene::new().await;
    let ids: Vec<String> = (0..5).map(|n| scene.sends(&format!("m{n}"), &format!("token-{n}"))).collect();
    let page = |query: &str| {
        let answer = scene.does("GET", &scene.at(&scene.lobby, &format!("/messages?{query}")), &Value::Null);
        assert_eq!(answer.status, 200, "{answer:?}");
        let json = answer.json();
        assert_eq!(json["ChannelArn"], json!(scene.lobby));
        let found = json["ChannelMessages"].as_array().unwrap().clone();
        assert!(
            found.iter().all(|message| message.get("ChannelArn").is_none() && message.get("Persistence").is_none())
        );
        let found: Vec<String> =
            found.iter().map(|message| message["MessageId"].as_str().unwrap().to_owned()).collect();
        (found, json["NextToken"].as_str().map(str::to_owned))
    };
    for (order, expected) in [("ASCENDING", ids.clone()), ("DESCENDING", ids.iter().rev().cloned().collect())] {
        let (mut all, mut token) = (Vec::new(), None::<String>);
        loop {
            let next = token.map(|token| format!("&next-token={token}")).unwrap_or_default();
            let (found, more) = page(&format!("sort-order={order}&max-results=2{next}"));
            all.extend(found);
            token = more;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(all, expected, "{order}");
    }
    assert_eq!(page("").0[0], ids[4], "the newest first when nothing is said");
    assert_eq!(page("not-after=2020-01-02T03:04:05.678Z").0.len(), 0);
    assert_eq!(page("not-before=2020-01-02T03:04:05.678000Z").0.len(), 5);
}

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
    let tags = |channel: &str| {
        scene.does("GET", &format!("/tags?arn={}", encoded(channel)), &Value::Null).json()["Tags"].clone()
    };
    assert_eq!(tags(&square), json!([{ "Key": "colour", "Value": "red" }]));
    let put = json!({ "ResourceARN": square, "Tags": [{ "Key": "colour", "Value": "blue" }, { "Key": "size", "Value": "" }] });
    assert_eq!(scene.does("POST", TAG, &put).status, 204);
    let take = json!({ "ResourceARN": square, "TagKeys": ["size", "none"] });
    assert_eq!(scene.does("POST", UNTAG, &take).status, 204);
    assert_eq!(tags(&square), json!([{ "Key": "colour", "Value": "blue" }]));
    assert_eq!(tags(&scene.lobby), json!([]));
    let none = scene.does("GET", &scene.at(&square, "/subchannels"), &Value::Null).json();
    assert_eq!(none, json!({ "ChannelArn": square, "SubChannels": [] }));
}

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
        ("Target is supported with", json!([{ "MemberArn": scene.people["ana"] }])),
        ("Target", json!([])),
        ("Target", json!([{ "MemberArn": scene.people["ana"] }, { "MemberArn": scene.people["ben"] }])),
        ("MemberArn", json!([{ "MemberArn": "ana" }])),
    ] {
        let mut body = message("hi", "token");
        let name = match member.split(' ').next().unwrap() {
            "Title" => "PushNotification",
            "MemberArn" => "Target",
            name => name,
        };
        body[name] = value.clone();
        told(&scene.does("POST", &scene.at(&scene.lobby, "/messages"), &body), member, &format!("{member} {value}"));
    }
    let mut control = message("hi", "token");
    control["Type"] = json!("CONTROL");
    assert_eq!(scene.does("POST", &scene.at(&scene.lobby, "/messages"), &control).status, 201);
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
