//! Redaction: the content goes, a tombstone stays.

use domain::{
    Failure, Role, Thing, Verb,
    view::{Anchor, Body, RemovedBy, Tombstone},
};
use testkit::{House, RemoveAsk, minutes, removal};

#[tokio::test]
async fn a_redacted_message_stays_in_its_place_as_a_tombstone() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let ben = house.person("ben").manager_of(room).await;
    let service = house.service();
    let first = ana.says(service, room, "first").await;
    let secret = ana.says(service, room, "secret").await;
    let last = ana.says(service, room, "last").await;
    house.clock.advance(minutes(5));
    let operation = service.redact(&ben, removal(room, secret.id).because("<b>Spam</b>").noting("third time")).await;

    let operation = operation.unwrap();
    assert_eq!((operation.verb, operation.room, operation.message), (Verb::Redact, room, Some(secret.id)));
    assert_eq!((operation.count, operation.role, operation.job), (1, Role::RoomManager, None));
    let page = service.messages(&ana, room, Anchor::Newest).await.unwrap();
    let ids: Vec<_> = page.messages.iter().map(|message| message.id).collect();
    assert_eq!(ids, [first.id, secret.id, last.id]);
    let tombstone = Tombstone { by: RemovedBy::Moderator, at: operation.at, reason: Some("<b>Spam</b>".to_owned()) };
    assert_eq!(page.messages[1].body, Body::Redacted(tombstone));
    assert_eq!(page.messages[1].sender.id, ana.id);
    assert_eq!(service.room(&ana, room).await.unwrap().summary.messages, 3, "a tombstone counts");
}

#[tokio::test]
async fn a_second_redaction_says_when_and_by_whom_the_first_was() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let ben = house.person("ben").manager_of(room).await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let secret = ana.says(service, room, "secret").await.id;
    let first = service.redact(&ben, removal(room, secret)).await.unwrap();
    house.clock.advance(minutes(5));

    let entries = house.entries().await;
    let before = Failure::AlreadyRedacted { at: first.at, by: ben.id, role: Role::RoomManager };
    assert_eq!(service.redact(&olga, removal(room, secret)).await, Err(before.clone()));
    let preview = service.preview_removal(&olga, room, Verb::Redact, Some(secret)).await;
    assert_eq!(preview.map(drop), Err(before));
    assert_eq!(house.entries().await, entries, "what was not done is not recorded as done");
}

#[tokio::test]
async fn a_message_of_another_room_is_not_found() {
    let house = House::new().await;
    let (here, there) = (house.room("here").await, house.room("there").await);
    let ana = house.person("ana").member_of(there).await;
    let ben = house.person("ben").owner_of(here).await;
    let elsewhere = ana.says(house.service(), there, "elsewhere").await.id;
    let answer = house.service().redact(&ben, removal(here, elsewhere)).await;
    assert_eq!(answer.map(drop), Err(Failure::NotFound(Thing::Message)));
    assert_eq!(house.service().messages(&ana, there, Anchor::Newest).await.unwrap().messages.len(), 1);
}

#[tokio::test]
async fn a_message_of_an_owner_can_be_redacted_by_a_manager() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let ben = house.person("ben").manager_of(room).await;
    let said = olga.says(house.service(), room, "I own this place").await.id;
    house.service().redact(&ben, removal(room, said)).await.unwrap();
}

#[tokio::test]
async fn an_archived_room_is_still_moderated() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let said = olga.says(house.service(), room, "old").await.id;
    house.service().archive_room(&olga, room, true).await.unwrap();
    house.service().redact(&olga, removal(room, said)).await.unwrap();
    house.service().delete(&olga, removal(room, said)).await.unwrap();
}
