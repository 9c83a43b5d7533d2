//! The command line as a person types it: what it says, where, and with which exit code.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

mod running;

use std::{
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Output, Stdio},
};

use domain::{ElasticChannel, RoomName, channel::ChannelSettings};
use running::{Running, roomkeeper};
use serde_json::Value;
use service::{CreateChannel, NewChannel};
use testkit::{House, PASSWORD, RemoveAsk, removal};

/// What a command said, and how it ended.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Said {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// It ended well: what it said.
    fn well(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// It ended with exit code 1 and one sentence of its own, which holds these words.
    fn refused(self, words: &str) {
        assert_eq!((self.code, self.out.as_str()), (Some(1), ""), "{self:?}");
        let sentence = self.err.lines().find_map(|line| line.strip_prefix("roomkeeper: ")).unwrap_or_default();
        assert!(sentence.contains(words) && sentence.ends_with('.'), "{self:?}");
    }
}

/// Runs a command on a data folder.
fn command(folder: &Path, arguments: &[&str]) -> Said {
    Said::of(roomkeeper(folder).args(arguments).arg("--data").arg(folder).output().unwrap())
}

/// Runs a command that reads a line.
fn typing(folder: &Path, arguments: &[&str], line: &str) -> Said {
    let mut child = roomkeeper(folder)
        .args(arguments)
        .arg("--data")
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(line.as_bytes()).unwrap();
    Said::of(child.wait_with_output().unwrap())
}

fn create<'a>(email: &'a str, name: &'a str) -> [&'a str; 5] {
    ["user", "create", email, "--name", name]
}

#[test]
fn a_user_is_made_listed_and_disabled() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let admin = [&create("root@example.org", "Root")[..], &["--admin"]].concat();
    assert_eq!(typing(folder, &admin, "root has a password\n").well(), "Made root@example.org.\n");
    let ana = [&create("ana@example.org", "Ana")[..], &["--account", "ours"]].concat();
    typing(folder, &ana, "ana has one too\r\n").well();
    typing(folder, &create("ANA@example.org", "Other"), "a long password\n").refused("is here already");
    typing(folder, &create("ben@example.org", "Ben"), "short\n").refused("The password is too short");
    typing(folder, &create("ben@example.org", "Ben"), "").refused("The password");
    typing(folder, &create("nonsense", "Ben"), "a long password\n").refused("e-mail address");

    let listed = command(folder, &["user", "list"]).well();
    let rows: Vec<Vec<&str>> = listed.lines().map(|line| line.split('\t').collect()).collect();
    let of = |n: usize| (rows[n][0], &rows[n][2..]);
    assert_eq!(rows.len(), 2, "{listed}");
    assert_eq!(of(0), ("ana@example.org", &["Ana", "ours", "member", "enabled"][..]));
    assert_eq!(of(1), ("root@example.org", &["Root", "-", "platform admin", "enabled"][..]));

    let server = Running::serve(folder);
    server.browser(1).sign_in("ana@example.org", "ana has one too");
    drop(server);
    let said = command(folder, &["user", "disable", "ana@example.org"]).well();
    assert!(said.contains("Disabled ana@example.org"), "{said}");
    command(folder, &["user", "disable", "nobody@example.org"]).refused("no such user");
    command(folder, &["user", "disable", "root@example.org"]).refused("at least one platform admin");
    let listed = command(folder, &["user", "list"]).well();
    assert!(listed.lines().next().unwrap().ends_with("\tdisabled"), "{listed}");
    let server = Running::serve(folder);
    let fields = [("email", "ana@example.org"), ("password", "ana has one too")];
    assert_eq!(server.browser(1).post("/api/session/sign-in", &fields).status, 401);
    drop(server);
    let log = command(folder, &["audit", "export", "--action", "user"]).well();
    let acts: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let acts: Vec<&str> = acts.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(acts, ["user.disable", "user.create", "user.create"], "what was refused made nothing");
}

