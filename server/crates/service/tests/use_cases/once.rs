//! Promise 8: the same request repeated removes once and answers alike.

use domain::{
    Conflict, Failure, IdempotencyKey,
    view::{Anchor, Body, Extra},
};
use service::RemoveMessage;
use testkit::{House, PurgeAsk, RemoveAsk, days, hours, purge, removal, write};

#[tokio::test]
async fn the_same_request_under_the_same_key_is_answered_alike() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let one = olga.says(service, room, "one").await.id;
    let two = olga.says(service, room, "two").await.id;
    let redact = removal(room, one).because("Spam").noting("n").keyed("k1");
    let delete = removal(room, two).keyed("k2");
    let all = purge(room, "lobby").keyed("k3");
    let redacted = service.redact(&olga, redact.clone()).await.unwrap();
    let deleted = service.delete(&olga, delete.clone()).await.unwrap();
    let purged = service.purge(&olga, all.clone()).await.unwrap();
    let entries = house.entries().await;
    house.clock.advance(hours(3));

    assert_eq!(service.redact(&olga, redact.clone()).await, Ok(redacted.clone()));
    assert_eq!(service.delete(&olga, delete.clone()).await, Ok(deleted.clone()));
    assert_eq!(service.purge(&olga, all.clone()).await, Ok(purged.clone()));
    house.run_jobs().await;
    let house = house.reopen().await;
    let service = house.service();
    assert_eq!(service.redact(&olga, redact).await, Ok(redacted));
    assert_eq!(service.delete(&olga, delete).await, Ok(deleted));
    assert_eq!(service.purge(&olga, all).await, Ok(purged));
    assert_eq!(house.entries().await, entries, "one entry each, whatever is repeated");
}

#[tokio::test]
async fn a_repeated_purge_takes_nothing_that_was_written_since() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    olga.says(service, room, "goes").await;
    let command = purge(room, "lobby").keyed("k1");
    service.purge(&olga, command.clone()).await.unwrap();
    olga.says(service, room, "stays").await;
    assert_eq!(service.purge(&olga, command).await.unwrap().count, 1);
    assert_eq!(service.room(&olga, room).await.unwrap().summary.messages, 1);
}

#[tokio::test]
async fn another_request_under_the_same_key_is_refused() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let one = olga.says(service, room, "one").await.id;
    let two = olga.says(service, room, "two").await.id;
    service.redact(&olga, removal(room, one).because("Spam").keyed("k1")).await.unwrap();
    let reused = Err(Failure::Conflict(Conflict::KeyReused));
    let same = || removal(room, one).because("Spam").keyed("k1");
    assert_eq!(service.redact(&olga, RemoveMessage { message: two, ..same() }).await.map(drop), reused);
    assert_eq!(service.redact(&olga, same().because("Other")).await.map(drop), reused);
    assert_eq!(service.redact(&olga, same().noting("Other")).await.map(drop), reused);
    assert_eq!(service.delete(&olga, same()).await.map(drop), reused);
    assert_eq!(service.purge(&olga, purge(room, "lobby").keyed("k1")).await.map(drop), reused);
    let mut send = write(room, "three");
    send.key = IdempotencyKey::optional("k1").unwrap();
    assert_eq!(service.send(&olga, send).await.map(drop), reused);
    let left = service.messages(&olga, room, Anchor::Newest).await.unwrap().messages;
    assert_eq!(left.iter().filter(|message| !message.is_tombstone()).count(), 1);
}

#[tokio::test]
async fn two_people_may_use_the_same_key() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let ben = house.person("ben").manager_of(room).await;
    let one = olga.says(house.service(), room, "one").await.id;
    let two = olga.says(house.service(), room, "two").await.id;
    house.service().delete(&olga, removal(room, one).keyed("k1")).await.unwrap();
    house.service().delete(&ben, removal(room, two).keyed("k1")).await.unwrap();
}

#[tokio::test]
async fn many_at_once_under_one_key_are_one_operation() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let one = olga.says(service, room, "one").await.id;
    let entries = house.entries().await;
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let (service, olga) = (service.clone(), olga.clone());
            tokio::spawn(async move { service.delete(&olga, removal(room, one).keyed("k1")).await })
        })
        .collect();
    let mut operations = Vec::new();
    for task in tasks {
        operations.push(task.await.unwrap().unwrap());
    }
    operations.dedup();
    assert_eq!(operations.len(), 1);
    assert_eq!(house.entries().await, entries + 1);
}

