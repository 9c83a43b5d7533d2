//! What is kept for a number of days only.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use domain::{
    Denial, Door, EventKind, EventNumber, Failure, MessageId, Retention, RetentionDays, Role, RoomId, Timestamp,
    UserId,
    view::{Anchor, AuditQuery, Body, RemovedBy},
};
use service::{Options, Service};
use storage::{BulkMessage, Clock, Sight, StorageError, Write, WriteTx};
use testkit::{House, Person, days};

async fn texts(service: &Service, who: &Person, room: RoomId) -> Vec<String> {
    let page = service.messages(who, room, Anchor::Newest).await.unwrap();
    page.messages
        .into_iter()
        .map(|message| match message.body {
            Body::Text(text) => text,
            Body::Redacted(_) => "redacted".to_owned(),
        })
        .collect()
}

fn kept(rooms: u32) -> Retention {
    Retention { rooms: RetentionDays::new(rooms), conversations: None }
}

#[tokio::test]
async fn what_is_older_goes_a_day_after_the_rule_was_set_and_the_log_says_by_what() {
    let house = House::new().await;
    let (ours, theirs) = (house.account("ours").await, house.account("theirs").await);
    let (lobby, aside) = (house.room("lobby").of(ours).await, house.conversation("aside").of(ours).await);
    let elsewhere = house.room("elsewhere").of(theirs).await;
    let service = house.service();
    let ana = house.person("ana").member_of(lobby).member_of(aside).member_of(elsewhere).await;
    for room in [lobby, aside, elsewhere] {
        ana.says(service, room, "zanzibar").await;
    }
    house.clock.advance(days(30));
    // Sessions do not live as long.
    let ben = house.person("ben").member_of(lobby).member_of(aside).member_of(elsewhere).await;
    let adam = house.person("adam").admin_of(ours).await;
    for room in [lobby, aside, elsewhere] {
        ben.says(service, room, "recent").await;
    }
    let rule = service.set_retention(&adam, Some(ours), kept(30)).await.unwrap();
    assert_eq!(service.retention(&adam, Some(ours)).await.unwrap(), Some(rule));
    service.retain().await.unwrap();
    assert_eq!(texts(service, &ben, lobby).await, ["zanzibar", "recent"], "there is a day to take it back");

    house.clock.advance(days(1));
    service.retain().await.unwrap();
    service.retain().await.unwrap();
    let root = house.person("root").platform_admin().await;
    assert_eq!(texts(service, &root, lobby).await, ["recent"]);
    for other in [aside, elsewhere] {
        assert_eq!(texts(service, &root, other).await, ["zanzibar", "recent"], "kept for ever");
    }
    let log = service.audit(&root, AuditQuery::default()).await.unwrap().entries;
    let purges: Vec<_> = log.iter().filter(|entry| entry.action == "purge").collect();
    assert_eq!(purges.len(), 1, "and a second look removes nothing again");
    let purge = purges[0];
    assert_eq!(purge.actor.as_ref().map(|who| who.id), Some(adam.user));
    assert_eq!((purge.role, purge.door, purge.count), (Some(Role::AccountAdmin), Door::Job, Some(1)));
    assert_eq!(purge.reason.as_deref(), Some("Kept for 30 days"));
    // Nor are viewers told that a moderator did it.
    let told = service.events_since(&root, lobby, EventNumber(0), 99).await.unwrap();
    let by: Vec<_> = told
        .iter()
        .filter_map(|event| if let EventKind::Purged { by, .. } = event.kind { Some(by) } else { None })
        .collect();
    assert_eq!(by, [RemovedBy::Rule]);
    house.entries().await;

    // In the other rooms the word is still there; when they are gone too, it is nowhere.
    for room in [aside, elsewhere] {
        service.delete_room(&root, room).await.unwrap();
    }
    house.run_jobs().await;
    assert!(!house.close_and_find("zanzibar").await);
}

