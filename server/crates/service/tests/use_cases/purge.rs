//! Purging: hidden from everybody by one commit, counted exactly, and never more than was asked for.

use domain::{
    Conflict, EventKind, EventNumber, Failure, Field, Invalid, MessageId, Problem, Verb,
    view::{Anchor, JobState, RemovedBy},
};
use testkit::{House, PurgeAsk, RemoveAsk, everything_but_the_log, minutes, purge, removal};

#[tokio::test]
async fn a_purge_hides_everything_before_its_job_has_run() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let old = house.fill(room, ana.id, "secret", 120).await;
    let new = ana.says(service, room, "secret, too").await.id;
    let operation = service.purge(&olga, purge(room, "lobby")).await.unwrap();

    assert_eq!((operation.verb, operation.message, operation.count), (Verb::Purge, None, 121));
    let job = service.job(&olga, operation.job.unwrap()).await.unwrap();
    assert_eq!((job.state, job.total, job.done, job.operation), (JobState::Waiting, 121, 0, operation.id));
    for reader in [&ana, &olga] {
        let read = everything_but_the_log(service, reader, room, &[old[0], old[119], new]).await;
        assert!(!read.contains("secret"), "{read}");
    }
    assert_eq!(service.room(&ana, room).await.unwrap().summary.messages, 0);
    assert_eq!(service.overview(&ana).await.unwrap().messages, 0);
}

#[tokio::test]
async fn what_was_written_after_the_dialog_opened_survives() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    for n in 0..5 {
        olga.says(service, room, &format!("before {n}")).await;
    }
    let shown = service.preview_removal(&olga, room, Verb::Purge, None).await.unwrap();
    let later = olga.says(service, room, "after").await.id;
    let command = purge(room, "lobby").through(shown.through.unwrap());
    let operation = service.purge(&olga, command).await.unwrap();

    assert_eq!((shown.count, operation.count), (5, 5), "what was shown is what went");
    let ids = async || {
        let page = service.messages(&olga, room, Anchor::Newest).await.unwrap();
        page.messages.iter().map(|message| message.id).collect::<Vec<_>>()
    };
    assert_eq!(ids().await, [later]);
    assert_eq!(service.room(&olga, room).await.unwrap().summary.messages, 1);
    house.run_jobs().await;
    assert_eq!(ids().await, [later], "the job erases no more than was hidden");
}

#[tokio::test]
async fn what_is_no_longer_what_was_shown_is_not_purged() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ben = house.person("ben").manager_of(room).await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let ids = house.fill(room, olga.id, "text", 10).await;
    let look = async || service.preview_removal(&olga, room, Verb::Purge, None).await.unwrap();
    let changed = Err(Failure::Conflict(Conflict::RoomChanged));
    for how in ["deleted", "purged", "imported"] {
        let shown = look().await;
        match how {
            "deleted" => drop(service.delete(&ben, removal(room, ids[3])).await.unwrap()),
            "purged" => drop(service.purge(&ben, purge(room, "lobby").through(ids[1])).await.unwrap()),
            _ => drop(house.import(room, olga.id, "late", 2).await),
        }
        let (before, entries) = (look().await.count, house.entries().await);
        let asked = purge(room, "lobby").seeing(&shown).keyed(how);
        assert_eq!(service.purge(&olga, asked.clone()).await.map(drop), changed, "{how}");
        assert_eq!((look().await.count, house.entries().await), (before, entries), "{how}: nothing was done");
        assert_ne!(shown.count, before, "{how}");
    }
    let shown = look().await;
    let asked = purge(room, "lobby").seeing(&shown).keyed("again");
    let done = service.purge(&olga, asked.clone()).await.unwrap();
    assert_eq!((done.count, shown.count), (9, 9), "seven were left, two came in");
    assert_eq!(service.purge(&olga, asked).await, Ok(done), "its own purge is no change to the request repeated");
}

#[tokio::test]
async fn what_leaves_the_set_as_it_was_does_not_hinder_a_purge() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let first = ana.says(service, room, "first").await.id;
    let second = ana.says(service, room, "second").await.id;
    let shown = service.preview_removal(&olga, room, Verb::Purge, None).await.unwrap();
    service.redact(&olga, removal(room, first)).await.unwrap();
    service.edit(&ana, room, second, domain::Content::new("changed").unwrap()).await.unwrap();
    let later = ana.says(service, room, "later").await.id;
    let gone = ana.says(service, room, "later, and gone").await.id;
    service.delete(&olga, removal(room, gone)).await.unwrap();
    let operation = service.purge(&olga, purge(room, "lobby").seeing(&shown)).await.unwrap();
    assert_eq!(operation.count, 2);
    let left = service.messages(&olga, room, Anchor::Newest).await.unwrap().messages;
    assert_eq!(left.iter().map(|message| message.id).collect::<Vec<_>>(), [later]);
}

