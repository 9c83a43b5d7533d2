//! Users and their keys.

use serde_json::Value;
use testkit::House;

use super::{command, create, typing};
use crate::running::Running;

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
    let said = command(folder, &["user", "disable", "ana@example.org"]).well();
    assert!(said.contains("was disabled before; nothing has changed"), "{said}");
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
    assert_eq!(
        acts,
        ["user.disable", "user.create", "user.create"],
        "what was refused made nothing, nor what was done before"
    );
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
