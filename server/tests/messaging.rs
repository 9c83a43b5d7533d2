//! Chime SDK messaging over the real binary: every operation with the shapes that its clients read, who may do what,
//! and what is told of requests that are not as the model says.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

#[path = "messaging/channels.rs"]
mod channels;
#[path = "messaging/messages.rs"]
mod messages;
#[path = "messaging/people.rs"]
mod people;
#[path = "messaging/refusals.rs"]
mod refusals;
mod running;
#[path = "messaging/sub_channels.rs"]
mod sub_channels;

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
