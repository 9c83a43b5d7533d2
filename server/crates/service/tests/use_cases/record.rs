//! The audit log: one entry for each act, who sees which, and never a word of what was removed.

use domain::{
    Failure, Role, Thing, Verb,
    view::{AuditQuery, Outcome},
};
use testkit::{House, RemoveAsk, days, hours, minutes, purge, removal};

#[tokio::test]
async fn each_removal_leaves_exactly_one_entry_with_all_it_needs() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let ben = house.person("ben").manager_of(room).await;
    let service = house.service();
    let one = ana.says(service, room, "one").await.id;
    let two = ana.says(service, room, "two").await.id;
    ana.says(service, room, "three").await;
    let mut made = Vec::new();
    made.push(service.redact(&ben, removal(room, one).because("Spam").noting("n1")).await.unwrap());
    made.push(service.delete(&ben, removal(room, two).because("Spam").noting("n1")).await.unwrap());
    made.push(service.purge(&ben, purge(room, "lobby").because("Spam").noting("n1")).await.unwrap());
    house.run_jobs().await;

    let log = service.audit(&ben, AuditQuery { room: Some(room), ..AuditQuery::default() }).await.unwrap();
    for (operation, message) in made.iter().zip([Some(one), Some(two), None]) {
        let entries: Vec<_> = log.entries.iter().filter(|entry| entry.operation == Some(operation.id)).collect();
        assert_eq!(entries.len(), 1, "{operation:?}");
        let entry = entries[0];
        assert_eq!((entry.action.as_str(), &entry.outcome), (operation.verb.code(), &Outcome::Done));
        assert_eq!(entry.actor.as_ref().map(|actor| actor.id), Some(ben.id));
        assert_eq!((entry.role, entry.message, entry.at), (Some(Role::RoomManager), message, operation.at));
        assert_eq!((entry.count, entry.job), (Some(operation.count), operation.job));
        assert_eq!((entry.reason.as_deref(), entry.note.as_deref()), (Some("Spam"), Some("n1")));
    }
}

#[tokio::test]
async fn the_private_note_is_read_by_moderators_only() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let ben = house.person("ben").manager_of(room).await;
    let one = ana.says(house.service(), room, "one").await.id;
    house.service().redact(&ben, removal(room, one).because("public").noting("private-note")).await.unwrap();
    let member = testkit::everything(house.service(), &ana, room, &[one]).await;
    let moderator = testkit::everything(house.service(), &ben, room, &[one]).await;
    assert!(!member.contains("private-note") && member.contains("public"), "{member}");
    assert!(moderator.contains("private-note"));
}

#[tokio::test]
async fn everybody_sees_the_entries_of_what_they_moderate() {
    let house = House::new().await;
    let (ours, theirs) = (house.account("ours").await, house.account("theirs").await);
    let (here, there) = (house.room("here").of(ours).await, house.room("there").of(theirs).await);
    let root = house.person("root").platform_admin().owner_of(here).owner_of(there).await;
    let ben = house.person("ben").manager_of(here).member_of(there).await;
    let acca = house.person("acca").admin_of(theirs).await;
    let ana = house.person("ana").member_of(here).await;
    let service = house.service();
    for room in [here, there] {
        let said = root.says(service, room, "x").await.id;
        service.delete(&root, removal(room, said)).await.unwrap();
    }
    let rooms_of = async |who| {
        let log = service.audit(who, AuditQuery::default()).await.unwrap();
        log.entries.into_iter().map(|entry| entry.room.map(|room| room.id)).collect::<Vec<_>>()
    };
    assert_eq!(rooms_of(&root).await, [Some(there), Some(here)]);
    assert_eq!(rooms_of(&ben).await, [Some(here)]);
    assert_eq!(rooms_of(&acca).await, [Some(there)]);
    assert_eq!(rooms_of(&ana).await, []);
    for (number, expected) in [(1, true), (2, false), (3, false)] {
        let entry = service.audit_entry(&ben, number).await;
        assert_eq!(entry.is_ok(), expected);
        assert!(expected || entry.map(drop) == Err(Failure::NotFound(Thing::Entry)));
    }
}

