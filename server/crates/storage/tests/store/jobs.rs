//! Jobs that do not come to a good end: each says so, and what can be tried again is.

use std::time::Duration;

use domain::{
    JobId,
    view::{JobState, JobView, StoreCheck},
};
use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use testkit::{House, Person, purge};

/// How long a job may take to come to what is waited for: longer than one that broke off waits for its next try, and
/// than the log is tried to be emptied.
const PATIENCE: Duration = Duration::from_secs(120);

/// Another process at the store's file.
async fn other(house: &House) -> SqliteConnection {
    SqliteConnectOptions::new().filename(house.service().store().file()).connect().await.unwrap()
}

/// Has the worker at work while somebody looks on, who must come to an end.
async fn while_at_work<T>(house: &House, onlooker: impl Future<Output = T>) -> T {
    tokio::select! {
        () = house.service().run_jobs() => panic!("the worker has ended by itself"),
        seen = tokio::time::timeout(PATIENCE, onlooker) => seen.unwrap(),
    }
}

/// Waits until a job is in this state, and answers with what its page shows then.
async fn becomes(house: &House, who: &Person, job: JobId, state: JobState) -> JobView {
    loop {
        let job = house.service().job(who, job).await.unwrap();
        if job.state == state {
            return job;
        }
        // Whoever reads without a pause keeps the log from being emptied.
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_log_that_somebody_reads_all_the_time_makes_a_partial_end() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    house.fill(room, olga.id, "secret", 50).await;
    let mut reader = other(&house).await;
    // From here on it needs what stands in the log.
    sqlx::query("BEGIN").execute(&mut reader).await.unwrap();
    sqlx::query("SELECT count(*) FROM messages").execute(&mut reader).await.unwrap();
    let job = service.purge(&olga, purge(room, "lobby")).await.unwrap().job.unwrap();

    let ended = while_at_work(&house, becomes(&house, &olga, job, JobState::Partial)).await;
    assert_eq!((ended.done, ended.total), (50, 50));
    assert!(ended.ended_at.is_some() && ended.state.ended());
    let receipt = ended.receipt.unwrap();
    assert!(!receipt.erased());
    let left: Vec<&StoreCheck> = receipt.checks.iter().filter(|check| !check.clean).collect();
    assert_eq!(left.len(), 1, "{receipt:?}");
    assert_eq!(left[0].store, "Write-ahead log");
    assert!(left[0].found.starts_with("It could not be emptied: "), "{receipt:?}");
    // Once nobody stands in the way, it is looked at again.
    reader.close().await.unwrap();
    let ended = while_at_work(&house, becomes(&house, &olga, job, JobState::Done)).await;
    assert!(ended.receipt.unwrap().erased());
}

#[tokio::test]
async fn a_job_that_breaks_off_says_so_keeps_nobody_waiting_and_is_taken_up_again() {
    let house = House::new().await;
    let (bad, good) = (house.room("bad").await, house.room("good").await);
    let olga = house.person("olga").owner_of(bad).owner_of(good).await;
    let service = house.service();
    house.fill(bad, olga.id, "secret", 30).await;
    house.fill(good, olga.id, "secret", 20).await;
    let mut saboteur = other(&house).await;
    let trap = format!(
        "CREATE TRIGGER trap BEFORE DELETE ON messages WHEN OLD.room_id = {}
        BEGIN SELECT RAISE(ABORT, 'sabotage'); END",
        bad.raw()
    );
    sqlx::query(sqlx::AssertSqlSafe(trap)).execute(&mut saboteur).await.unwrap();
    let broken = service.purge(&olga, purge(bad, "bad")).await.unwrap().job.unwrap();
    let whole = service.purge(&olga, purge(good, "good")).await.unwrap().job.unwrap();

    let onlooker = async {
        let behind = becomes(&house, &olga, whole, JobState::Done).await;
        assert_eq!((behind.done, behind.total), (20, 20), "the one behind it has come to its end");
        let stopped = becomes(&house, &olga, broken, JobState::Failed).await;
        assert_eq!((stopped.done, stopped.total), (0, 30));
        assert!(stopped.receipt.is_none() && stopped.ended_at.is_some(), "nothing was looked at: {stopped:?}");
        assert!(!stopped.state.ended(), "whoever looks at it goes on looking");
        assert_eq!(house.service().store().open_jobs().await.unwrap().len(), 1);
        sqlx::query("DROP TRIGGER trap").execute(&mut saboteur).await.unwrap();
        // The worker comes back to it by itself.
        let ended = becomes(&house, &olga, broken, JobState::Done).await;
        assert_eq!((ended.done, ended.total), (30, 30));
        assert!(ended.receipt.unwrap().erased());
    };
    while_at_work(&house, onlooker).await;
}
