//! Pages by key: turning them neither skips nor repeats, while rows are added all the time.

use std::collections::BTreeSet;

use domain::{
    MessageId, limits,
    view::{Anchor, AuditQuery, RoomQuery, RoomSort, UserQuery},
};
use testkit::{House, removal};

/// More than two pages of anything.
const ROWS: u32 = limits::ROOM_PAGE_ROWS * 2 + 17;

/// Checks that everything was seen once, in any order.
fn check<T: Ord + std::fmt::Debug>(seen: Vec<T>, expected: impl IntoIterator<Item = T>, what: &str) {
    let expected: BTreeSet<T> = expected.into_iter().collect();
    let unique: BTreeSet<&T> = seen.iter().collect();
    assert_eq!(unique.len(), seen.len(), "{what}: something came twice");
    let missing: Vec<_> = expected.iter().filter(|one| !unique.contains(one)).collect();
    assert!(missing.is_empty(), "{what}: skipped {missing:?}");
}

#[tokio::test]
async fn rooms_by_each_sort() {
    let house = House::new().await;
    let root = house.person("root").platform_admin().await;
    let mut rooms = Vec::new();
    for n in 0..ROWS {
        // Names that differ in case only, or not at all, and hold the cursor's own separator.
        let name = match n % 4 {
            0 => format!("Room.{}", n / 8),
            1 => format!("room.{}", n / 8),
            2 => "the same".to_owned(),
            _ => format!("Ünïcode {n}"),
        };
        let room = house.room(&name).await;
        if n % 3 == 0 {
            house.fill(room, root.id, "x", n % 5 + 1).await;
        }
        rooms.push(room);
    }
    for sort in RoomSort::ALL {
        let (mut seen, mut order, mut after) = (Vec::new(), Vec::new(), None);
        loop {
            let query = RoomQuery { sort, after: after.clone(), ..RoomQuery::default() };
            let page = house.service().rooms(&root, query).await.unwrap();
            for room in &page.rooms {
                order.push(match sort {
                    RoomSort::Activity => format!("{:020}", i64::MAX - room.last_activity.map_or(0, |at| at.millis())),
                    RoomSort::Name => room.name.to_ascii_lowercase(),
                    RoomSort::Messages => format!("{:020}", u64::MAX - room.messages),
                });
            }
            seen.extend(page.rooms.into_iter().map(|room| room.id));
            after = page.next;
            if after.is_none() {
                break;
            }
            house.room("aaa, made while somebody turns pages").await;
            house.channel("zzz, made while somebody turns pages").await;
        }
        assert!(order.is_sorted(), "{sort:?}");
        check(seen, rooms.clone(), sort.code());
    }
}

#[tokio::test]
async fn members_and_users() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let root = house.person("m-root").platform_admin().await;
    let mut people = vec![];
    for n in 0..ROWS {
        let plan = house.person(&format!("{}.{n}", if n % 2 == 0 { "Ana" } else { "ana" }));
        let plan = match n % 5 {
            0 => plan.manager_of(room),
            1 => plan.owner_of(room),
            _ => plan.member_of(room),
        };
        people.push(plan.await.id);
    }
    let (mut seen, mut ranks, mut after, mut late) = (Vec::new(), Vec::new(), String::new(), 0);
    loop {
        let page = house.service().members(&root, room, &after).await.unwrap();
        ranks.extend(page.members.iter().map(|member| std::cmp::Reverse(member.role)));
        seen.extend(page.members.into_iter().map(|member| member.person.id));
        let Some(next) = page.next else { break };
        after = next;
        late += 1;
        house.person(&format!("aaa late {late}")).owner_of(room).await;
        house.person(&format!("zzz late {late}")).member_of(room).await;
    }
    assert!(ranks.is_sorted(), "strongest first");
    check(seen, people.clone(), "members");

    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let query = UserQuery { after: after.clone(), ..UserQuery::default() };
        let page = house.service().users(&root, query).await.unwrap();
        seen.extend(page.users.into_iter().map(|user| user.id));
        after = page.next;
        if after.is_none() {
            break;
        }
        late += 1;
        house.person(&format!("aaa late {late}")).await;
        house.person(&format!("zzz late {late}")).await;
    }
    check(seen, people, "users");
}

