//! Rooms: made, listed by who may see them, and changed by their owners.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use domain::{
    EventNumber, Failure, Field, Invalid, Problem, RoomKind, RoomName, RoomRole, Thing,
    channel::ChannelSettings,
    view::{RoomQuery, RoomScope, RoomSort, RoomSummary},
};
use live::{Happening, Line};
use service::{CreateChannel, CreateRoom, NewChannel};
use testkit::{House, minutes};
use tokio::time::timeout;

#[tokio::test]
async fn whoever_makes_a_room_owns_it_and_a_conversation_has_no_owner() {
    let house = House::new().await;
    let ana = house.person("ana").await;
    let ben = house.person("ben").await;
    for (kind, own) in [
        (RoomKind::Room, RoomRole::Owner),
        (RoomKind::Channel, RoomRole::Owner),
        (RoomKind::Conversation, RoomRole::Member),
    ] {
        let command = CreateRoom::parse("new", kind.code(), "", &format!("{}, {}", ben.email, ana.email)).unwrap();
        let room = house.service().create_room(&ana, command).await.unwrap();
        let members = house.service().members(&ben, room.summary.id, "").await.unwrap().members;
        let roles: Vec<_> = members.iter().map(|member| (member.person.id, member.role)).collect();
        assert_eq!(roles, [(ana.id, own), (ben.id, RoomRole::Member)]);
        assert_eq!((room.summary.kind, room.summary.members), (kind, 2));
    }
}

#[tokio::test]
async fn who_of_many_cannot_be_in_a_new_room_is_told_by_number() {
    let house = House::new().await;
    let (ana, ben) = (house.person("ana").await, house.person("ben").await);
    let make = async |people: &str| {
        let command = CreateRoom::parse("new", "room", "", people)?;
        house.service().create_room(&ana, command).await.map(drop)
    };
    let wrong = |problem| Err(Failure::Invalid(Invalid { field: Field::Email, problem }));
    let three = |second: &str| format!("{}\n\n{second}\n{}", ben.email, ben.email);
    assert_eq!(make(&three("nobody@example.org")).await, wrong(Problem::NthUnknown { number: 2 }));
    assert_eq!(make(&three("no address")).await, wrong(Problem::NthNotAnEmail { number: 2 }));
    assert_eq!(make("nobody@example.org").await, Err(Failure::NotFound(Thing::User)));
    assert_eq!(make("no address").await, wrong(Problem::NotAnEmail));
    assert_eq!(make(&"a@example.org,".repeat(101)).await, wrong(Problem::TooMany { max: 100 }));
    assert_eq!(house.service().rooms(&ana, RoomQuery::default()).await.unwrap().rooms, [], "and nothing was made");
}

#[tokio::test]
async fn a_room_in_somebody_elses_account_cannot_be_made() {
    let house = House::new().await;
    let theirs = house.account("theirs").await;
    let ana = house.person("ana").await;
    let root = house.person("root").platform_admin().await;
    let command = CreateRoom::parse("new", "room", &theirs.to_string(), "").unwrap();
    let answer = house.service().create_room(&ana, command.clone()).await;
    assert_eq!(answer.map(drop), Err(Failure::NotFound(Thing::Account)));
    house.service().create_room(&root, command).await.unwrap();
    assert_eq!(house.service().rooms(&ana, RoomQuery::default()).await.unwrap().rooms, []);
}

#[tokio::test]
async fn everybody_lists_the_rooms_they_can_see_and_no_others() {
    let house = House::new().await;
    let ours = house.account("ours").await;
    let (mine, managed, other) =
        (house.room("mine").await, house.channel("managed").of(ours).await, house.conversation("other").await);
    let ana = house.person("ana").member_of(mine).await;
    let acca = house.person("acca").admin_of(ours).await;
    let root = house.person("root").platform_admin().await;
    let listed = async |who| {
        let query = RoomQuery { sort: RoomSort::Name, ..RoomQuery::default() };
        let page = house.service().rooms(who, query).await.unwrap();
        page.rooms.into_iter().map(|room| room.id).collect::<Vec<_>>()
    };
    assert_eq!(listed(&ana).await, [mine]);
    assert_eq!(listed(&acca).await, [managed]);
    assert_eq!(listed(&root).await, [managed, mine, other]);
    let channels = RoomQuery { kind: Some(RoomKind::Channel), ..RoomQuery::default() };
    assert_eq!(house.service().rooms(&root, channels).await.unwrap().rooms.len(), 1);
    let search = RoomQuery { search: " MIN ".into(), ..RoomQuery::default() };
    assert_eq!(house.service().rooms(&root, search).await.unwrap().rooms.len(), 1);
}

