//! Every operation by every key, and by those who act for others.

use domain::Door;

use super::{
    Scene,
    table::{TABLE, Target},
};

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

/// Operations that name nobody to act for.
const OF_THE_KEY: [&str; 4] = ["TagResource", "UntagResource", "ListTagsForResource", "GetMessagingSessionEndpoint"];

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
