//! Where settings come from, and what is told of those that make no sense.

use std::{fs, path::Path};

use testkit::{House, PASSWORD};

use super::{Said, command};
use crate::running::{self, Running, roomkeeper};

/// Starts the server with these settings and asks it for its address and its cookie's attributes.
fn served(folder: &Path, flags: &[&str], environment: &[(&str, &str)]) -> (String, bool) {
    let site = running::site();
    let mut command = roomkeeper(site.path());
    command.arg("serve").args(flags).envs(environment.iter().copied()).current_dir(folder);
    let server = Running::from(command, site);
    let fields = [("email", "ana@example.org"), ("password", PASSWORD)];
    let answer = server.browser(1).post("/api/session/sign-in", &fields);
    (server.address.clone(), answer.header("set-cookie").unwrap().contains("Secure"))
}

#[tokio::test]
async fn flags_go_before_the_environment_and_that_before_the_file() {
    let house = House::new().await;
    house.person("ana").await;
    let folder = house.close().await;
    let file = folder.path().join("roomkeeper.toml");
    fs::write(&file, "listen = \"127.0.0.2:0\"\ndata = \".\"\nsecure = true\nlog = \"warn\"\n").unwrap();
    let file = file.to_str().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let elsewhere = elsewhere.path();
    let (address, secure) = served(elsewhere, &["--config", file], &[]);
    assert!(address.starts_with("127.0.0.2:") && secure, "from the file: {address} {secure}");
    let (address, secure) =
        served(elsewhere, &[], &[("ROOMKEEPER_CONFIG", file), ("ROOMKEEPER_LISTEN", "127.0.0.3:0")]);
    assert!(address.starts_with("127.0.0.3:") && secure, "the environment before the file: {address} {secure}");
    let flags = ["--config", file, "--listen", "127.0.0.4:0", "--secure=false"];
    let environment = [("ROOMKEEPER_LISTEN", "127.0.0.3:0"), ("ROOMKEEPER_SECURE", "true")];
    let (address, secure) = served(elsewhere, &flags, &environment);
    assert!(address.starts_with("127.0.0.4:") && !secure, "flags before both: {address} {secure}");
    assert!(!elsewhere.join("data").exists(), "the data folder of the file was used");
    let listed = Said::of(roomkeeper(elsewhere).args(["user", "list", "--config", file]).output().unwrap()).well();
    assert!(listed.starts_with("ana@example.org"), "the other commands read it too: {listed}");
}

#[test]
fn a_file_of_settings_that_makes_no_sense_is_told_and_nothing_starts() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("roomkeeper.toml");
    let data = folder.path().join("data");
    let start = |text: &str| {
        fs::write(&file, text).unwrap();
        let mut command = roomkeeper(folder.path());
        command.env_remove("ROOMKEEPER_LOG").args(["serve", "--config", file.to_str().unwrap(), "--data"]).arg(&data);
        Said::of(command.output().unwrap())
    };
    start("secure = true\nlisten_on = \"127.0.0.1:0\"\n").refused("line 2: unknown field `listen_on`");
    start("listen = \"nowhere\"").refused("line 1: invalid socket address");
    start("secure = \"very\"").refused("line 1: invalid type");
    start("secure = true\nsecure = false\n").refused("line 2: duplicate key");
    start("operation_rate = { DeleteMessage = 20, DeleteMesage = 1 }")
        .refused("line 1: there is no operation `DeleteMesage`");
    start("operation_rate = { DeleteMessage = 0 }").refused("line 1: invalid value: integer `0`");
    start("log = \"a=b=c\"").refused("does not say what to log");
    fs::remove_file(&file).unwrap();
    command(&data, &["serve", "--config", file.to_str().unwrap()]).refused("cannot be read");
    assert!(!data.exists());
}

#[test]
fn the_help_of_serve_tells_every_setting() {
    let folder = tempfile::tempdir().unwrap();
    let help = Said::of(roomkeeper(folder.path()).args(["serve", "--help"]).output().unwrap()).well();
    for setting in [
        "listen",
        "data",
        "secure",
        "behind-proxy",
        "open-metrics",
        "key-rate",
        "operation-rate",
        "log",
        "log-format",
        "config",
    ] {
        let variable = format!("ROOMKEEPER_{}", setting.to_uppercase().replace('-', "_"));
        assert!(help.contains(&format!("--{setting} ")) || help.contains(&format!("--{setting}[")), "{help}");
        assert!(help.contains(&variable), "{variable}: {help}");
        let in_file = format!("\n  {} = ", setting.replace('-', "_"));
        assert_eq!(help.contains(&in_file), setting != "config", "{in_file}: {help}");
    }
}
