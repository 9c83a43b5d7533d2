//! The line of the README, and the keys of the sample house.

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};

use super::said;
use crate::running::{Running, planted::planted, roomkeeper, sign_in};

#[tokio::test]
async fn the_line_of_the_readme_deletes_a_message() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let ana = sign_in(&server, "ana");
    let message = said(&ana, planted.lobby);
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md")).unwrap();
    let at = readme.find("curl -X DELETE").expect("README has no curl line");
    let script = &readme[at..at + readme[at..].find("```").unwrap()];
    let owner = planted.key("owner");
    let told = Command::new("sh")
        .args(["-euc", script])
        .env("URL", format!("http://{}", server.address))
        .env("ROOM", planted.lobby.to_string())
        .env("MESSAGE", &message)
        .env("CLIENT_KEY", &owner.client_key)
        .env("CLIENT_TOKEN", &owner.client_token)
        .output()
        .unwrap();
    let body: Value = serde_json::from_slice(&told.stdout).unwrap_or_else(|_| panic!("{told:?}"));
    assert_eq!((&body["RC"], &body["result"]["messageID"]), (&json!(0), &json!(message)), "{body}");
}

#[test]
fn the_sample_comes_with_keys() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::demo(folder.path());
    let sample = &server.sample;
    let header = |key: &str| sample["key"][key].as_str().unwrap().to_owned();
    let (key, token) = (header("client_key"), header("client_token"));
    assert_eq!((header("access_key_id").len(), header("secret_access_key").len()), (20, 40));
    let room = sample["rooms"]
        .as_array()
        .unwrap()
        .iter()
        .find(|room| room["messages"].as_array().unwrap().len() == 5)
        .unwrap();
    let (id, message) = (room["id"].as_str().unwrap(), room["messages"][4].as_str().unwrap());
    let headers = [("IM-CLIENT-KEY", &*key), ("IM-Authorization", &*token)];
    let answer = server.browser(1).send("DELETE", &format!("/rooms/{id}/messages/{message}"), &headers, b"");
    assert!(answer.status == 200 || answer.json()["error"]["code"] == "REASON_REQUIRED", "{answer:?}");
    let limited = &sample["limited_key"];
    assert_eq!(limited.as_object().unwrap().len(), 2, "{limited}");
    let limited = limited["access_key_id"].as_str().unwrap();
    let listed = roomkeeper(folder.path()).args(["key", "list", "--data"]).arg(folder.path()).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let line = listed.lines().find(|line| line.starts_with(limited)).unwrap();
    assert!(line.contains("\tread\tactive\t"), "{line}");
}
