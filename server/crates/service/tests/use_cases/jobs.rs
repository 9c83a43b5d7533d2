//! The physical work of a purge: progress, an honest end, and going on where it broke off.

use domain::view::{JobState, Receipt};
use testkit::{House, minutes, purge};

#[tokio::test]
async fn a_job_erases_and_its_receipt_says_so() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    house.fill(room, olga.id, "secret", 2_500).await;
    let job = service.purge(&olga, purge(room, "lobby")).await.unwrap().job.unwrap();
    assert_eq!(service.overview(&olga).await.unwrap().jobs_running, 1);
    house.clock.advance(minutes(1));
    house.run_jobs().await;

    let job = service.job(&olga, job).await.unwrap();
    assert_eq!((job.state, job.total, job.done), (JobState::Done, 2_500, 2_500));
    assert_eq!(job.actor.id, olga.id);
    assert!(job.created_at < job.started_at.unwrap() && job.started_at <= job.ended_at);
    assert_eq!(job.receipt.as_ref().map(Receipt::erased), Some(true));
    assert_eq!(service.overview(&olga).await.unwrap().jobs_running, 0);
}

#[tokio::test]
async fn a_job_tells_how_far_it_is() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    house.fill(room, olga.id, "secret", 3_000).await;
    let job = service.purge(&olga, purge(room, "lobby")).await.unwrap().job.unwrap();
    let open = service.store().open_jobs().await.unwrap();
    let mut progress = Vec::new();
    for more in [true, false] {
        assert_eq!(service.store().erase_batch(open[0]).await.unwrap().more, more);
        let job = service.job(&olga, job).await.unwrap();
        progress.push((job.state, job.done));
    }
    assert_eq!(progress, [2_000, 3_000].map(|done| (JobState::Running, done)));
}

#[tokio::test]
async fn a_job_broken_off_goes_on_after_the_next_start() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    house.fill(room, olga.id, "secret", 2_500).await;
    let job = house.service().purge(&olga, purge(room, "lobby")).await.unwrap().job.unwrap();
    let open = house.service().store().open_jobs().await.unwrap();
    house.service().store().erase_batch(open[0]).await.unwrap();

    let house = house.reopen().await;
    house.run_jobs().await;
    let job = house.service().job(&olga, job).await.unwrap();
    assert_eq!((job.state, job.total, job.done), (JobState::Done, 2_500, 2_500));
}

#[tokio::test]
async fn what_was_not_erased_is_not_reported_as_erased() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    house.fill(room, olga.id, "secret", 10).await;
    house.service().purge(&olga, purge(room, "lobby")).await.unwrap();
    let open = house.service().store().open_jobs().await.unwrap();
    let receipt = house.service().store().look_again(open[0], None).await.unwrap();
    assert!(!receipt.erased(), "nothing was erased yet: {receipt:?}");
    let told: Vec<&str> = receipt.checks.iter().map(|check| &*check.store).collect();
    assert_eq!(told, ["Messages", "Write-ahead log"], "what was not checked is not in it");
}

#[tokio::test]
async fn two_purges_of_one_room_each_end_with_their_own_count() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    house.fill(room, olga.id, "secret", 30).await;
    let first = service.purge(&olga, purge(room, "lobby")).await.unwrap();
    for n in 0..7 {
        olga.says(service, room, &format!("more {n}")).await;
    }
    let second = service.purge(&olga, purge(room, "lobby")).await.unwrap();
    assert_eq!((first.count, second.count), (30, 7));
    house.run_jobs().await;
    for (operation, count) in [(first, 30), (second, 7)] {
        let job = service.job(&olga, operation.job.unwrap()).await.unwrap();
        assert_eq!((job.state, job.total, job.done), (JobState::Done, count, count));
    }
}

#[tokio::test]
async fn people_go_on_writing_while_a_job_erases() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    house.fill(room, olga.id, "secret", 3_000).await;
    service.purge(&olga, purge(room, "lobby")).await.unwrap();
    let writing = async {
        for n in 0..20 {
            olga.says(service, room, &format!("meanwhile {n}")).await;
        }
    };
    tokio::join!(writing, house.run_jobs());
    assert_eq!(service.room(&olga, room).await.unwrap().summary.messages, 20);
}
