//! The audit log's chain: whoever changes the file behind the server's back is found out, entry by entry.

use domain::view::BrokenLink;
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use storage::{Noted, StorageError};
use testkit::{House, RemoveAsk, purge, removal};

const OPEN_THE_SEAL: &str = "DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_cut";

/// A house with seven entries.
async fn house_of_seven() -> House {
    house_whose_fourth_reason_is("reason 3").await
}

/// Likewise: of two of them all is alike, but for what follows from one reason.
async fn house_whose_fourth_reason_is(fourth: &str) -> House {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    for n in 0..7 {
        let said = olga.says(house.service(), room, "x").await.id;
        let reason = if n == 3 { fourth.to_owned() } else { format!("reason {n}") };
        let command = removal(room, said).because(&reason).noting("note");
        house.service().delete(&olga, command).await.unwrap();
    }
    house
}

async fn tampered_with(sql: &'static str) -> Result<(), BrokenLink> {
    let house = house_of_seven().await;
    let file = house.service().store().file().to_owned();
    let mut raw = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    sqlx::query(OPEN_THE_SEAL).execute(&mut raw).await.unwrap();
    let done = sqlx::query(sql).execute(&mut raw).await.unwrap();
    assert!(done.rows_affected() > 0, "{sql}");
    raw.close().await.unwrap();
    match house.reopen().await.service().store().verify_audit().await.unwrap().broken {
        Some(link) => Err(link),
        None => Ok(()),
    }
}

#[tokio::test]
async fn an_untouched_chain_fits() {
    let house = house_of_seven().await;
    let report = house.service().store().verify_audit().await.unwrap();
    assert_eq!((report.checked, report.broken, report.head.len()), (7, None, 64));
}

#[tokio::test]
async fn a_changed_entry_is_named_whatever_was_changed_in_it() {
    for sql in [
        "UPDATE audit SET reason = 'reason 9' WHERE number = 4",
        "UPDATE audit SET note = NULL WHERE number = 4",
        "UPDATE audit SET note = '' WHERE number = 4",
        "UPDATE audit SET at = at + 1 WHERE number = 4",
        "UPDATE audit SET role = 'member' WHERE number = 4",
        "UPDATE audit SET door = 'job' WHERE number = 4",
        "UPDATE audit SET action = 'redact' WHERE number = 4",
        "UPDATE audit SET refusal = 'x' WHERE number = 4",
        "UPDATE audit SET count = 2 WHERE number = 4",
        "UPDATE audit SET actor_id = NULL WHERE number = 4",
        "UPDATE audit SET room_id = room_id + 1 WHERE number = 4",
        "UPDATE audit SET message_id = message_id + 1 WHERE number = 4",
        "UPDATE audit SET subject_id = 0 WHERE number = 4",
        "UPDATE audit SET operation_id = operation_id + 1 WHERE number = 4",
        "UPDATE audit SET hash = CAST(x'00' || substr(hash, 2) AS BLOB) WHERE number = 4",
        "UPDATE audit SET previous = CAST(x'00' || substr(previous, 2) AS BLOB) WHERE number = 4",
        // One field's text moved to the next.
        "UPDATE audit SET reason = reason || note, note = '' WHERE number = 4",
    ] {
        assert_eq!(tampered_with(sql).await.map_err(|link| link.number), Err(4), "{sql}");
    }
}

#[tokio::test]
async fn an_entry_that_was_changed_and_hashed_anew_does_not_fit_the_next() {
    let (house, other) = (house_of_seven().await, house_whose_fourth_reason_is("reason 9").await);
    let file = house.service().store().file().to_owned();
    let mut raw = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    sqlx::query(OPEN_THE_SEAL).execute(&mut raw).await.unwrap();
    let from = other.service().store().file().display().to_string();
    sqlx::query("ATTACH $1 AS other").bind(from).execute(&mut raw).await.unwrap();
    let swap = "DELETE FROM audit WHERE number = 4; INSERT INTO audit SELECT * FROM other.audit WHERE number = 4";
    sqlx::raw_sql(swap).execute(&mut raw).await.unwrap();
    raw.close().await.unwrap();
    let broken = house.reopen().await.service().store().verify_audit().await.unwrap().broken.unwrap();
    assert_eq!((broken.number, &*broken.why), (5, "it is not linked to the entry before"));
}

#[tokio::test]
async fn a_missing_entry_is_named() {
    for (sql, number) in [
        ("DELETE FROM audit WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 4", 4),
        ("DELETE FROM audit WHERE number IN (3, 4)", 3),
        ("UPDATE audit SET number = 8 WHERE number = 4", 4),
    ] {
        let link = tampered_with(sql).await.unwrap_err();
        assert_eq!(link.number, number, "{sql}: {}", link.why);
        assert!(link.why.starts_with(&format!("entry {number} is missing: ")), "{sql}: {}", link.why);
    }
}

