//! Deletion: the message goes, and nothing stays in its place.

use domain::{
    EventKind, EventNumber, Failure, Thing, Verb,
    view::{Anchor, RemovedBy},
};
use testkit::{House, RemoveAsk, removal};

#[tokio::test]
async fn a_deleted_message_leaves_its_place_and_the_count() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let ben = house.person("ben").manager_of(room).await;
    let service = house.service();
    let first = ana.says(service, room, "first").await.id;
    let secret = ana.says(service, room, "secret").await.id;
    let operation = service.delete(&ben, removal(room, secret).because("Spam")).await.unwrap();

    assert_eq!((operation.verb, operation.message, operation.count), (Verb::Delete, Some(secret), 1));
    let page = service.messages(&ana, room, Anchor::Newest).await.unwrap();
    assert_eq!(page.messages.iter().map(|message| message.id).collect::<Vec<_>>(), [first]);
    assert_eq!(service.room(&ana, room).await.unwrap().summary.messages, 1);
    let told = service.events_since(&ana, room, page.head.0.checked_sub(1).map(EventNumber).unwrap(), 9).await;
    let kind = EventKind::Deleted { message: secret, by: RemovedBy::Moderator, reason: Some("Spam".to_owned()) };
    assert_eq!(told.unwrap().pop().unwrap().kind, kind);
}

#[tokio::test]
async fn a_second_deletion_finds_nothing() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let secret = olga.says(house.service(), room, "secret").await.id;
    house.service().delete(&olga, removal(room, secret)).await.unwrap();
    let entries = house.entries().await;
    for verb in [Verb::Redact, Verb::Delete] {
        let preview = house.service().preview_removal(&olga, room, verb, Some(secret)).await;
        assert_eq!(preview.map(drop), Err(Failure::NotFound(Thing::Message)));
    }
    let again = house.service().delete(&olga, removal(room, secret)).await;
    assert_eq!(again.map(drop), Err(Failure::NotFound(Thing::Message)));
    let redacted = house.service().redact(&olga, removal(room, secret)).await;
    assert_eq!(redacted.map(drop), Err(Failure::NotFound(Thing::Message)));
    assert_eq!(house.entries().await, entries);
}

#[tokio::test]
async fn a_tombstone_can_be_deleted() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let secret = olga.says(service, room, "secret").await.id;
    service.redact(&olga, removal(room, secret)).await.unwrap();
    let preview = service.preview_removal(&olga, room, Verb::Delete, Some(secret)).await.unwrap();
    assert!(preview.message.unwrap().is_tombstone());
    service.delete(&olga, removal(room, secret)).await.unwrap();
    assert_eq!(service.messages(&olga, room, Anchor::Newest).await.unwrap().messages, []);
    assert_eq!(service.room(&olga, room).await.unwrap().summary.messages, 0);
}