#[tokio::test]
async fn what_is_public_for_an_account_is_listed_for_its_people_page_by_page() {
    const CHANNELS: u32 = domain::limits::ROOM_PAGE_ROWS + 3;
    let house = House::new().await;
    let (ours, theirs) = (house.account("ours").await, house.account("theirs").await);
    let olga = house.person("olga").of(ours).await;
    let ana = house.person("ana").of(ours).await;
    let (zoe, nobody) = (house.person("zoe").of(theirs).await, house.person("nobody").await);
    let root = house.person("root").platform_admin().await;
    let service = house.service();
    let (mut public, mut closed) = (BTreeSet::new(), BTreeSet::new());
    for n in 0..CHANNELS * 2 {
        let settings = ChannelSettings { public: n % 2 == 0, ..ChannelSettings::default() };
        let name = RoomName::new(&format!("channel {n}")).unwrap();
        let new = NewChannel { account: Some(ours), name, given: None, settings };
        let command = CreateChannel { new, people: vec![], tags: (BTreeMap::new(), |id| id.to_string()), key: None };
        let room = service.create_channel(&olga, command).await.unwrap();
        if n % 2 == 0 { &mut public } else { &mut closed }.insert(room);
    }
    let mine = house.room("mine").with(&ana, RoomRole::Member).await;
    let listed = async |who, scope| {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let query = RoomQuery { sort: RoomSort::Name, scope, after, ..RoomQuery::default() };
            let page = service.rooms(who, query).await.unwrap();
            for room in &page.rooms {
                // Whatever is in the list opens, and is told alike there.
                assert_eq!(service.room(who, room.id).await.map(|view| view.summary), Ok(room.clone()));
                assert_eq!(room.public, public.contains(&room.id), "{}", room.name);
            }
            found.extend(page.rooms);
            after = page.next;
            if after.is_none() {
                break found;
            }
        }
    };
    let ids = |rooms: &[RoomSummary]| {
        let found: BTreeSet<_> = rooms.iter().map(|room| room.id).collect();
        assert_eq!(found.len(), rooms.len(), "none came twice");
        found
    };
    for room in listed(&ana, RoomScope::Public).await {
        assert_eq!(room.role, None, "who only reads holds no role");
    }
    let with_mine: BTreeSet<_> = public.iter().copied().chain([mine]).collect();
    let all: BTreeSet<_> = with_mine.union(&closed).copied().collect();
    let made: BTreeSet<_> = public.union(&closed).copied().collect();
    for (who, scope, expected) in [
        (&ana, RoomScope::All, &with_mine),
        (&ana, RoomScope::Public, &public),
        (&ana, RoomScope::Mine, &BTreeSet::from([mine])),
        (&olga, RoomScope::All, &made),
        (&olga, RoomScope::Public, &public),
        (&olga, RoomScope::Mine, &made),
        (&root, RoomScope::All, &all),
        (&root, RoomScope::Public, &public),
        (&root, RoomScope::Mine, &BTreeSet::new()),
        (&zoe, RoomScope::All, &BTreeSet::new()),
        (&nobody, RoomScope::Public, &BTreeSet::new()),
    ] {
        assert_eq!(ids(&listed(who, scope).await), *expected, "{scope:?}");
    }
    let closed = *closed.first().unwrap();
    assert_eq!(service.room(&ana, closed).await.map(drop), Err(Failure::NotFound(Thing::Room)));
}

#[tokio::test]
async fn who_is_banned_from_a_public_channel_neither_finds_nor_watches_it() {
    let house = House::new().await;
    let ours = house.account("ours").await;
    let square = house.channel("square").of(ours).public().await;
    let olga = house.person("olga").of(ours).owner_of(square).await;
    let (ana, guest) = (house.person("ana").of(ours).member_of(square).await, house.person("guest").of(ours).await);
    let acca = house.person("acca").admin_of(ours).await;
    let service = house.service();
    let lists_it = async |who| {
        let mut found = Vec::new();
        for (scope, sort) in [
            (RoomScope::All, RoomSort::Activity),
            (RoomScope::Public, RoomSort::Name),
            (RoomScope::All, RoomSort::Messages),
        ] {
            let query = RoomQuery { scope, sort, ..RoomQuery::default() };
            found.push(service.rooms(who, query).await.unwrap().rooms.iter().any(|room| room.id == square));
        }
        for public in [None, Some(true)] {
            let part = service.channels(who, Some(ours), public, None, 9).await.unwrap();
            found.push(part.rows.iter().any(|channel| channel.id == square));
        }
        found
    };
    for who in [&ana, &guest] {
        assert_eq!(lists_it(who).await, [true; 5]);
        let (line, _client) = tokio::io::duplex(4096);
        let mut feed = service.hub().join(Line::other(line, Default::default()), who.id, 1);
        feed.catch_up(square);
        service.ban(&olga, square, who.id).await.unwrap();
        let ended = timeout(Duration::from_secs(30), feed.next()).await;
        assert_eq!(ended, Ok(Happening::Ended(square)), "what they watch ends");
        assert_eq!(service.watch(who, square).await.map(drop), Err(Failure::NotFound(Thing::Room)));
        assert_eq!(lists_it(who).await, [false; 5]);
    }
    service.ban(&olga, square, acca.id).await.unwrap();
    assert_eq!(lists_it(&acca).await, [true; 5], "who rules the account rules what they were banned from");
    service.lift_ban(&olga, square, ana.id).await.unwrap();
    assert_eq!((lists_it(&ana).await, service.watch(&ana, square).await.is_ok()), (vec![true; 5], true));
}

