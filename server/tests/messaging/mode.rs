//! Whom to add to a channel: left to its moderators, or by its mode to its members too.

use serde_json::{Value, json};

use super::{Scene, elastic};
use crate::running::{Answer, named::encoded};

/// What a channel is made with, and what is asked in it.
struct Channel<'s> {
    scene: &'s Scene,
    arn: String,
}

impl<'s> Channel<'s> {
    /// Made by the owner, with one member.
    fn made(scene: &'s Scene, token: &str, more: &Value) -> Self {
        let mut body = json!({
            "AppInstanceArn": scene.instance, "Name": "open house", "ClientRequestToken": token,
            "MemberArns": [scene.people["ana"]],
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let made = scene.does("POST", "/channels", &body);
        assert_eq!(made.status, 201, "{made:?}");
        Self { scene, arn: made.json()["ChannelArn"].as_str().unwrap().to_owned() }
    }

    fn adds(&self, (key, bearer): (&str, &str), whom: &str, kind: &str) -> Answer {
        let body = json!({ "MemberArn": self.scene.people[whom], "Type": kind });
        self.scene.call(key, bearer, "POST", &self.scene.at(&self.arn, "/memberships"), &body)
    }

    fn reads(&self, (key, bearer): (&str, &str)) -> Answer {
        self.scene.call(key, bearer, "GET", &self.scene.at(&self.arn, "/messages"), &Value::Null)
    }

    fn sets(&self, mode: &str) -> Answer {
        self.scene.does("PUT", &self.scene.at(&self.arn, ""), &json!({ "Mode": mode }))
    }

    fn mode(&self) -> Value {
        self.scene.does("GET", &self.scene.at(&self.arn, ""), &Value::Null).json()["Channel"]["Mode"].clone()
    }

    fn members(&self) -> usize {
        let list = self.scene.does("GET", &self.scene.at(&self.arn, "/memberships"), &Value::Null).json();
        list["ChannelMemberships"].as_array().unwrap().len()
    }
}

const ANA: (&str, &str) = ("member", "ana");
const STRANGER: (&str, &str) = ("stranger", "stranger");
const FORBIDDEN: (u16, Option<&str>) = (403, Some("ForbiddenException"));

fn told(answer: &Answer) -> (u16, Option<&str>) {
    (answer.status, answer.header("x-amzn-errortype"))
}

#[tokio::test(flavor = "multi_thread")]
async fn members_of_an_unrestricted_channel_add_others_until_its_mode_changes() {
    let scene = Scene::new().await;
    let channel = Channel::made(&scene, "token-1", &json!({ "Mode": "UNRESTRICTED", "Privacy": "PUBLIC" }));
    assert_eq!(channel.mode(), "UNRESTRICTED");
    assert_eq!(told(&channel.adds(STRANGER, "stranger", "DEFAULT")), FORBIDDEN, "nobody lets themselves in");
    assert_eq!(channel.reads(STRANGER).status, 200, "it is public");
    let added = channel.adds(ANA, "stranger", "DEFAULT");
    assert_eq!((added.status, &added.json()["Member"]["Arn"]), (201, &json!(scene.people["stranger"])), "{added:?}");
    let batch = json!({ "MemberArns": [scene.people["acca"], scene.people["otto"]] });
    let path = scene.at(&channel.arn, "/memberships?operation=batch-create");
    let answer = scene.call(ANA.0, ANA.1, "POST", &path, &batch);
    assert_eq!(answer.status, 200, "{answer:?}");
    let shape = answer.json();
    assert_eq!(shape["BatchChannelMemberships"]["Members"][0]["Arn"], json!(scene.people["acca"]));
    assert_eq!(shape["BatchChannelMemberships"]["InvitedBy"]["Name"], "ana");
    assert_eq!(shape["Errors"][0]["ErrorCode"], "NotFound", "of another app instance");
    assert_eq!(channel.members(), 4);

    // That, and nothing else: no hidden member, no moderator, no ban, no end of a membership.
    assert_eq!(told(&channel.adds(ANA, "ben", "HIDDEN")), FORBIDDEN);
    let stranger = json!(scene.people["stranger"]);
    for (method, rest, body) in [
        ("POST", "/moderators", json!({ "ChannelModeratorArn": stranger })),
        ("POST", "/bans", json!({ "MemberArn": stranger })),
        ("DELETE", &*format!("/memberships/{}", encoded(&scene.people["stranger"])), Value::Null),
        ("PUT", "", json!({ "Mode": "RESTRICTED" })),
    ] {
        let refused = scene.call(ANA.0, ANA.1, method, &scene.at(&channel.arn, rest), &body);
        assert_eq!(told(&refused), FORBIDDEN, "{method} {rest}: {refused:?}");
    }
    // In the panel a member finds nothing more to press there.
    let room = channel.arn.rsplit('/').next().unwrap();
    let members_page = |person: &str| {
        let panel = scene.server.browser(2).sign_in(&format!("{person}@example.org"), testkit::PASSWORD);
        panel.get(&format!("/rooms/{room}/members"))
    };
    for (person, form) in [("ana", false), ("olga", true)] {
        let page = members_page(person);
        assert_eq!((page.status, page.body.contains("/api/members/add")), (200, form), "{person}");
    }

    // Who is banned is let in by nobody, and lets nobody in. Only who moderates is told why.
    scene.banned(&channel.arn, "stranger");
    assert_eq!(told(&channel.adds(ANA, "stranger", "DEFAULT")), (404, Some("NotFoundException")));
    assert_eq!(told(&channel.adds(("owner", "olga"), "stranger", "DEFAULT")), (409, Some("ConflictException")));
    // Nor do they read on there, public as it is.
    assert_eq!(told(&channel.adds(STRANGER, "ben", "DEFAULT")), (404, Some("NotFoundException")));
    assert_eq!(told(&channel.reads(STRANGER)), (404, Some("NotFoundException")));

    assert_eq!(channel.sets("RESTRICTED").status, 200);
    assert_eq!(told(&channel.adds(ANA, "ben", "DEFAULT")), FORBIDDEN);
    assert_eq!(told(&scene.call(ANA.0, ANA.1, "POST", &path, &batch)), FORBIDDEN);
    assert_eq!((channel.mode(), channel.members()), (json!("RESTRICTED"), 3));
    assert_eq!(channel.sets("UNRESTRICTED").status, 200);
    assert_eq!(channel.adds(ANA, "ben", "DEFAULT").status, 201);
    let panel = scene.server.browser(2).sign_in("olga@example.org", testkit::PASSWORD);
    let log = panel.get("/audit/export.jsonl?action=member.add").body;
    let refused = log.lines().filter(|line| line.contains("not_a_moderator")).count();
    assert_eq!(refused, 3, "of the hidden one, and of the two in the restricted channel: {log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_that_nobody_opened_are_restricted() {
    let scene = Scene::new().await;
    let plain = Channel::made(&scene, "token-1", &json!({}));
    let of_the_panel = Channel { scene: &scene, arn: scene.lobby.clone() };
    let divided = Channel::made(&scene, "token-2", &json!({ "ElasticChannelConfiguration": elastic(2, 2, 40) }));
    for (channel, kind) in [(&plain, "without a mode"), (&of_the_panel, "of the panel"), (&divided, "elastic")] {
        assert_eq!(channel.mode(), "RESTRICTED", "{kind}");
        assert_eq!(told(&channel.adds(ANA, "stranger", "DEFAULT")), FORBIDDEN, "{kind}");
    }
    // An elastic channel stays so; the owner of another may open it.
    let bad = (400, Some("BadRequestException"));
    assert_eq!(told(&divided.sets("UNRESTRICTED")), bad);
    let both = json!({
        "AppInstanceArn": scene.instance, "Name": "both", "ClientRequestToken": "token-3", "Mode": "UNRESTRICTED",
        "ElasticChannelConfiguration": elastic(2, 2, 40),
    });
    let refused = scene.does("POST", "/channels", &both);
    assert!(told(&refused) == bad && refused.body.contains("RESTRICTED"), "{refused:?}");
    assert_eq!(divided.mode(), "RESTRICTED");
    assert_eq!(of_the_panel.sets("UNRESTRICTED").status, 200);
    assert_eq!(of_the_panel.adds(ANA, "stranger", "DEFAULT").status, 201);
}
