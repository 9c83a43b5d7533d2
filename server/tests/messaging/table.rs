//! Every operation: what it asks, and what each key gets for it.

use serde_json::{Value, json};

use super::{Scene, TAG, UNTAG, message};
use crate::running::named::encoded;

/// What a row needs to be called: a message of the owner's in the lobby, or a channel of their own.
pub(super) struct Target {
    pub(super) message: String,
    pub(super) fresh: String,
    pub(super) token: String,
}

pub(super) type Asks = fn(&Scene, &Target) -> (String, Value);

/// Every operation with its method, what it asks, and what each key gets for it.
pub(super) const TABLE: [(&str, &str, Asks, &str); 32] = [
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
        "CreateAppInstance",
        "POST",
        |_, t| ("/app-instances".to_owned(), json!({ "Name": t.token, "ClientRequestToken": t.token })),
        "403 403 403 403 403 201 403 403 403 403 403 403 403",
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
