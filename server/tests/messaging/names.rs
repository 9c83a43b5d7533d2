//! Whom and what an ARN means, whatever names others have given.

use serde_json::{Value, json};
use testkit::PASSWORD;

use super::{Scene, message};
use crate::running::{Answer, named, named::encoded};

impl Scene {
    /// Asks for a channel by a name.
    fn makes(&self, key: &str, who: &str, id: &str) -> Answer {
        let body = json!({
            "AppInstanceArn": self.instance, "Name": "another", "ClientRequestToken": "token", "ChannelId": id,
        });
        self.call(key, who, "POST", "/channels", &body)
    }

    /// Asks for a user by a name.
    fn names(&self, id: &str) -> Answer {
        let body = json!({
            "AppInstanceArn": self.instance, "Name": "another", "ClientRequestToken": format!("token-{id}"),
            "AppInstanceUserId": id,
        });
        self.call("account admin", "acca", "POST", "/app-instance-users", &body)
    }

    fn panel_of_lobby(&self) -> String {
        let panel = self.server.browser(1).sign_in("olga@example.org", PASSWORD);
        panel.get(&format!("/rooms/{}", self.planted.lobby)).body
    }
}

/// The id at the end of an ARN.
fn id_in(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_makes_a_channel_under_the_id_of_another() {
    let scene = Scene::new().await;
    // Be it one that the member cannot see: names that were given are taken likewise.
    for taken in [scene.planted.lobby, scene.planted.attic] {
        let refused = scene.makes("member", "ana", &taken.to_string());
        assert_eq!((refused.status, refused.header("x-amzn-errortype")), (409, Some("ConflictException")), "{taken}");
    }
    let sent = scene.says("to-the-lobby");
    assert!(scene.panel_of_lobby().contains("to-the-lobby"));
    let redact = scene.at(&scene.lobby, &format!("/messages/{sent}?operation=redact"));
    assert_eq!(scene.does("POST", &redact, &json!({})).status, 200);
    assert!(!scene.panel_of_lobby().contains("to-the-lobby"));
    // Nor of one that is gone.
    let gone = scene.makes_channel("token-1");
    assert_eq!(scene.does("DELETE", &scene.at(&gone, ""), &Value::Null).status, 204);
    assert_eq!(scene.makes("member", "ana", id_in(&gone)).status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_id_of_a_channel_elsewhere_is_a_name_like_any_other() {
    let scene = Scene::new().await;
    let made = scene.makes("member", "ana", &scene.planted.theirs.to_string());
    assert_eq!(made.status, 201, "nobody learns by it what there is: {made:?}");
    let made = made.json()["ChannelArn"].as_str().unwrap().to_owned();
    let name = |key: &str, who: &str, arn: &str| {
        scene.call(key, who, "GET", &scene.at(arn, ""), &Value::Null).json()["Channel"]["Name"].clone()
    };
    let theirs = format!("{}/channel/{}", named::instance(&scene.planted, "foreign member"), scene.planted.theirs);
    assert_eq!(
        (name("member", "ana", &made), name("foreign member", "otto", &theirs)),
        (json!("another"), json!("foreign"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_called_by_the_id_of_another() {
    let scene = Scene::new().await;
    for taken in ["olga", "ana", "root"] {
        let refused = scene.names(id_in(&scene.people[taken]));
        assert_eq!((refused.status, refused.header("x-amzn-errortype")), (409, Some("ConflictException")), "{taken}");
    }
    let sent = scene.does("POST", &scene.at(&scene.lobby, "/messages"), &message("from-olga", "token-1")).json();
    let one = scene.at(&scene.lobby, &format!("/messages/{}", sent["MessageId"].as_str().unwrap()));
    let got = scene.does("GET", &one, &Value::Null).json();
    assert_eq!(got["ChannelMessage"]["Sender"], json!({ "Arn": scene.people["olga"], "Name": "olga" }));
    assert_eq!(scene.does("POST", &format!("{one}?operation=redact"), &json!({})).status, 200, "she is who she was");

    // Who is known elsewhere only, nobody learns; as soon as they are in a room here, they are met.
    let made = scene.names(id_in(&scene.people["otto"]));
    assert_eq!(made.status, 201, "{made:?}");
    let shown = |key: &str, who: &str, arn: &str| {
        let path = format!("/app-instance-users/{}", encoded(arn));
        scene.call(key, who, "GET", &path, &Value::Null).json()["AppInstanceUser"]["Name"].clone()
    };
    let made = made.json()["AppInstanceUserArn"].as_str().unwrap().to_owned();
    assert_eq!(shown("account admin", "acca", &made), json!("another"));
    assert_eq!(shown("foreign member", "otto", &scene.people["otto"]), json!("otto"));
    let panel = scene.server.browser(1).sign_in("root@example.org", PASSWORD);
    let lobby = scene.planted.lobby.to_string();
    let added = panel.post("/api/members/add", &[("room", &lobby), ("email", "fred@example.org"), ("role", "member")]);
    assert_eq!(added.status, 200, "{added:?}");
    assert_eq!(scene.names(id_in(&scene.people["fred"])).status, 409);
}
