//! Copies of a data folder, and folders that are not there.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, sync::Arc};

use domain::view::{JobState, Receipt};
use testkit::{House, PASSWORD, found, minutes, purge, removal};

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

#[tokio::test]
async fn a_copy_holds_nothing_that_is_purged_by_then_though_its_job_has_not_come_to_it() {
    let house = House::new().await;
    let (room, gone, other) = (house.room("lobby").await, house.room("gone").await, house.room("other").await);
    let olga = house.person("olga").owner_of(room).owner_of(gone).platform_admin().await;
    let service = house.service();
    house.fill(other, olga.id, "keepsake", 300).await;
    house.fill(room, olga.id, "zanzibar", 5_000).await;
    house.fill(gone, olga.id, "mauritius", 50).await;
    // Of the first job a part is done; the second has not begun.
    let first = service.purge(&olga, purge(room, "lobby")).await.unwrap().job.unwrap();
    let open = service.store().open_jobs().await.unwrap();
    assert!(service.store().erase_batch(open[0]).await.unwrap().more);
    service.delete_room(&olga, gone).await.unwrap();
    house.clock.advance(minutes(1));
    olga.says(service, room, "keepsake after the purge").await;
    let single = olga.says(service, room, "seychelles").await.id;
    service.delete(&olga, removal(room, single)).await.unwrap();
    let now = service.store().now();
    let folder = house.close().await;
    let elsewhere = Arc::new(tempfile::tempdir().unwrap());
    let copy = elsewhere.path();
    // As one that was killed has left it.
    fs::write(copy.join("roomkeeper.sqlite"), "").unwrap();
    fs::write(copy.join("roomkeeper.sqlite.unfinished"), "zanzibar").unwrap();
    command(folder.path(), &["backup", copy.to_str().unwrap()]).well();

    let names: Vec<_> = fs::read_dir(copy).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names, ["roomkeeper.sqlite"]);
    assert!(
        found(folder.path(), "zanzibar") && found(folder.path(), "mauritius"),
        "in the store it is all still there"
    );
    assert!(found(copy, "keepsake 299") && found(copy, "keepsake after the purge"));
    for text in ["zanzibar", "mauritius", "seychelles"] {
        assert!(!found(copy, text), "{text}");
    }

    let house = House::beside(elsewhere, now).await;
    let olga = olga.elsewhere(house.service()).await;
    assert_eq!(house.service().store().open_jobs().await.unwrap().len(), 2);
    house.run_jobs().await;
    let jobs = house.service().jobs(&olga, None).await.unwrap().jobs;
    assert_eq!(jobs.len(), 2);
    for job in &jobs {
        assert_eq!((job.state, job.done), (JobState::Done, job.total), "{job:?}");
        assert_eq!(job.receipt.as_ref().map(Receipt::erased), Some(true));
    }
    assert!(jobs.iter().any(|job| job.id == first && job.total == 5_000));
    let page = house.service().room(&olga, room).await.unwrap();
    assert_eq!(page.summary.messages, 1);
    house.entries().await;
    assert!(!house.close_and_find("zanzibar").await);
}

#[tokio::test]
async fn while_one_copy_is_written_another_into_the_same_folder_is_refused() {
    let folder = House::new().await.close().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let (copy, unfinished) =
        ["roomkeeper.sqlite", "roomkeeper.sqlite.unfinished"].map(|name| elsewhere.path().join(name)).into();
    let first = fs::File::create(&copy).unwrap();
    first.lock().unwrap();
    fs::write(&unfinished, "half of it").unwrap();
    let backup = || command(folder.path(), &["backup", elsewhere.path().to_str().unwrap()]);
    backup().refused("another copy is being written there");
    assert!(unfinished.exists() && copy.exists(), "what the first one writes is left alone");
    drop(first);
    backup().well();
    assert!(!unfinished.exists());
    backup().refused("already exists");
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