#[tokio::test]
async fn a_rule_that_is_taken_back_in_time_removes_nothing() {
    let house = House::new().await;
    let ours = house.account("ours").await;
    let lobby = house.room("lobby").of(ours).await;
    let service = house.service();
    house.person("ana").member_of(lobby).await.says(service, lobby, "old").await;
    house.clock.advance(days(9));
    let adam = house.person("adam").admin_of(ours).await;
    service.set_retention(&adam, Some(ours), kept(1)).await.unwrap();
    service.set_retention(&adam, Some(ours), Retention::default()).await.unwrap();
    house.clock.advance(days(9));
    service.retain().await.unwrap();
    let root = house.person("root").platform_admin().await;
    assert_eq!(texts(service, &root, lobby).await, ["old"]);
}

#[tokio::test]
async fn only_admins_of_the_account_set_for_how_long_it_keeps() {
    let house = House::new().await;
    let (ours, theirs) = (house.account("ours").await, house.account("theirs").await);
    let lobby = house.room("lobby").of(ours).await;
    let olga = house.person("olga").of(ours).owner_of(lobby).await;
    let thea = house.person("thea").admin_of(theirs).await;
    let root = house.person("root").platform_admin().await;
    let service = house.service();
    let refused = service.set_retention(&olga, Some(ours), kept(1)).await;
    assert_eq!(refused, Err(Failure::Denied(Denial::NotAnAdmin)));
    assert!(service.set_retention(&thea, Some(ours), kept(1)).await.is_err());
    assert!(service.retention(&olga, Some(ours)).await.is_err());
    assert_eq!(service.retention(&root, Some(ours)).await.unwrap(), None);
    service.set_retention(&root, None, kept(1)).await.unwrap();
}

/// Goes on by a millisecond whenever somebody looks at it.
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

/// Puts messages in, one a millisecond.
struct EachMillisecond {
    room: RoomId,
    sender: UserId,
    from: Timestamp,
    count: u32,
}

impl Write for EachMillisecond {
    type Done = u64;

    async fn run(&self, tx: &mut WriteTx) -> Result<u64, StorageError> {
        let Self { room, sender, from, count } = *self;
        let message = |n: u32| {
            let id = MessageId::at(from.plus_millis(n.into()), n);
            BulkMessage { id, sender, content: "old".into(), reply_to: None, edited: false }
        };
        tx.put_messages(room, &(0..count).map(message).collect::<Vec<_>>(), None).await
    }
}

#[tokio::test]
async fn one_look_purges_a_room_once_however_many_messages_grow_too_old_meanwhile() {
    let house = House::new().await;
    let ours = house.account("ours").await;
    let lobby = house.room("lobby").of(ours).await;
    let root = house.person("root").platform_admin().await;
    house.service().set_retention(&root, Some(ours), kept(1)).await.unwrap();
    let from = house.service().store().now();
    let many = EachMillisecond { room: lobby, sender: root.id, from, count: 1000 };
    assert_eq!(house.service().store().write(many).await.unwrap(), 1000);
    let folder = house.close().await;
    // A day later, when the first of them are too old.
    let clock = Arc::new(Ticking(AtomicI64::new(from.millis() + 24 * 60 * 60 * 1000 + 100)));
    let options = Options { folder: folder.path().to_owned(), clock: clock.clone(), random: |_| (), pages_max: None };
    let service = Service::open(options).await.unwrap();
    service.retain().await.unwrap();
    let purges = async || {
        let sight = Sight { all: true, account: None, user: root.id };
        let log = service.store().audit_entries(sight, &AuditQuery::default(), 999).await.unwrap();
        log.iter().filter(|entry| entry.action == "purge").filter_map(|entry| entry.count).collect::<Vec<_>>()
    };
    let first = purges().await;
    assert!(first.len() == 1 && (100..1000).contains(&first[0]), "{first:?}");
    // The next look finds what has grown too old since.
    clock.0.fetch_add(1000, Ordering::Relaxed);
    service.retain().await.unwrap();
    assert_eq!(purges().await, [1000 - first[0], first[0]]);
    service.close().await;
}