#[tokio::test]
async fn a_room_that_becomes_active_while_somebody_pages_is_neither_left_out_nor_shown_twice() {
    const ROOMS: u32 = domain::limits::ROOM_PAGE_ROWS * 2 + 7;
    let house = House::new().await;
    let olga = house.person("olga").platform_admin().await;
    let (service, mut expected) = (house.service(), Vec::new());
    for n in 0..ROOMS {
        let room = house.room(&format!("room {n}")).with(&olga, RoomRole::Owner).await;
        // The first stays without a message: it comes last.
        if n > 0 {
            house.clock.advance(minutes(1));
            olga.says(service, room, "old").await;
        }
        expected.insert(0, room);
    }
    let page = async |after| service.rooms(&olga, RoomQuery { after, ..RoomQuery::default() }).await.unwrap();
    let (mut listed, mut after, mut active) = (Vec::new(), None, 0);
    loop {
        let found = page(after).await;
        listed.extend(found.rooms.iter().map(|room| room.id));
        after = found.next;
        if after.is_none() {
            break;
        }
        // One that was shown, some that are to come on the next page and the one after it, and the silent one.
        house.clock.advance(minutes(1));
        for place in [3, listed.len() + 2, listed.len() + 3, expected.len() - 3, expected.len() - 1] {
            olga.says(service, expected[place], "new").await;
        }
        // Whoever came since is seen by whoever looks anew.
        house.room("newcomer").with(&olga, RoomRole::Owner).await;
        active += 1;
    }
    assert_eq!(active, 2);
    let newcomers = listed.split_off(expected.len());
    assert_eq!(listed, expected);
    assert!(newcomers.len() <= active && newcomers.iter().all(|room| !expected.contains(room)));
    assert_eq!(page(None).await.rooms[0].id, expected[expected.len() - 1], "the most active stands first again");
}

#[tokio::test]
async fn an_archived_room_is_read_and_not_written() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let said = olga.says(service, room, "old").await.id;
    service.archive_room(&olga, room, true).await.unwrap();
    let refused = Err(Failure::Denied(domain::Denial::Archived));
    assert_eq!(service.send(&olga, testkit::write(room, "new")).await.map(drop), refused);
    let content = domain::Content::new("changed").unwrap();
    assert_eq!(service.edit(&olga, room, said, content).await.map(drop), refused);
    let view = service.room(&olga, room).await.unwrap();
    assert!(view.summary.archived && !view.controls.send && view.controls.moderate && view.controls.govern);
    let archived = RoomQuery { archived: true, ..RoomQuery::default() };
    assert_eq!(service.rooms(&olga, archived).await.unwrap().rooms.len(), 1);
    assert_eq!(service.rooms(&olga, RoomQuery::default()).await.unwrap().rooms, []);
    service.archive_room(&olga, room, false).await.unwrap();
    olga.says(service, room, "new").await;
}

#[tokio::test]
async fn a_room_that_is_archived_or_back_already_stays_so_and_nothing_is_on_the_record() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let mut seen = Vec::new();
    for archived in [false, true, true, false, false] {
        service.archive_room(&olga, room, archived).await.unwrap();
        let view = service.room(&olga, room).await.unwrap();
        assert_eq!(view.summary.archived, archived);
        let events = service.events_since(&olga, room, EventNumber(0), 99).await.unwrap();
        seen.push((house.entries().await, events.len()));
    }
    let before = seen[0].1;
    assert_eq!(seen, [(0, before), (1, before + 1), (1, before + 1), (2, before + 2), (2, before + 2)]);
}

#[tokio::test]
async fn what_is_set_to_what_it_is_changes_nothing_and_nothing_is_on_the_record() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let traces = async || {
        let events = service.events_since(&olga, room, EventNumber(0), 99).await.unwrap();
        (house.entries().await, events.len())
    };
    let (entries, events) = traces().await;
    for (name, required, more) in [("lobby", false, 0), ("hall", true, 2), ("hall", true, 2), ("hall", false, 3)] {
        service.rename_room(&olga, room, RoomName::new(name).unwrap()).await.unwrap();
        service.set_reason_required(&olga, room, required).await.unwrap();
        assert_eq!(traces().await, (entries + more, events + more as usize), "{name}, {required}");
    }
}

#[tokio::test]
async fn a_new_name_is_seen_everywhere_and_asked_for_when_purging() {
    let house = House::new().await;
    let room = house.room("old name").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    house.clock.advance(minutes(1));
    service.rename_room(&olga, room, RoomName::new("new name").unwrap()).await.unwrap();
    assert_eq!(service.room(&olga, room).await.unwrap().summary.name, "new name");
    assert!(service.purge(&olga, testkit::purge(room, "old name")).await.is_err());
    service.purge(&olga, testkit::purge(room, "new name")).await.unwrap();
}