#[tokio::test]
async fn deleted_messages_and_tombstones_are_counted_as_what_they_are() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let ids = house.fill(room, olga.id, "text", 10).await;
    service.delete(&olga, removal(room, ids[3])).await.unwrap();
    service.redact(&olga, removal(room, ids[4])).await.unwrap();
    assert_eq!(service.purge(&olga, purge(room, "lobby").through(ids[5])).await.unwrap().count, 5);
    assert_eq!(service.purge(&olga, purge(room, "lobby").through(ids[5])).await.unwrap().count, 0);
    assert_eq!(service.purge(&olga, purge(room, "lobby").through(ids[1])).await.unwrap().count, 0);
    assert_eq!(service.purge(&olga, purge(room, "lobby").through(MessageId::MAX)).await.unwrap().count, 4);
    house.run_jobs().await;
    let jobs = service.jobs(&olga, None).await.unwrap().jobs;
    let done: Vec<_> = jobs.iter().map(|job| (job.state, job.done, job.total)).collect();
    let expected = [4, 0, 0, 5].map(|count| (JobState::Done, count, count));
    assert_eq!(done, expected, "newest first");
}

#[tokio::test]
async fn an_empty_room_can_be_purged() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let shown = service.preview_removal(&olga, room, Verb::Purge, None).await.unwrap();
    assert_eq!((shown.count, shown.through), (0, None));
    let said = olga.says(service, room, "meanwhile").await;
    assert_eq!(
        service.purge(&olga, purge(room, "lobby").seeing(&shown)).await.map(drop),
        Err(Conflict::RoomChanged.into()),
        "it was shown empty"
    );
    service.delete(&olga, removal(room, said.id)).await.unwrap();
    let operation = service.purge(&olga, purge(room, "lobby")).await.unwrap();
    assert_eq!(operation.count, 0);
    house.run_jobs().await;
    let job = service.job(&olga, operation.job.unwrap()).await.unwrap();
    assert_eq!((job.state, job.total, job.done), (JobState::Done, 0, 0));
    olga.says(service, room, "goes on").await;
    assert_eq!(service.messages(&olga, room, Anchor::Newest).await.unwrap().messages.len(), 1);
}

#[tokio::test]
async fn the_name_must_be_typed_exactly() {
    let house = House::new().await;
    let room = house.room("Lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    olga.says(service, room, "stays").await;
    let entries = house.entries().await;
    for typed in ["", "lobby", "Lobby!", "Lob"] {
        let invalid = Invalid { field: Field::Confirmation, problem: Problem::DoesNotMatch };
        assert_eq!(service.purge(&olga, purge(room, typed)).await.map(drop), Err(Failure::Invalid(invalid)));
    }
    assert_eq!(house.entries().await, entries);
    assert_eq!(service.room(&olga, room).await.unwrap().summary.messages, 1);
}

#[tokio::test]
async fn viewers_are_told_how_far_and_how_many() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let through = olga.says(service, room, "goes").await.id;
    let head = service.room(&olga, room).await.unwrap().head;
    service.purge(&olga, purge(room, "lobby").because("Spam")).await.unwrap();
    let told = service.events_since(&olga, room, head, 9).await.unwrap();
    assert_eq!(told.len(), 1);
    let by = RemovedBy::Moderator;
    assert_eq!(told[0].kind, EventKind::Purged { through, count: 1, by, reason: Some("Spam".to_owned()) });
    let all = service.events_since(&olga, room, EventNumber(0), 99).await.unwrap();
    assert!(all.iter().any(|event| event.kind == EventKind::Gone), "the message itself is not told again");
}

#[tokio::test]
async fn a_purge_of_one_room_leaves_the_others_alone() {
    let house = House::new().await;
    let (here, there) = (house.room("here").await, house.channel("there").await);
    let olga = house.person("olga").owner_of(here).owner_of(there).await;
    let service = house.service();
    olga.says(service, here, "goes").await;
    house.clock.advance(minutes(5));
    olga.says(service, there, "stays").await;
    olga.says(service, here, "goes").await;
    service.purge(&olga, purge(here, "here")).await.unwrap();
    house.run_jobs().await;
    assert_eq!(service.messages(&olga, there, Anchor::Newest).await.unwrap().messages.len(), 1);
    assert_eq!(service.room(&olga, there).await.unwrap().summary.messages, 1);
}
