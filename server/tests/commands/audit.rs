//! The audit log, written out.

use std::fs;

use serde_json::Value;
use testkit::{House, PASSWORD, RemoveAsk, minutes, removal};

use super::command;
use crate::running::Running;

#[tokio::test]
async fn a_log_longer_than_one_read_is_written_out_whole() {
    const ENTRIES: u64 = 1_001;
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    for _ in 0..ENTRIES {
        assert!(house.service().purge(&ana, testkit::purge(room, "lobby")).await.is_err());
        // More often than once a minute not all of them would go on the record.
        house.clock.advance(minutes(1));
    }
    let folder = house.close().await;
    let log = command(folder.path(), &["audit", "export"]).well();
    let numbers = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["number"].as_u64().unwrap());
    assert!(numbers.eq((1..=ENTRIES).rev()));
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

#[tokio::test]
async fn what_was_noted_of_the_log_is_held_against_it_later() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    for _ in 0..3 {
        assert!(house.service().purge(&ana, testkit::purge(room, "lobby")).await.is_err());
    }
    let folder = house.close().await;
    let folder = folder.path();
    let verify = |noted: &str| command(folder, &["audit", "verify", "--expect", noted]);
    let said = command(folder, &["audit", "verify"]).well();
    let noted = said.split_once("--expect ").unwrap().1.split('`').next().unwrap().to_owned();
    assert!(noted.starts_with("3:") && noted.len() == 66, "{said}");
    assert!(verify(&noted).well().contains("Entry 3 has the hash that was noted."));
    let other = |number: u8| format!("{number}:{}", "0".repeat(64));
    verify(&other(2)).refused("entry 2 does not fit: its hash is not the one that was noted");
    verify(&other(4)).refused("entry 4 is missing: the log ends before it, and entry 4 was noted");
    for unreadable in ["3", "3:abc", "three:0", "-1:00", &noted[1..]] {
        assert_eq!(verify(unreadable).code, Some(2), "{unreadable}");
    }

    // A refusal is named by nothing else in the store: that it was cut off, only the note tells.
    let raw = rusqlite::Connection::open(folder.join("roomkeeper.sqlite")).unwrap();
    raw.execute_batch("DROP TRIGGER audit_is_never_cut; DELETE FROM audit WHERE number = 3").unwrap();
    drop(raw);
    assert!(command(folder, &["audit", "verify"]).well().starts_with("2 entries checked"));
    verify(&noted).refused("entry 3 is missing");
}