#[tokio::test]
async fn the_log_is_filtered_by_person_room_action_day_and_refusal() {
    let house = House::new().await;
    let (here, there) = (house.room("here").await, house.room("there").await);
    let ana = house.person("ana").member_of(here).await;
    let root = house.person("root").platform_admin().owner_of(here).owner_of(there).await;
    let service = house.service();
    let said = root.says(service, here, "x").await.id;
    assert!(service.delete(&ana, removal(here, said)).await.is_err());
    house.clock.advance(days(1));
    let (ana, root) = (ana.elsewhere(service).await, root.elsewhere(service).await);
    let today = service.store().now().day();
    service.delete(&root, removal(here, said)).await.unwrap();
    service.archive_room(&root, there, true).await.unwrap();
    let found = async |query| {
        let log = service.audit(&root, query).await.unwrap();
        log.entries.into_iter().map(|entry| entry.number).collect::<Vec<_>>()
    };
    let all = AuditQuery::default;
    assert_eq!(found(all()).await, [3, 2, 1]);
    assert_eq!(found(AuditQuery { actor: Some(ana.id), ..all() }).await, [1]);
    assert_eq!(found(AuditQuery { room: Some(there), ..all() }).await, [3]);
    assert_eq!(found(AuditQuery { action: "delete".into(), ..all() }).await, [2, 1]);
    assert_eq!(found(AuditQuery { action: "room".into(), ..all() }).await, [3]);
    assert_eq!(found(AuditQuery { action: "%".into(), ..all() }).await, [] as [u64; 0], "no pattern but a word");
    assert_eq!(found(AuditQuery { refused: true, ..all() }).await, [1]);
    assert_eq!(found(AuditQuery { from: Some(today), ..all() }).await, [3, 2]);
    assert_eq!(found(AuditQuery { until: Some(domain::Day::from_days(today.days() - 1)), ..all() }).await, [1]);
    assert_eq!(found(AuditQuery { before: Some(3), ..all() }).await, [2, 1]);
}

#[tokio::test]
async fn a_room_that_wants_reasons_takes_no_removal_without_one() {
    let house = House::new().await;
    let room = house.room("lobby").reason_required().await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let said = olga.says(service, room, "x").await.id;
    let entries = house.entries().await;
    for verb in Verb::ALL {
        let answer = match verb {
            Verb::Redact => service.redact(&olga, removal(room, said)).await,
            Verb::Delete => service.delete(&olga, removal(room, said)).await,
            Verb::Purge => service.purge(&olga, purge(room, "lobby")).await,
        };
        assert_eq!(answer.map(drop), Err(Failure::ReasonRequired(verb)));
        assert!(service.preview_removal(&olga, room, verb, Some(said)).await.unwrap().reason_required);
    }
    assert_eq!(house.entries().await, entries);
    service.redact(&olga, removal(room, said).because("Spam")).await.unwrap();
    service.delete(&olga, removal(room, said).because("Spam")).await.unwrap();
    service.purge(&olga, purge(room, "lobby").because("Spam")).await.unwrap();
}

#[tokio::test]
async fn the_overview_counts_what_was_removed_by_day_and_room() {
    let house = House::new().await;
    let (here, there) = (house.room("here").await, house.room("there").await);
    let olga = house.person("olga").owner_of(here).owner_of(there).await;
    let ana = house.person("ana").member_of(here).await;
    let service = house.service();
    let ids = house.fill(here, olga.id, "x", 5).await;
    house.fill(there, olga.id, "x", 9).await;
    service.redact(&olga, removal(here, ids[0])).await.unwrap();
    service.delete(&olga, removal(here, ids[1])).await.unwrap();
    service.purge(&olga, purge(there, "there")).await.unwrap();
    let seen = service.overview(&olga).await.unwrap();
    let today = seen.days.last().unwrap();
    assert_eq!((today.redacted, today.deleted, today.purged), (1, 1, 9));
    assert_eq!(seen.days.len(), 14);
    let busiest: Vec<_> = seen.busiest.iter().map(|(room, count)| (room.id, *count)).collect();
    assert_eq!(busiest, [(there, 9), (here, 2)]);
    assert_eq!((seen.rooms, seen.messages), (2, 4));
    let member = service.overview(&ana).await.unwrap();
    assert_eq!((member.busiest, member.latest.len()), (vec![], 0), "a member moderates nothing");
}

#[tokio::test]
async fn the_overview_counts_on_from_where_it_was_and_forgets_what_is_too_old() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let ids = house.fill(room, olga.id, "x", 9).await;
    // How many were deleted on which of the fourteen days, and in the room.
    let told = async |house: &House| {
        let olga = olga.elsewhere(house.service()).await;
        let seen = house.service().overview(&olga).await.unwrap();
        let deleted: Vec<(usize, u64)> =
            seen.days.iter().map(|day| day.deleted).enumerate().filter(|(_, deleted)| *deleted > 0).collect();
        (deleted, seen.busiest.iter().map(|(_, count)| *count).collect::<Vec<_>>())
    };
    let delete = async |place: usize| {
        let olga = olga.elsewhere(house.service()).await;
        house.service().delete(&olga, removal(room, ids[place])).await.unwrap();
    };
    assert_eq!(told(&house).await, (vec![], vec![]));
    delete(0).await;
    assert_eq!(told(&house).await, (vec![(13, 1)], vec![1]));
    delete(1).await;
    assert_eq!(told(&house).await, (vec![(13, 2)], vec![2]));
    house.clock.advance(days(1));
    delete(2).await;
    assert_eq!(told(&house).await, (vec![(12, 2), (13, 1)], vec![3]));
    house.clock.advance(days(13));
    assert_eq!(told(&house).await, (vec![(0, 1)], vec![1]));
    house.clock.turn_back(days(13));
    assert_eq!(told(&house).await, (vec![(12, 2), (13, 1)], vec![3]), "a clock that was wrong does no harm");
    let house = house.reopen().await;
    assert_eq!(told(&house).await, (vec![(12, 2), (13, 1)], vec![3]), "another process counts the same");
}

