//! What the command line says of folders and stores that it cannot work with: a sentence, and exit code 1.

use std::{fs, os::unix::fs::PermissionsExt};

use testkit::{House, RemoveAsk, removal};

use super::{another, command, refused, running::Running};

#[tokio::test]
async fn a_store_of_a_newer_version_is_refused_by_every_command() {
    let house = House::new().await;
    let folder = house.close().await;
    let future = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (99, 'from the future', 1, x'00', 0)";
    another(folder.path()).execute(future, []).unwrap();
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["user", "list"], &["audit", "verify"]] {
        let sentence = refused(command(folder.path(), arguments));
        assert!(sentence.contains("newer version") && sentence.contains("restore a backup"), "{sentence}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("in-the-way");
    fs::write(&file, "a file").unwrap();
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    let sentence = refused(command(&file.join("data"), &serve));
    assert!(sentence.contains("in-the-way/data") && sentence.contains("cannot be opened"), "{sentence}");

    let shut = outside.path().join("shut");
    fs::create_dir(&shut).unwrap();
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o500)).unwrap();
    // Some users may write everywhere: for them the folder is as good as any.
    if fs::write(shut.join("tried"), "").is_err() {
        let sentence = refused(command(&shut, &serve));
        assert!(sentence.contains("shut") && sentence.contains("cannot be opened"), "{sentence}");
    }
}

#[test]
fn a_folder_is_served_by_one_server_at_a_time_and_read_by_nobody_else() {
    let outside = tempfile::tempdir().unwrap();
    let data = outside.path().join("data");
    let first = Running::serve(&data);
    for serve in [&["serve", "--listen", "127.0.0.1:0"][..], &["demo", "--listen", "127.0.0.1:0"]] {
        let sentence = refused(command(&data, serve));
        assert!(sentence.contains("another server uses") && sentence.contains("--data"), "{sentence}");
    }
    // Commands beside it are nobody's rivals.
    assert!(command(&data, &["user", "list"]).output().unwrap().status.success());
    drop(first);
    // Killed, it holds nothing.
    let second = Running::serve(&data);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for name in ["roomkeeper.sqlite", "roomkeeper.sqlite-wal", "roomkeeper.sqlite-shm"] {
        assert_eq!(mode(&data.join(name)), 0o600, "{name}");
    }
    drop(second);
    let copies = outside.path().join("copies");
    assert!(command(&data, &["backup", copies.to_str().unwrap()]).output().unwrap().status.success());
    assert_eq!((mode(&copies), mode(&copies.join("roomkeeper.sqlite"))), (0o700, 0o600));
}

#[tokio::test]
async fn a_backup_into_the_data_folder_is_refused_by_whatever_way_it_is_named() {
    let house = House::new().await;
    let folder = house.close().await;
    let data = folder.path();
    let outside = tempfile::tempdir().unwrap();
    let link = outside.path().join("link");
    std::os::unix::fs::symlink(data, &link).unwrap();
    fs::create_dir(data.join("there")).unwrap();
    let before = fs::read_dir(data).unwrap().count();
    for into in [
        data.to_owned(),
        data.join("there"),
        data.join("not/there/yet"),
        data.join("there/../copies"),
        link.clone(),
        link.join("copies"),
    ] {
        let sentence = refused(command(data, &["backup", into.to_str().unwrap()]));
        assert!(sentence.contains("inside the data folder") && sentence.contains("outside of it"), "{sentence}");
    }
    assert_eq!(fs::read_dir(data).unwrap().count(), before, "nothing was made");
    let well = outside.path().join("copies");
    let done = command(data, &["backup", well.to_str().unwrap()]).output().unwrap();
    assert!(done.status.success() && well.join("roomkeeper.sqlite").exists(), "{done:?}");
}

#[tokio::test]
async fn one_byte_changed_in_the_audit_log_is_found_and_its_entry_named() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    for reason in ["the-first-reason", "the-second-reason", "the-third-reason"] {
        let said = olga.says(service, room, "hello").await.id;
        service.redact(&olga, removal(room, said).because(reason)).await.unwrap();
    }
    let folder = house.close().await;
    let verified = command(folder.path(), &["audit", "verify"]).output().unwrap();
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.success() && said.starts_with("3 entries checked; every one fits"), "{said}");

    let file = folder.path().join("roomkeeper.sqlite");
    let mut bytes = fs::read(&file).unwrap();
    let word = b"the-second-reason";
    let places: Vec<usize> = (0..bytes.len() - word.len()).filter(|at| bytes[*at..].starts_with(word)).collect();
    assert_eq!(places.len(), 1, "it stands in the record and nowhere else");
    bytes[places[0] + 4] ^= 1;
    fs::write(&file, bytes).unwrap();
    let sentence = refused(command(folder.path(), &["audit", "verify"]));
    assert!(
        sentence.contains("entry 2 does not fit") && sentence.contains("The 1 entries before it fit"),
        "{sentence}"
    );
}
