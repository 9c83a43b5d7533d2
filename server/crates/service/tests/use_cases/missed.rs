//! What was taken away while a viewer was away, among however much else has happened.

use domain::{EventKind, EventNumber, Failure, MessageId, Thing};
use service::{Actor, SendMessage};
use testkit::{House, minutes, removal, seconds, write};

#[tokio::test]
async fn removals_are_found_by_their_time_and_by_nobody_who_heard_nothing_of_the_message() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let (ana, eve) = (house.person("ana").member_of(room).await, house.person("eve").member_of(room).await);
    let ben = house.person("ben").manager_of(room).await;
    let stranger = house.person("stranger").await;
    let service = house.service();
    let says = async |text: &str| ana.says(service, room, text).await.id;
    let deletes = async |message: MessageId| service.delete(&ben, removal(room, message)).await.unwrap();
    let (early, late, redacted) = (says("early").await, says("late").await, says("redacted").await);
    let aside = SendMessage { to: Some(ben.id), ..write(room, "between two") };
    let aside = service.send(&ana, aside).await.unwrap().id;

    let began = service.store().now();
    deletes(early).await;
    house.clock.advance(minutes(5));
    let since = service.store().now();
    deletes(late).await;
    deletes(aside).await;
    house.clock.advance(seconds(1));
    service.redact(&ben, removal(room, redacted)).await.unwrap();
    let through = service.room(&ben, room).await.unwrap().head;
    house.clock.advance(seconds(1));
    // More than are looked through whenever they happened.
    for number in 0..1_100 {
        says(&number.to_string()).await;
    }
    let after = says("after").await;
    deletes(after).await;
    let head = service.room(&ben, room).await.unwrap().head;

    let found = async |who: &Actor, since, through, max| {
        let events = service.removals_since(who, room, since, through, max).await.unwrap();
        let about = |kind: EventKind| match kind {
            EventKind::Deleted { message, .. } | EventKind::Redacted { message, .. } => message,
            other => panic!("{other:?}"),
        };
        events.into_iter().map(|event| about(event.kind)).collect::<Vec<_>>()
    };
    assert_eq!(found(&eve, since, head, 10).await, [late, redacted, after]);
    assert_eq!(found(&ana, since, head, 10).await, [late, aside, redacted, after], "her own");
    assert_eq!(found(&eve, began, head, 10).await, [early, late, redacted, after]);
    assert_eq!(found(&eve, since, through, 10).await, [late, redacted], "up to there");
    assert_eq!(found(&eve, since, head, 2).await, [redacted, after], "the newest");
    assert_eq!(found(&eve, service.store().now().plus_millis(1), head, 10).await, []);
    assert_eq!(found(&eve, began, EventNumber(0), 10).await, []);
    let unseen = service.removals_since(&stranger, room, since, head, 10).await;
    assert_eq!(unseen, Err(Failure::NotFound(Thing::Room)));
}