#[tokio::test]
async fn a_key_is_made_shown_once_listed_and_disabled() {
    let house = House::new().await;
    let ours = house.account("ours").await;
    let room = house.room("lobby").of(ours).await;
    let ana = house.person("ana").of(ours).owner_of(room).await;
    let folder = house.close().await;
    let folder = folder.path();
    let create = |more: &[&str]| command(folder, &[&["key", "create", "--user", "ana@example.org"], more].concat());
    let line = create(&["--json", "--label", "a script"]).well();
    assert_eq!(line.lines().count(), 1, "{line}");
    let made: Value = serde_json::from_str(&line).unwrap();
    let of = |field: &str| made[field].as_str().unwrap().to_owned();
    let (id, secret, token) = (of("access_key_id"), of("secret_access_key"), of("client_token"));
    assert_eq!((id.len(), &id[..2], secret.len(), of("client_key")), (20, "RK", 40, ours.to_string()));
    let told = create(&["--scope", &format!("room:{room}"), "--last-day", "2999-01-31"]).well();
    assert!(told.contains("secret access key") && told.contains(&ours.to_string()), "{told}");
    create(&["--scope", "read", "--pending"]).well();

    command(folder, &["key", "create", "--user", "nobody@example.org"]).refused("no such user");
    create(&["--scope", "room:000000000001"]).refused("no such room");
    create(&["--last-day", "2020-01-31"]).refused("The last day is over already");
    create(&["--label", &"x".repeat(101)]).refused("The label is too long");
    assert_eq!(create(&["--scope", "write"]).code, Some(2));

    let list = || -> Vec<Vec<String>> {
        let listed = command(folder, &["key", "list"]).well();
        assert!(!listed.contains(&secret) && !listed.contains(&token), "{listed}");
        listed.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
    };
    let mut rows = list();
    rows.sort_by_key(|row| row[2].clone());
    let scopes: Vec<&str> = rows.iter().map(|row| row[2].as_str()).collect();
    assert_eq!(scopes, ["all", "read", &format!("room:{room}")]);
    assert_eq!(rows[0], [&id, "ana", "all", "active", "never used", "no end", "a script"]);
    assert_eq!((rows[1][3].as_str(), rows[2][5].as_str()), ("pending", "ends 2999-02-01 00:00 UTC"));

    let pending = rows[1][0].clone();
    command(folder, &["key", "approve", &pending]).well();
    command(folder, &["key", "disable", &id]).well();
    command(folder, &["key", "approve", &id]).refused("disabled for good");
    command(folder, &["key", "disable", "RKAAAAAAAAAAAAAAAAAA"]).refused("no such access key");
    assert_eq!(command(folder, &["key", "disable", "nonsense"]).code, Some(2));
    let state_of = |id: &str| list().into_iter().find(|row| row[0] == id).map(|row| row[3].clone()).unwrap();
    assert_eq!((state_of(&id).as_str(), state_of(&pending).as_str()), ("disabled", "active"));

    let log = command(folder, &["audit", "export", "--action", "key"]).well();
    let acts: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&str> = acts.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(names, ["key.disable", "key.approve", "key.create", "key.create", "key.create"]);
    assert_eq!((&acts[0]["door"], &acts[0]["key"]), (&"command_line".into(), &id.as_str().into()));
    assert_eq!(acts[0]["subject"]["id"], ana.id.to_string());
    let csv = command(folder, &["audit", "export", "--action", "key.disable", "--format", "csv"]).well();
    assert!(csv.lines().nth(1).unwrap().contains(&format!(",command_line,{id},key.disable,done,")), "{csv}");
    assert!(command(folder, &["audit", "verify"]).well().contains("every one fits"));
}

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
    start("log = \"a=b=c\"").refused("does not say what to log");
    fs::remove_file(&file).unwrap();
    command(&data, &["serve", "--config", file.to_str().unwrap()]).refused("cannot be read");
    assert!(!data.exists());
}

