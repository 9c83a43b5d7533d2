//! The demo: somebody writes in it, and nothing stays of it.

use std::{fs, path::Path, time::Instant};

use testkit::House;

use super::{PATIENCE, command, refused};
use crate::running::{Browser, Running, roomkeeper, site};

/// What lies in a folder.
fn inside(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.collect()
}

/// Messages in all rooms.
fn messages(admin: &Browser) -> u64 {
    admin.post("/api/overview", &[]).json()["messages"].as_u64().unwrap()
}

#[test]
fn somebody_writes_in_a_demo_and_its_folder_goes_with_it() {
    let (temporary, files) = (tempfile::tempdir().unwrap(), site());
    let mut command = roomkeeper(files.path());
    command.args(["demo", "--json", "--listen", "127.0.0.1:0"]).env("TMPDIR", temporary.path());
    let server = Running::from(command, files);
    assert_eq!(inside(temporary.path()).len(), 1);
    assert!(inside(temporary.path())[0].starts_with("roomkeeper-demo-"));
    let users = server.sample["users"].as_array().unwrap();
    let admin = users.iter().find(|user| user["role"] == "platform_admin").unwrap();
    let text = |field: &str| admin[field].as_str().unwrap();
    let admin = server.browser(1).sign_in(text("email"), text("password"));
    let (before, until) = (messages(&admin), Instant::now() + PATIENCE);
    while messages(&admin) == before {
        assert!(Instant::now() < until, "nobody has written anything");
    }
    let (well, log) = server.stop();
    assert!(well, "{log}");
    assert_eq!(inside(temporary.path()), [] as [String; 0], "the folder is gone");
}

#[tokio::test]
async fn a_demo_does_not_touch_a_store_that_somebody_has() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let said = olga.says(house.service(), room, "worth keeping").await;
    let folder = house.close().await;
    let sentence = refused(command(folder.path(), &["demo", "--quiet", "--listen", "127.0.0.1:0"]));
    assert!(sentence.contains("holds a store already") && sentence.contains("serve --data"), "{sentence}");
    let server = Running::serve(folder.path());
    let olga = server.browser(1).sign_in("olga@example.org", testkit::PASSWORD);
    assert!(olga.get(&format!("/rooms/{room}?at={}", said.id)).body.contains("worth keeping"));
    assert_eq!(olga.post("/api/overview", &[]).json()["rooms"], 1);
}

#[test]
fn a_demo_in_a_folder_that_was_named_is_kept() {
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().join("kept");
    let server = Running::demo(&folder);
    let room = server.sample["rooms"][0]["id"].as_str().unwrap().to_owned();
    let users = server.sample["users"].as_array().unwrap().clone();
    assert!(server.stop().0);
    let server = Running::serve(&folder);
    let admin = users.iter().find(|user| user["role"] == "platform_admin").unwrap();
    let text = |field: &str| admin[field].as_str().unwrap();
    let admin = server.browser(1).sign_in(text("email"), text("password"));
    assert_eq!(admin.get(&format!("/rooms/{room}")).status, 200);
}
