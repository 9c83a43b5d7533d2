//! What is planted, by the names that Chime SDK messaging has for it.

use std::collections::HashMap;

use serde_json::Value;

use super::{Running, planted::Planted, signed::Program};

/// An ARN as a segment of a path.
pub fn encoded(arn: &str) -> String {
    arn.replace(':', "%3A").replace('/', "%2F")
}

/// The app instance of somebody's account.
pub fn instance(planted: &Planted, who: &str) -> String {
    format!("arn:aws:chime:us-east-1:000000000000:app-instance/{}", planted.key(who).client_key)
}

/// Everybody's ARN by their name.
pub fn people(server: &Running, planted: &Planted) -> HashMap<String, String> {
    let root = Program::new(server, planted.key("platform admin"), "chime");
    let mut people = HashMap::new();
    for who in ["owner", "foreign member", "nobody's"] {
        let path = format!("/app-instance-users?app-instance-arn={}", encoded(&instance(planted, who)));
        let answer = root.call(server, "GET", &path, &Value::Null);
        assert_eq!(answer.status, 200, "{answer:?}");
        for user in answer.json()["AppInstanceUsers"].as_array().unwrap() {
            let text = |name| user[name].as_str().unwrap().to_owned();
            people.insert(text("Name"), text("AppInstanceUserArn"));
        }
    }
    people
}