#[test]
fn the_help_of_serve_tells_every_setting() {
    let folder = tempfile::tempdir().unwrap();
    let help = Said::of(roomkeeper(folder.path()).args(["serve", "--help"]).output().unwrap()).well();
    for setting in
        ["listen", "data", "secure", "behind-proxy", "open-metrics", "key-rate", "log", "log-format", "config"]
    {
        let variable = format!("ROOMKEEPER_{}", setting.to_uppercase().replace('-', "_"));
        assert!(help.contains(&format!("--{setting} ")) || help.contains(&format!("--{setting}[")), "{help}");
        assert!(help.contains(&variable), "{variable}: {help}");
        let in_file = format!("\n  {} = ", setting.replace('-', "_"));
        assert_eq!(help.contains(&in_file), setting != "config", "{in_file}: {help}");
    }
}

#[tokio::test]
async fn a_log_longer_than_one_read_is_written_out_whole() {
    const ENTRIES: u64 = 1_001;
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    for _ in 0..ENTRIES {
        assert!(house.service().purge(&ana, testkit::purge(room, "lobby")).await.is_err());
    }
    let folder = house.close().await;
    let log = command(folder.path(), &["audit", "export"]).well();
    let numbers = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["number"].as_u64().unwrap());
    assert!(numbers.eq((1..=ENTRIES).rev()));
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

const DAY: &str = "[09:00] <ana> good morning\n=== ben joined\n[09:01] <ben> hello\nnonsense\n[09:01] <ana> \u{fffd}\n";

#[tokio::test]
async fn no_log_is_brought_into_an_elastic_channel() {
    let house = House::new().await;
    let ours = house.account("ours").await;
    let olga = house.person("olga").of(ours).await;
    let elastic = ElasticChannel { sub_channels_max: 2, members_target: 2, members_min_percent: 40 };
    let settings = ChannelSettings { elastic: Some(elastic), ..ChannelSettings::default() };
    let new = NewChannel { account: Some(ours), name: RoomName::new("Hall").unwrap(), given: None, settings };
    let channel = CreateChannel { new, people: vec![], tags: (Default::default(), |room| room.to_string()), key: None };
    house.service().create_channel(&olga, channel).await.unwrap();
    let folder = house.close().await;
    let day = folder.path().join("2008-04-27.txt");
    fs::write(&day, DAY).unwrap();
    let day = day.to_str().unwrap();
    command(folder.path(), &["import", "irc-log", "--account", "ours", "--room", "Hall", day])
        .refused("elastic channel");
    command(folder.path(), &["import", "irc-log", "--account", "ours", "--room", "Harbour", day]).well();
}

#[test]
fn a_log_is_brought_in_once() {
    let folder = tempfile::tempdir().unwrap();
    let (data, logs) = (folder.path().join("data"), folder.path().join("logs"));
    fs::create_dir(&logs).unwrap();
    let day = logs.join("2008-04-27.txt");
    fs::write(&day, DAY).unwrap();
    let import = |files: &[&Path]| {
        let mut arguments = vec!["import", "irc-log", "--account", "old", "--room", "Harbour"];
        arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
        command(&data, &arguments)
    };
    let first = import(&[&day]);
    assert!(first.err.contains("2008-04-27.txt:4: "), "the bad line is named: {first:?}");
    let said = first.well();
    assert!(said.starts_with("3 messages put in, 0 were there already or stay gone, 1 notices"), "{said}");
    assert!(said.contains("1 bad lines; 1 files in"), "{said}");
    let again = import(&[&day]).well();
    assert!(again.starts_with("0 messages put in, 3 were there already"), "{again}");

    fs::write(&day, format!("{DAY}[09:02] <cleo> late\n")).unwrap();
    let more = import(&[&day]).well();
    assert!(more.starts_with("1 messages put in, 3 were there already"), "{more}");
    let told = command(&data, &["audit", "export"]).well();
    for (act, times) in [("account.create", 1), ("room.create", 1), ("room.import", 2)] {
        assert_eq!(told.matches(act).count(), times, "{act}: {told}");
    }
    import(&[&logs.join("no-day.txt")]).refused("must begin with its day");
    import(&[&logs.join("2008-04-28.txt")]).refused("cannot be read");

    typing(&data, &[&create("root@example.org", "Root")[..], &["--admin"]].concat(), "a long password\n").well();
    let server = Running::serve(&data);
    let root = server.browser(1).sign_in("root@example.org", "a long password");
    let query = serde_json::json!({"query": {"search": "Harbour", "sort": "name", "kind": null, "archived": false, "after": null}});
    let rooms = root.ask("/api/rooms/list", &query).json();
    assert_eq!((&rooms["rooms"][0]["messages"], &rooms["rooms"][0]["members"]), (&4.into(), &3.into()), "{rooms}");
    assert_eq!(rooms["rooms"].as_array().unwrap().len(), 1, "one room, however often");
}

