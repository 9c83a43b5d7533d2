//! A room that was deleted is nobody's, and what was in it is gone.

use std::collections::BTreeMap;

use domain::{Denial, Failure, Role, Thing, view::RoomQuery};
use service::{CreateRoom, TagChange};
use testkit::{House, found, removal, write};

#[tokio::test]
async fn a_deleted_room_is_nobodys_and_what_was_in_it_is_erased() {
    let house = House::new().await;
    let ours = house.account("ours").await;
    let (lobby, attic) = (house.room("lobby").of(ours).await, house.room("attic").of(ours).await);
    let ana = house.person("ana").member_of(lobby).await;
    let olga = house.person("olga").owner_of(lobby).member_of(attic).await;
    let root = house.person("root").platform_admin().await;
    let service = house.service();
    let said = ana.says(service, lobby, "zanzibar").await.id;
    let called = |room| format!("arn:aws:ivschat:us-east-1:000000000000:room/{room}");
    for (room, customer) in [(lobby, "marrakesh"), (attic, "kairouan")] {
        let tags = BTreeMap::from([("customer".to_owned(), customer.to_owned())]);
        service.change_tags(&root, room, called, TagChange::Put(tags)).await.unwrap().unwrap();
    }
    service.delete_room(&olga, lobby).await.unwrap();

    let gone = Err(Failure::NotFound(Thing::Room));
    for who in [&ana, &olga, &root] {
        assert_eq!(service.room(who, lobby).await.map(drop), gone, "{}", who.name);
        assert_eq!(service.members(who, lobby, "").await.map(drop), gone, "{}", who.name);
        assert_eq!(service.redact(who, removal(lobby, said)).await.map(drop), gone, "{}", who.name);
        assert_eq!(service.send(who, write(lobby, "hello?")).await.map(drop), gone, "{}", who.name);
        assert_eq!(service.delete_room(who, lobby).await, gone, "{}", who.name);
    }
    let listed = service.rooms(&root, RoomQuery::default()).await.unwrap().rooms;
    assert_eq!(listed.iter().map(|room| room.id).collect::<Vec<_>>(), [attic]);
    assert_eq!(service.overview(&root).await.unwrap().rooms, 1);

    house.run_jobs().await;
    let tags = service.room_record(&root, attic, called).await.unwrap().tags;
    assert_eq!(tags.get("customer").map(String::as_str), Some("kairouan"), "another room's stay");
    let folder = house.close().await;
    assert!(!found(folder.path(), "zanzibar") && !found(folder.path(), "marrakesh"));
    assert!(found(folder.path(), "kairouan"));
}

#[tokio::test]
async fn only_owners_and_admins_delete_a_room_and_a_room_that_demands_reasons_stays() {
    let house = House::new().await;
    let (lobby, strict) = (house.room("lobby").await, house.room("strict").reason_required().await);
    let ana = house.person("ana").member_of(lobby).await;
    let ben = house.person("ben").manager_of(lobby).await;
    let olga = house.person("olga").owner_of(lobby).owner_of(strict).await;
    let otto = house.person("otto").await;
    let service = house.service();
    for (who, role) in [(&ana, Role::Member), (&ben, Role::RoomManager)] {
        let refused = Err(Failure::Denied(Denial::NotAnOwner { role }));
        assert_eq!(service.delete_room(who, lobby).await, refused, "{}", who.name);
    }
    assert_eq!(service.delete_room(&otto, lobby).await, Err(Failure::NotFound(Thing::Room)));
    assert!(matches!(service.delete_room(&olga, strict).await, Err(Failure::ReasonRequired(_))));
    service.room(&olga, lobby).await.unwrap();
    service.room(&olga, strict).await.unwrap();
}

#[tokio::test]
async fn a_room_of_the_same_name_can_be_made_again() {
    let house = House::new().await;
    let olga = house.person("olga").await;
    let service = house.service();
    let command = CreateRoom::parse("lobby", "room", "", "").unwrap();
    let first = service.create_room(&olga, command.clone()).await.unwrap().summary.id;
    service.delete_room(&olga, first).await.unwrap();
    let second = service.create_room(&olga, command).await.unwrap().summary.id;
    assert_ne!(first, second);
}

#[tokio::test]
async fn every_role_and_every_key_deletes_a_room_as_far_as_it_reaches_and_no_further() {
    let house = House::new().await;
    let (ours, theirs) = (house.account("ours").await, house.account("theirs").await);
    let elsewhere = house.room("elsewhere").of(ours).await;
    let root = house.person("root").platform_admin().await;
    let service = house.service();
    for (who, expected) in [
        ("stranger", "room_not_found"),
        ("member", "not_an_owner"),
        ("manager", "not_an_owner"),
        ("owner", ""),
        ("account admin", ""),
        ("foreign admin", "room_not_found"),
        ("platform admin", ""),
    ] {
        for (scope, less) in
            [("", None), ("all", None), ("read", Some("key_reads_only")), ("elsewhere", Some("outside_key_room"))]
        {
            let room = house.room("lobby").of(ours).await;
            let name = format!("{who} {scope}");
            let person = house.person(name.trim_end());
            let person = match who {
                "stranger" => person.of(ours).await,
                "member" => person.of(ours).member_of(room).await,
                "manager" => person.of(ours).manager_of(room).await,
                "owner" => person.of(ours).owner_of(room).await,
                "account admin" => person.admin_of(ours).await,
                "foreign admin" => person.admin_of(theirs).await,
                _ => person.platform_admin().await,
            };
            let scope = if scope == "elsewhere" { format!("room:{elsewhere}") } else { scope.to_owned() };
            let program = match &*scope {
                "" => None,
                scope => Some(person.program(service, scope).await),
            };
            let before = house.entries().await;
            let done = match &program {
                Some(program) => service.delete_room(program, room).await,
                None => service.delete_room(&person, room).await,
            };
            let expected = less.unwrap_or(expected);
            let code = done.as_ref().map_or_else(Failure::code, |()| "");
            assert_eq!(code, expected, "{who} {scope}");
            // The room's end is an entry beside that of the purge; a refusal is one.
            assert_eq!(house.entries().await - before, if done.is_ok() { 2 } else { 1 }, "{who} {scope}");
            assert_eq!(service.room(&root, room).await.is_err(), done.is_ok(), "{who} {scope}");
        }
    }
}