#[tokio::test]
async fn messages_backwards_and_forwards() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let mut ids = house.fill(room, olga.id, "x", ROWS).await;
    for id in ids.iter().skip(1).step_by(10) {
        service.delete(&olga, removal(room, *id)).await.unwrap();
    }
    ids = ids.into_iter().enumerate().filter(|(n, _)| n % 10 != 1).map(|(_, id)| id).collect();

    let mut page = service.messages(&olga, room, Anchor::Newest).await.unwrap();
    let mut seen: Vec<MessageId> = page.messages.iter().rev().map(|message| message.id).collect();
    while page.older {
        olga.says(service, room, "meanwhile").await;
        page = service.messages(&olga, room, Anchor::Before(*seen.last().unwrap())).await.unwrap();
        seen.extend(page.messages.iter().rev().map(|message| message.id));
    }
    assert_eq!(seen.iter().rev().copied().collect::<Vec<_>>(), ids);

    let mut seen: Vec<MessageId> = Vec::new();
    loop {
        let after = seen.last().copied().unwrap_or(MessageId::MIN);
        let page = service.messages(&olga, room, Anchor::After(after)).await.unwrap();
        seen.extend(page.messages.iter().map(|message| message.id));
        if !page.newer {
            break;
        }
    }
    assert!(seen.is_sorted());
    check(seen, ids.clone(), "forwards");

    let middle = ids[ids.len() / 2];
    let around = service.messages(&olga, room, Anchor::Around(middle)).await.unwrap();
    assert!(around.older && around.newer && around.messages.iter().any(|message| message.id == middle));
    assert!(around.messages.iter().map(|message| message.id).is_sorted());
}

#[tokio::test]
async fn the_audit_log_and_the_jobs() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let root = house.person("root").platform_admin().owner_of(room).await;
    let service = house.service();
    for _ in 0..ROWS {
        service.purge(&root, testkit::purge(room, "lobby")).await.unwrap();
    }
    let (mut seen, mut before, mut required) = (Vec::new(), None, false);
    loop {
        let page = service.audit(&root, AuditQuery { before, ..AuditQuery::default() }).await.unwrap();
        seen.extend(page.entries.iter().map(|entry| entry.number));
        before = page.next;
        if before.is_none() {
            break;
        }
        required = !required;
        service.set_reason_required(&root, room, required).await.unwrap();
    }
    assert_eq!(seen, (1..=u64::from(ROWS)).rev().collect::<Vec<_>>());

    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = service.jobs(&root, before).await.unwrap();
        seen.extend(page.jobs.iter().map(|job| job.id));
        before = page.next;
        if before.is_none() {
            break;
        }
        service.purge(&root, testkit::purge(room, "lobby")).await.unwrap();
    }
    assert_eq!(seen.len(), ROWS as usize);
    assert!(seen.iter().rev().is_sorted());
}

/// Entries about one room among many about another.
struct Noted {
    ours: domain::RoomId,
    theirs: domain::RoomId,
}

impl Noted {
    const COUNT: u64 = 12_000;

    /// Few of them all over the log, and many in one place.
    const fn is_ours(number: u64) -> bool {
        number.is_multiple_of(701) || (number > 3_000 && number <= 3_400)
    }
}

impl storage::Write for Noted {
    type Done = ();

    async fn run(&self, tx: &mut storage::WriteTx) -> Result<(), storage::StorageError> {
        for number in 1..=Self::COUNT {
            let room = if Self::is_ours(number) { self.ours } else { self.theirs };
            let action = if number.is_multiple_of(2) { "even.number" } else { "odd.number" };
            let entry = storage::Entry::new(None, None, domain::Door::CommandLine, action);
            tx.audit(&storage::Entry { room: Some(room), ..entry }).await?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn the_log_of_one_room_among_many() {
    let house = House::new().await;
    let (ours, theirs) = (house.room("ours").await, house.room("theirs").await);
    let olga = house.person("olga").owner_of(ours).await;
    let ana = house.person("ana").member_of(ours).await;
    let service = house.service();
    service.store().write(Noted { ours, theirs }).await.unwrap();
    for action in ["", "even"] {
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let query = AuditQuery { before, action: action.to_owned(), ..AuditQuery::default() };
            let page = service.audit(&olga, query).await.unwrap();
            seen.extend(page.entries.iter().map(|entry| entry.number));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        let expected = (1..=Noted::COUNT).rev().filter(|number| Noted::is_ours(*number));
        let expected: Vec<u64> = expected.filter(|number| action.is_empty() || number.is_multiple_of(2)).collect();
        assert_eq!(seen, expected, "{action}");
    }
    assert_eq!(service.audit(&ana, AuditQuery::default()).await.unwrap().entries, []);
}