#[tokio::test]
async fn the_audit_log_is_written_out_as_the_panel_does_it() {
    let house = House::new().await;
    let (room, other) = (house.room("lobby").await, house.room("other").await);
    let olga = house.person("olga").owner_of(room).owner_of(other).platform_admin().await;
    let ana = house.person("ana").member_of(room).await;
    let one = ana.says(house.service(), room, "one").await.id;
    house.service().redact(&olga, removal(room, one).because("Spam, \"twice\"").noting("=note")).await.unwrap();
    house.service().archive_room(&olga, other, true).await.unwrap();
    assert!(house.service().delete(&ana, removal(room, one)).await.is_err());
    let folder = house.close().await;
    let folder = folder.path();
    let export = |arguments: &[&str]| command(folder, &[&["audit", "export"], arguments].concat());

    let file = folder.join("written.csv");
    let said = export(&["--format", "csv", "--out", file.to_str().unwrap()]).well();
    assert!(said.starts_with("Wrote 3 entries to"), "{said}");
    let csv = fs::read_to_string(&file).unwrap();
    let jsonl = export(&[]).well();
    assert_eq!(export(&["--format", "jsonl"]).well(), jsonl);
    let numbers = |text: &str| -> Vec<Value> {
        text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["number"].clone()).collect()
    };
    assert_eq!(numbers(&jsonl), [3, 2, 1]);
    assert_eq!(csv, export(&["--format", "csv"]).well());

    let (room, ana) = (room.to_string(), ana.id.to_string());
    assert_eq!(numbers(&export(&["--room", &room]).well()), [3, 1]);
    assert_eq!(numbers(&export(&["--actor", &ana]).well()), [3]);
    assert_eq!(numbers(&export(&["--action", "redact"]).well()), [1]);
    assert_eq!(numbers(&export(&["--refused"]).well()), [3]);
    assert_eq!(numbers(&export(&["--until", "2025-02-28"]).well()), [] as [i32; 0]);
    assert_eq!(numbers(&export(&["--from", "2025-03-01", "--until", "2025-03-01"]).well()), [3, 2, 1]);
    assert_eq!(export(&["--from", "yesterday"]).code, Some(2), "a filter that cannot be read");
    export(&["--out", folder.join("no/such/place").to_str().unwrap()]).refused("could not be written");

    let server = Running::serve(folder);
    let root = server.browser(1).sign_in("olga@example.org", PASSWORD);
    // The sign-in is an entry by now; what stood before it is the same to the last byte.
    let panel = |path: &str| root.get(path).body.split_once("\n").unwrap().1.to_owned();
    assert_eq!(panel("/audit/export.jsonl"), jsonl);
    let (head, rows) = csv.split_once('\n').unwrap();
    let from_panel = root.get("/audit/export.csv").body;
    assert!(from_panel.starts_with(head) && from_panel.ends_with(rows), "{from_panel}");
    assert!(rows.contains("\"Spam, \"\"twice\"\"\"") && rows.contains("'=note"), "{rows}");
    drop(server);
}