#[tokio::test]
async fn a_long_log_is_filtered_as_a_short_one() {
    let house = House::new().await;
    let (busy, quiet) = (house.room("busy").await, house.room("quiet").await);
    let root = house.person("root").platform_admin().owner_of(busy).owner_of(quiet).await;
    let ben = house.person("ben").owner_of(quiet).await;
    let service = house.service();
    // Entries 1, 300, 600 and 700 are by ben in the quiet room: the first alone in its block, a later one on a later day.
    let mut by_ben = Vec::new();
    let (mut busy_required, mut quiet_required) = (false, false);
    for number in 1..=700_u64 {
        if number == 650 {
            house.clock.advance(hours(20));
        }
        let ben_does = [1, 300, 600, 700].contains(&number);
        let (who, room, required) =
            if ben_does { (&ben, quiet, &mut quiet_required) } else { (&root, busy, &mut busy_required) };
        *required = !*required;
        service.set_reason_required(who, room, *required).await.unwrap();
        if ben_does {
            by_ben.push(number);
        }
    }
    by_ben.reverse();
    let found = async |query| {
        let log = service.audit_export(&root, &query, 1000).await.unwrap();
        log.into_iter().map(|entry| entry.number).collect::<Vec<_>>()
    };
    let all = AuditQuery::default;
    assert_eq!(found(all()).await, (1..=700).rev().collect::<Vec<_>>());
    assert_eq!(found(AuditQuery { actor: Some(ben.id), ..all() }).await, by_ben);
    assert_eq!(found(AuditQuery { room: Some(quiet), ..all() }).await, by_ben);
    assert_eq!(found(AuditQuery { room: Some(quiet), actor: Some(root.id), ..all() }).await, [] as [u64; 0]);
    assert_eq!(found(AuditQuery { actor: Some(ben.id), before: Some(600), ..all() }).await, [300, 1]);
    let today = service.store().now().day();
    let yesterday = domain::Day::from_days(today.days() - 1);
    assert_eq!(found(AuditQuery { from: Some(today), ..all() }).await, (650..=700).rev().collect::<Vec<_>>());
    assert_eq!(found(AuditQuery { until: Some(yesterday), actor: Some(ben.id), ..all() }).await, [600, 300, 1]);
    assert_eq!(found(AuditQuery { from: Some(today), room: Some(quiet), ..all() }).await, [700]);
}

#[tokio::test]
async fn whoever_goes_on_asking_for_what_they_may_not_does_not_fill_the_log() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let ben = house.person("ben").member_of(room).await;
    let said = ben.says(house.service(), room, "hello").await.id;
    let before = house.entries().await;
    let first = house.service().purge(&ana, purge(room, "lobby")).await.unwrap_err();
    for _ in 1..150 {
        assert_eq!(
            house.service().purge(&ana, purge(room, "lobby")).await.unwrap_err(),
            first,
            "all are answered alike"
        );
        assert!(house.service().preview_removal(&ana, room, Verb::Delete, Some(said)).await.is_err());
    }
    assert_eq!(house.entries().await, before + 100);
    // Not at anybody else's expense, nor at that of what they may do.
    house.service().purge(&ben, purge(room, "lobby")).await.unwrap_err();
    assert_eq!(house.entries().await, before + 101);

    // It is the record itself that says so, and a restart forgets nothing of it.
    let house = house.reopen().await;
    let refused = async |times: u32| {
        let before = house.entries().await;
        for _ in 0..times {
            house.service().purge(&ana, purge(room, "lobby")).await.unwrap_err();
        }
        house.entries().await - before
    };
    assert_eq!(refused(3).await, 0);
    house.clock.advance(minutes(1));
    assert_eq!((refused(3).await, refused(3).await), (1, 0), "the first of each minute");
    house.clock.advance(minutes(1));
    assert_eq!(refused(3).await, 1);
    house.clock.advance(hours(1));
    assert_eq!(refused(3).await, 3, "after an hour they stand there one by one again");
}