#[tokio::test]
async fn many_at_once_without_a_key_remove_once_too() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let one = olga.says(service, room, "one").await.id;
    let entries = house.entries().await;
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let (service, olga) = (service.clone(), olga.clone());
            tokio::spawn(async move { service.redact(&olga, removal(room, one)).await })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => done += 1,
            Err(Failure::AlreadyRedacted { by, .. }) => assert_eq!(by, olga.id),
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(done, 1);
    assert_eq!(house.entries().await, entries + 1);
}

#[tokio::test]
async fn another_text_or_what_comes_along_with_it_is_another_message() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let service = house.service();
    let with = |text: &str, metadata: &str, more: &str| {
        let mut command = write(room, text);
        command.key = IdempotencyKey::optional("k1").unwrap();
        command.extra = Extra { metadata: Some(metadata.to_owned()), more: Some(more.to_owned()) };
        command
    };
    let first = with("hello", "m", "{}");
    let sent = service.send(&ana, first.clone()).await.unwrap();
    for other in [with("hullo", "m", "{}"), with("hello", "n", "{}"), with("hello", "m", r#"{"ContentType":"a/b"}"#)] {
        assert_eq!(service.send(&ana, other).await, Err(Conflict::KeyReused.into()));
    }
    assert_eq!(service.send(&ana, first).await, Ok(sent));
}

#[tokio::test]
async fn the_same_message_sent_twice_under_one_key_is_written_once() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let mut command = write(room, "hello");
    command.key = IdempotencyKey::optional("k1").unwrap();
    let sent = service.send(&ana, command.clone()).await.unwrap();
    assert_eq!(service.send(&ana, command.clone()).await, Ok(sent.clone()));
    service.delete(&olga, removal(room, sent.id)).await.unwrap();
    let again = service.send(&ana, command).await;
    assert_eq!(again.map(drop), Err(Conflict::RemovedSince.into()), "a retry brings nothing back");
    assert_eq!(service.room(&ana, room).await.unwrap().summary.messages, 0);
}

#[tokio::test]
async fn another_message_under_the_key_of_one_is_refused() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let service = house.service();
    let first = ana.says(service, room, "first").await.id;
    let send = async |text: &str, reply_to| {
        let key = IdempotencyKey::optional("k1").unwrap();
        service.send(&ana, service::SendMessage { reply_to, key, ..write(room, text) }).await
    };
    let sent = send("hello", None).await.unwrap();
    let reused = Err(Failure::Conflict(Conflict::KeyReused));
    assert_eq!(send("other", None).await.map(drop), reused);
    assert_eq!(send("hello", Some(first)).await.map(drop), reused);
    service.edit(&ana, room, sent.id, domain::Content::new("hello!").unwrap()).await.unwrap();
    let again = send("hello", None).await.unwrap();
    assert_eq!((again.id, again.body), (sent.id, Body::Text("hello!".into())), "a retry, answered as it is now");
    assert_eq!(service.room(&ana, room).await.unwrap().summary.messages, 2);
}

#[tokio::test]
async fn a_refused_request_may_be_repeated_with_success_once_the_role_is_there() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let one = olga.says(service, room, "one").await.id;
    let command = removal(room, one).keyed("k1");
    assert!(service.delete(&ana, command.clone()).await.is_err());
    service.set_role(&olga, room, ana.id, Some(domain::RoomRole::Manager)).await.unwrap();
    service.delete(&ana, command).await.unwrap();
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day_and_removes_no_second_time() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let root = house.person("root").platform_admin().owner_of(room).await;
    let service = house.service();
    let one = root.says(service, room, "one").await.id;
    let two = root.says(service, room, "two").await.id;
    service.redact(&root, removal(room, one).keyed("k1")).await.unwrap();
    house.clock.advance(days(2));
    let root = root.elsewhere(service).await;
    service.redact(&root, removal(room, two).keyed("k2")).await.unwrap();
    let again = service.redact(&root, removal(room, one).keyed("k1")).await;
    assert!(matches!(again, Err(Failure::AlreadyRedacted { .. })), "{again:?}");
    let purged = purge(room, "lobby").through(one).keyed("k1");
    assert_eq!(service.purge(&root, purged).await.unwrap().count, 1);
}
