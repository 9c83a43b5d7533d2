//! Acts that land in one group commit: each is decided by what the one before it left, never by what was read earlier.

use domain::{Conflict, EventNumber, Failure, RoomRole, Thing, view::Anchor};
use service::{Actor, RemoveMessage, Service};
use testkit::{House, RemoveAsk, purge, removal};

/// Asks without waiting: the answers come together, in the order in which it was asked.
fn ask<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> tokio::task::JoinHandle<T> {
    tokio::spawn(work)
}

fn delete(
    service: &Service,
    who: &Actor,
    command: RemoveMessage,
) -> impl Future<Output = Result<u64, Failure>> + 'static {
    let (service, who) = (service.clone(), who.clone());
    async move { service.delete(&who, command).await.map(|operation| operation.count) }
}

fn redact(
    service: &Service,
    who: &Actor,
    command: RemoveMessage,
) -> impl Future<Output = Result<u64, Failure>> + 'static {
    let (service, who) = (service.clone(), who.clone());
    async move { service.redact(&who, command).await.map(|operation| operation.count) }
}

#[tokio::test]
async fn a_role_taken_away_counts_for_the_very_next_act() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ben = house.person("ben").manager_of(room).await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service().clone();
    let one = olga.says(&service, room, "one").await.id;
    let two = olga.says(&service, room, "two").await.id;
    let before = ask(redact(&service, &ben, removal(room, one)));
    let taken = ask({
        let (service, olga, ben) = (service.clone(), olga.clone(), ben.id);
        async move { service.set_role(&olga, room, ben, None).await }
    });
    let after = ask(redact(&service, &ben, removal(room, two)));
    let keyed = ask(delete(&service, &ben, removal(room, two).keyed("k1")));
    assert_eq!(before.await.unwrap(), Ok(1));
    taken.await.unwrap().unwrap();
    assert_eq!(after.await.unwrap(), Err(Failure::NotFound(Thing::Room)));
    assert_eq!(keyed.await.unwrap(), Err(Failure::NotFound(Thing::Room)));
    assert_eq!(house.entries().await, 4);
}

#[tokio::test]
async fn a_session_that_ended_counts_for_the_very_next_act() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let root = house.person("root").platform_admin().await;
    let service = house.service().clone();
    let one = olga.says(&service, room, "one").await.id;
    let two = olga.says(&service, room, "two").await.id;
    let before = ask(delete(&service, &olga, removal(room, one)));
    let ended = ask({
        let (service, root, olga) = (service.clone(), root.clone(), olga.id);
        async move { service.set_user_disabled(&root, olga, true).await }
    });
    let after = ask(delete(&service, &olga, removal(room, two)));
    assert_eq!(before.await.unwrap(), Ok(1));
    ended.await.unwrap().unwrap();
    assert_eq!(after.await.unwrap(), Err(Failure::SignedOut));
}

#[tokio::test]
async fn several_people_remove_one_message_once() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let people = [
        house.person("ben").manager_of(room).await,
        house.person("olga").owner_of(room).await,
        house.person("root").platform_admin().await,
    ];
    let service = house.service().clone();
    let said = ana.says(&service, room, "one").await.id;
    let mut asked = Vec::new();
    for (n, who) in people.iter().enumerate() {
        asked.push(ask(redact(&service, who, removal(room, said).keyed(&format!("r{n}")))));
        asked.push(ask(delete(&service, who, removal(room, said).keyed(&format!("d{n}")))));
        asked.push(ask(delete(&service, who, removal(room, said))));
    }
    let mut answers = Vec::new();
    for one in asked {
        answers.push(one.await.unwrap());
    }
    assert_eq!(answers[..2], [Ok(1), Ok(1)], "redacted, and then the tombstone deleted");
    assert!(answers[2..].iter().all(|answer| *answer == Err(Failure::NotFound(Thing::Message))), "{answers:?}");
    assert_eq!(house.entries().await, 2);
    assert_eq!(service.room(&ana, room).await.unwrap().summary.messages, 0);
}

#[tokio::test]
async fn a_purge_in_between_leaves_nothing_to_remove() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service().clone();
    let mut ids = Vec::new();
    for n in 0..4 {
        ids.push(olga.says(&service, room, &format!("text {n}")).await.id);
    }
    let first = ask(delete(&service, &olga, removal(room, ids[0])));
    let purged = ask({
        let (service, olga) = (service.clone(), olga.clone());
        async move { service.purge(&olga, purge(room, "lobby")).await }
    });
    let second = ask(delete(&service, &olga, removal(room, ids[1])));
    let sent = ask({
        let (service, olga) = (service.clone(), olga.clone());
        async move { olga.says(&service, room, "later").await.id }
    });
    let third = ask(redact(&service, &olga, removal(room, ids[2])));
    assert_eq!(first.await.unwrap(), Ok(1));
    assert_eq!(purged.await.unwrap().unwrap().count, 3);
    assert_eq!(second.await.unwrap(), Err(Failure::NotFound(Thing::Message)));
    let sent = sent.await.unwrap();
    assert_eq!(third.await.unwrap(), Err(Failure::NotFound(Thing::Message)));
    let page = service.messages(&olga, room, Anchor::Newest).await.unwrap();
    assert_eq!(page.messages.iter().map(|message| message.id).collect::<Vec<_>>(), [sent]);
    assert_eq!(service.room(&olga, room).await.unwrap().summary.messages, 1);
}

#[tokio::test]
async fn one_key_in_one_group_is_one_request() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service().clone();
    let one = olga.says(&service, room, "one").await.id;
    let two = olga.says(&service, room, "two").await.id;
    let asked = [
        ask(delete(&service, &olga, removal(room, one).keyed("k1"))),
        ask(delete(&service, &olga, removal(room, two).keyed("k1"))),
        ask(delete(&service, &olga, removal(room, one).keyed("k1"))),
        ask(redact(&service, &olga, removal(room, one).keyed("k1"))),
        ask(redact(&service, &olga, removal(room, two).keyed("k2"))),
    ];
    let mut answers = Vec::new();
    for one in asked {
        answers.push(one.await.unwrap());
    }
    let reused = || Err(Failure::Conflict(Conflict::KeyReused));
    assert_eq!(answers, [Ok(1), reused(), Ok(1), reused(), Ok(1)]);
    assert_eq!(house.entries().await, 2);
}

#[tokio::test]
async fn a_policy_set_in_between_is_asked_by_the_very_next_act() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service().clone();
    let one = olga.says(&service, room, "one").await.id;
    let two = olga.says(&service, room, "two").await.id;
    let before = ask(redact(&service, &olga, removal(room, one)));
    let set = ask({
        let (service, olga) = (service.clone(), olga.clone());
        async move { service.set_reason_required(&olga, room, true).await }
    });
    let after = ask(redact(&service, &olga, removal(room, two)));
    assert_eq!(before.await.unwrap(), Ok(1));
    set.await.unwrap().unwrap();
    assert!(matches!(after.await.unwrap(), Err(Failure::ReasonRequired(_))));
    let numbers = service.events_since(&olga, room, EventNumber(0), 99).await.unwrap();
    assert!(numbers.iter().map(|event| event.number.0).eq(1..=numbers.len() as u64), "without gaps");
    assert_eq!(service.members(&olga, room, "").await.unwrap().members[0].role, RoomRole::Owner);
}
