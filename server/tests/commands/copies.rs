//! Copies of a data folder, and folders that are not there.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use testkit::{House, PASSWORD};

use super::command;
use crate::running::Running;

#[tokio::test]
async fn a_backup_has_the_key_file_too() {
    let house = House::new().await;
    let ana = house.person("ana").await;
    let folder = house.close().await;
    let folder = folder.path();
    let elsewhere = tempfile::tempdir().unwrap();
    let to = |name: &str| elsewhere.path().join(name);
    let backup = |name: &str| command(folder, &["backup", to(name).to_str().unwrap()]);
    backup("before").well();
    assert!(!to("before").join("roomkeeper.key").exists(), "there was no key yet");
    let create = |folder: &Path| command(folder, &["key", "create", "--user", &ana.email, "--json"]);
    create(folder).well();
    assert!(backup("copy").well().contains("The key file is with it"));
    let copied = to("copy").join("roomkeeper.key");
    assert_eq!(fs::read(&copied).unwrap(), fs::read(folder.join("roomkeeper.key")).unwrap());
    assert_eq!(fs::metadata(&copied).unwrap().permissions().mode() & 0o777, 0o600);
    create(&to("copy")).well();

    fs::remove_file(&copied).unwrap();
    create(&to("copy")).refused("is missing from the data folder");
    assert!(!copied.exists(), "a missing file is never replaced");
    let said = command(&to("copy"), &["backup", to("second").to_str().unwrap()]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("is missing from the data folder"), "{said:?}");
    fs::write(&copied, [7; 32]).unwrap();
    create(&to("copy")).refused("is not the one of this store");
}

#[tokio::test]
async fn a_copy_made_while_the_server_runs_is_whole() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    ana.says(house.service(), room, "worth keeping").await;
    let folder = house.close().await;
    let server = Running::serve(folder.path());
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("copy");
    let backup = || command(folder.path(), &["backup", copy.to_str().unwrap()]);
    assert!(backup().well().starts_with("Copied to "));
    backup().refused("already exists");
    drop(server);
    assert!(command(&copy, &["audit", "verify"]).well().contains("every one fits"));
    let server = Running::serve(&copy);
    let ana = server.browser(1).sign_in("ana@example.org", PASSWORD);
    assert!(ana.get(&format!("/rooms/{room}")).body.contains("worth keeping"));
}

#[test]
fn a_command_that_looks_into_a_folder_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("mistyped");
    for arguments in [
        &["user", "list"][..],
        &["user", "disable", "ana@example.org"],
        &["key", "create", "--user", "ana@example.org"],
        &["key", "list"],
        &["audit", "verify"],
        &["audit", "export"],
        &["backup", "elsewhere"],
    ] {
        command(&missing, arguments).refused("there is no data folder");
        assert!(!missing.exists(), "{arguments:?}");
    }
}