/// Whatever names an entry that is cut off is enough, be it all that is left of what was done.
#[tokio::test]
async fn a_log_cut_short_at_its_end_is_told_by_what_names_its_entries() {
    for (sql, number) in [
        ("DELETE FROM messages; DELETE FROM jobs; DELETE FROM audit WHERE number = 2", 2),
        ("DELETE FROM events; DELETE FROM jobs; DELETE FROM audit", 1),
        ("DELETE FROM events; DELETE FROM messages; DELETE FROM audit WHERE number > 1", 2),
    ] {
        let house = House::new().await;
        let (room, other) = (house.room("lobby").await, house.room("other").await);
        let olga = house.person("olga").owner_of(room).owner_of(other).await;
        let said = olga.says(house.service(), room, "x").await.id;
        house.service().redact(&olga, removal(room, said)).await.unwrap();
        house.service().purge(&olga, purge(other, "other")).await.unwrap();
        assert_eq!(house.entries().await, 2);
        let mut raw = SqliteConnectOptions::new().filename(house.service().store().file()).connect().await.unwrap();
        sqlx::query(OPEN_THE_SEAL).execute(&mut raw).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut raw).await.unwrap();
        raw.close().await.unwrap();
        let report = house.reopen().await.service().store().verify_audit().await.unwrap();
        let link = report.broken.unwrap();
        assert_eq!((report.checked, link.number), (number, number), "{sql}");
        let why =
            format!("entry {number} is missing: the log ends before it, and something that was done names entry ");
        assert!(link.why.starts_with(&why), "{sql}: {}", link.why);
    }
}

/// Of what nothing names, a refusal, only somebody who has noted it elsewhere finds out that it is gone.
#[tokio::test]
async fn what_was_noted_elsewhere_must_lie_on_the_chain() {
    let house = house_of_seven().await;
    let olga = house.person("pia").await;
    house.service().verify_audit(&olga).await.unwrap_err();
    let store = house.service().store();
    let head = store.verify_audit().await.unwrap().head;
    let with = async |number, hash: &str| {
        let noted = Noted { number, hash: hash.to_owned() };
        store.verify_audit_with(Some(&noted)).await.unwrap().broken.map(|link| link.number)
    };
    assert_eq!(with(8, &head).await, None);
    assert_eq!(with(8, &head.to_uppercase()).await, None);
    assert_eq!(with(7, &head).await, Some(7), "the hash of another entry");
    assert_eq!(with(0, &head).await, Some(0), "and of none");
    assert_eq!(with(9, &head).await, Some(9), "an entry that was never there");

    let mut raw = SqliteConnectOptions::new().filename(store.file()).connect().await.unwrap();
    sqlx::query(OPEN_THE_SEAL).execute(&mut raw).await.unwrap();
    sqlx::query("DELETE FROM audit WHERE number = 8").execute(&mut raw).await.unwrap();
    raw.close().await.unwrap();
    let house = house.reopen().await;
    let store = house.service().store();
    assert_eq!(store.verify_audit().await.unwrap().broken, None, "nothing else names it");
    let noted = Noted { number: 8, hash: head };
    assert_eq!(store.verify_audit_with(Some(&noted)).await.unwrap().broken.map(|link| link.number), Some(8));
}

/// An export that goes by a room, a person or a day would leave the entry out.
#[tokio::test]
async fn an_entry_that_was_taken_out_of_an_index_is_named() {
    for index in ["days", "rooms", "people"] {
        let sql = match index {
            "days" => "DELETE FROM audit_days",
            "rooms" => "DELETE FROM audit_rooms",
            _ => "DELETE FROM audit_actors",
        };
        let link = tampered_with(sql).await.unwrap_err();
        let why = format!("it was taken out of the index of {index}, and exports by it leave it out");
        assert_eq!((link.number, link.why), (1, why));
    }
}

#[tokio::test]
async fn the_store_itself_refuses_to_change_or_cut_its_log() {
    let house = house_of_seven().await;
    let file = house.service().store().file().to_owned();
    let mut raw = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    for sql in ["UPDATE audit SET reason = 'x'", "DELETE FROM audit"] {
        let refused = sqlx::query(sql).execute(&mut raw).await.map_err(StorageError::from);
        assert!(refused.is_err(), "{sql}");
    }
    raw.close().await.unwrap();
    assert_eq!(house.entries().await, 7);
}
