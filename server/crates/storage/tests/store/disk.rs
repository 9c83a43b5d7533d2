//! A full disk: what does not fit is refused whole, reading goes on, and so does writing once there is room. A store that
//! another process holds: the same.

use domain::{Failure, view::Anchor};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use testkit::{House, minutes, purge, removal, write};

/// Pages beyond those that the house has when it is furnished.
const ROOM_PAGES: u32 = 60;

/// How many pages the file has now.
fn pages(house: &House) -> u32 {
    let bytes = std::fs::metadata(house.service().store().file()).unwrap().len();
    u32::try_from(bytes / 4096).unwrap()
}

#[tokio::test]
async fn what_does_not_fit_is_refused_whole_and_fits_later() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let text = "x".repeat(3_000);
    house.service().store().checkpoint().await.unwrap();
    let limit = pages(&house) + ROOM_PAGES;
    let house = house.reopen_with(Some(limit)).await;
    let service = house.service();
    let mut sent = Vec::new();
    let refused = loop {
        match service.send(&olga, write(room, &text)).await {
            Ok(message) => sent.push(message.id),
            Err(failure) => break failure,
        }
        assert!(sent.len() < 1_000, "the disk never fills");
    };
    assert_eq!(refused, Failure::Unavailable);
    let state = async |house: &House| {
        let page = house.service().messages(&olga, room, Anchor::Newest).await.unwrap();
        let view = house.service().room(&olga, room).await.unwrap();
        (view.summary.messages, view.head, page.messages.last().map(|message| message.id))
    };
    let full = state(&house).await;
    assert_eq!((full.0, full.2), (sent.len() as u64, sent.last().copied()), "nothing half written");
    assert_eq!(house.entries().await, 0);
    for _ in 0..3 {
        assert_eq!(service.send(&olga, write(room, &text)).await.map(drop), Err(Failure::Unavailable));
    }
    assert_eq!(state(&house).await, full);

    let house = house.reopen().await;
    assert_eq!(state(&house).await, full, "after a restart, too");
    olga.says(house.service(), room, &text).await;
    assert_eq!(state(&house).await.0, full.0 + 1);
    assert_eq!(state(&house).await.1.0, full.1.0 + 1, "event numbers without gaps");
}

#[tokio::test]
async fn removing_makes_room_on_a_full_disk() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let text = "x".repeat(3_000);
    house.service().store().checkpoint().await.unwrap();
    let limit = pages(&house) + ROOM_PAGES;
    let house = house.reopen_with(Some(limit)).await;
    let service = house.service();
    let mut sent = Vec::new();
    while let Ok(message) = service.send(&olga, write(room, &text)).await {
        sent.push(message.id);
    }
    for id in sent.iter().take(5) {
        service.delete(&olga, removal(room, *id)).await.unwrap();
    }
    for _ in 0..3 {
        olga.says(service, room, &text).await;
    }
    service.purge(&olga, purge(room, "lobby")).await.unwrap();
    house.run_jobs().await;
    for _ in 0..5 {
        olga.says(service, room, &text).await;
    }
    assert_eq!(house.entries().await, 6);
}

#[tokio::test]
async fn a_full_disk_keeps_nobody_from_reading() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let token = olga.token.clone();
    house.service().store().checkpoint().await.unwrap();
    let limit = pages(&house);
    let house = house.reopen_with(Some(limit)).await;
    let service = house.service();
    while service.send(&olga, write(room, &"x".repeat(1_000))).await.is_ok() {}
    while service.send(&olga, write(room, "x")).await.is_ok() {}
    house.clock.advance(minutes(10));
    let actor = service.authenticate(&token).await.unwrap().unwrap();
    assert!(service.messages(&actor, room, Anchor::Newest).await.is_ok());
}

#[tokio::test]
async fn a_store_that_another_process_holds_is_told_and_nothing_is_half_done() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let message = olga.says(service, room, "stays until it can go").await.id;
    let mut other = SqliteConnectOptions::new().filename(service.store().file()).connect().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();

    assert_eq!(service.redact(&olga, removal(room, message)).await.map(drop), Err(Failure::Unavailable));
    let page = service.messages(&olga, room, Anchor::Newest).await.unwrap();
    assert!(!page.messages.last().unwrap().is_tombstone(), "read, and as it was");
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    other.close().await.unwrap();

    assert_eq!(house.entries().await, 0, "nothing of it is on the record");
    service.redact(&olga, removal(room, message)).await.unwrap();
    assert_eq!(house.entries().await, 1);
}

#[tokio::test]
async fn those_who_wait_for_a_store_that_is_held_are_told_together() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let message = olga.says(service, room, "stays until it can go").await.id;
    let mut other = SqliteConnectOptions::new().filename(service.store().file()).connect().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let redact = async || service.redact(&olga, removal(room, message)).await.map(drop);
    let all = async { tokio::join!(redact(), redact(), redact(), redact(), redact(), redact()) };
    // The first waits for five seconds, the others together for five more: one after the other it would be half a minute.
    let told = tokio::time::timeout(std::time::Duration::from_secs(60), all).await.unwrap();
    let none = Err(Failure::Unavailable);
    assert_eq!(told, (none.clone(), none.clone(), none.clone(), none.clone(), none.clone(), none));
    other.close().await.unwrap();
    service.redact(&olga, removal(room, message)).await.unwrap();
    assert_eq!(house.entries().await, 1);
}
