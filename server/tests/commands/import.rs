//! Logs of elsewhere, brought in.

use std::{fs, path::Path};

use domain::{ElasticChannel, RoomName, channel::ChannelSettings};
use serde_json::Value;
use service::{CreateChannel, NewChannel};
use testkit::House;

use super::{command, create, typing};
use crate::running::Running;

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
    // A name that is wrong is told before anything is read.
    let next = logs.join("2008-04-29.txt");
    fs::write(&next, "[09:00] <ana> too early\n").unwrap();
    import(&[&next, &logs.join("no-day.txt")]).refused("must begin with its day");
    let done = import(&[&next]).well();
    assert!(done.starts_with("1 messages put in, 0 were there"), "{done}");
    import(&[&logs.join("2008-04-28.txt")]).refused("cannot be read");
    let tomorrow = logs.join("2999-01-01.txt");
    fs::write(&tomorrow, DAY).unwrap();
    import(&[&tomorrow]).refused("none between 1970 and today");
    // What cannot be read after all is told, with what was put in before it.
    let (last, folder) = (logs.join("2008-04-30.txt"), logs.join("2008-05-01.txt"));
    fs::write(&last, "[09:00] <ana> good bye\n").unwrap();
    fs::create_dir(&folder).unwrap();
    let broken = import(&[&last, &folder]);
    assert!(broken.out.starts_with("1 messages put in") && broken.out.contains("1 files in"), "{broken:?}");
    assert!(broken.code == Some(1) && broken.err.contains("cannot be read"), "{broken:?}");

    typing(&data, &[&create("root@example.org", "Root")[..], &["--admin"]].concat(), "a long password\n").well();
    let server = Running::serve(&data);
    let root = server.browser(1).sign_in("root@example.org", "a long password");
    let query = serde_json::json!({"query": {"search": "Harbour", "sort": "name", "kind": null, "archived": false, "after": null}});
    let rooms = root.ask("/api/rooms/list", &query).json();
    assert_eq!((&rooms["rooms"][0]["messages"], &rooms["rooms"][0]["members"]), (&6.into(), &3.into()), "{rooms}");
    assert_eq!(rooms["rooms"].as_array().unwrap().len(), 1, "one room, however often");
}

#[test]
fn a_log_that_comes_in_while_a_purge_is_looked_at_stops_the_purge() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let day = folder.path().join("2008-04-27.txt");
    let import = |text: &str| {
        fs::write(&day, text).unwrap();
        let file = day.to_str().unwrap();
        command(&data, &["import", "irc-log", "--account", "old", "--room", "Harbour", file]).well();
    };
    import(DAY);
    typing(&data, &[&create("root@example.org", "Root")[..], &["--admin"]].concat(), "a long password\n").well();
    let server = Running::serve(&data);
    let root = server.browser(1).sign_in("root@example.org", "a long password");
    let query = serde_json::json!({"query": {"search": "Harbour", "sort": "name", "kind": null, "archived": false, "after": null}});
    let room = root.ask("/api/rooms/list", &query).json()["rooms"][0]["id"].as_str().unwrap().to_owned();
    let look = || root.post("/api/removals/preview", &[("room", &*room), ("verb", "purge")]).json();
    let purge = |shown: &Value| {
        let (through, seen, key) = (&shown["through"], shown["seen"].to_string(), &shown["key"]);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let (through, key) = (text(through), text(key));
        let fields =
            [("room", &*room), ("through", &*through), ("seen", &*seen), ("confirmation", "Harbour"), ("key", &*key)];
        root.post("/api/rooms/purge", &fields)
    };
    let shown = look();
    assert_eq!(shown["count"], 3);
    import(&format!("{DAY}[08:00] <cleo> before all of them\n"));
    let refused = purge(&shown);
    assert_eq!((refused.status, refused.json()), (409, serde_json::json!({"refused": {"conflict": "room_changed"}})));
    let again = look();
    assert_eq!(again["count"], 4, "nothing of it was done");
    assert_eq!(purge(&again).json()["count"], 4);
}
