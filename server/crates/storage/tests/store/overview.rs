//! The log as the first page and its own page read it: counted once, and not gone through for those who see little of it.

use std::collections::HashSet;

use domain::{AccountId, RoomId, UserId, view::AuditQuery};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use storage::{Sight, Store};
use testkit::House;

const NOBODY: UserId = UserId::MIN;

fn sight(all: bool, account: Option<AccountId>) -> Sight {
    Sight { all, account, user: NOBODY }
}

/// Another process at the store's file.
async fn other(store: &Store) -> SqliteConnection {
    SqliteConnectOptions::new().filename(store.file()).connect().await.unwrap()
}

async fn run(connection: &mut SqliteConnection, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.unwrap();
}

/// Writes deletions of one message each, with these numbers, all at this moment.
fn deletions(first: u64, last: u64, room: RoomId, at: i64) -> String {
    format!(
        "WITH RECURSIVE n (n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM n WHERE n < {last})
        INSERT INTO audit (number, at, door, action, room_id, operation_id, count, previous, hash)
        SELECT n, {at}, 'panel', 'delete', {room}, n, 1, x'', x'' FROM n;",
        room = room.raw(),
    )
}

/// How many messages are said to have been deleted in all the days, and in which rooms.
async fn told(store: &Store, sight: Sight) -> (u64, Vec<(RoomId, u64)>) {
    let (days, rooms) = store.removals(sight).await.unwrap();
    (days.iter().map(|day| day.deleted).sum(), rooms.into_iter().map(|(room, count)| (room.id, count)).collect())
}

#[tokio::test]
async fn what_is_counted_is_not_counted_again_and_for_whoever_moderates_nothing_nothing_is() {
    let house = House::new().await;
    let (room, store) = (house.room("lobby").await, house.service().store());
    let mut raw = other(store).await;
    let now = store.now().millis();
    // More than are counted with one statement.
    run(&mut raw, deletions(1, 70_000, room, now)).await;
    let everything = sight(true, None);
    assert_eq!(told(store, sight(false, None)).await, (0, vec![]));
    // If anything of these was counted for them, it stays counted.
    run(&mut raw, "DROP TRIGGER audit_is_never_cut; DELETE FROM audit WHERE number <= 10".into()).await;
    assert_eq!(told(store, everything).await, (69_990, vec![(room, 69_990)]));
    run(&mut raw, "DELETE FROM audit WHERE number < 70000".into()).await;
    assert_eq!(told(store, everything).await, (69_990, vec![(room, 69_990)]), "none of it was read again");
    run(&mut raw, deletions(70_001, 70_003, room, now)).await;
    assert_eq!(told(store, everything).await, (69_993, vec![(room, 69_993)]), "what came since was");
    raw.close().await.unwrap();
}

#[tokio::test]
async fn whoever_rules_an_account_is_told_of_its_rooms_however_far_apart_they_stand_in_the_log() {
    let house = House::new().await;
    let (ours, theirs) = (house.account("ours").await, house.account("theirs").await);
    let (here, busy) = (house.room("here").of(ours).await, house.room("busy").of(theirs).await);
    let moderated = house.room("moderated").of(theirs).await;
    let (adam, store) = (house.person("adam").admin_of(ours).owner_of(moderated).await, house.service().store());
    // Beside and between the stretches in which the log is looked through: of blocks 34 to 97, and of those before.
    let of_here = [25_000, 24_999, 8_705, 8_704, 8_703, 8_448, 8_447, 256, 255, 1];
    let of_moderated = 5_000;
    let mut expected: Vec<u64> = of_here.into_iter().chain([of_moderated]).collect();
    expected.sort_unstable_by(|a, b| b.cmp(a));
    let mut entries = String::new();
    let mut next = 1;
    for number in expected.iter().rev() {
        let room = if *number == of_moderated { moderated } else { here };
        if next < *number {
            entries += &deletions(next, number - 1, busy, store.now().millis());
        }
        entries += &deletions(*number, *number, room, store.now().millis());
        next = number + 1;
    }
    let mut raw = other(store).await;
    run(&mut raw, entries).await;
    raw.close().await.unwrap();

    let of_adam = Sight { all: false, account: Some(ours), user: adam.id };
    let found = async |sight, query: AuditQuery, limit| {
        let found = store.audit_entries(sight, &query, limit).await.unwrap();
        found.into_iter().map(|entry| entry.number).collect::<Vec<_>>()
    };
    let all = AuditQuery::default;
    assert_eq!(found(of_adam, all(), 100).await, expected);
    assert_eq!(found(of_adam, all(), 4).await, expected[..4]);
    assert_eq!(found(of_adam, AuditQuery { before: Some(8_704), ..all() }, 3).await, [8_703, 8_448, 8_447]);
    assert_eq!(found(of_adam, AuditQuery { before: Some(1), ..all() }, 3).await, [] as [u64; 0]);
    assert_eq!(found(sight(false, Some(ours)), all(), 100).await.len(), of_here.len(), "what they do not moderate");
    assert_eq!(found(sight(false, None), all(), 100).await, [] as [u64; 0]);
    assert_eq!(told(store, of_adam).await, (11, vec![(here, 10), (moderated, 1)]));
    assert_eq!(told(store, sight(false, Some(ours))).await, (10, vec![(here, 10)]));
    let rooms: HashSet<RoomId> = told(store, sight(true, None)).await.1.into_iter().map(|(room, _)| room).collect();
    assert_eq!(rooms, HashSet::from([here, moderated, busy]));
}
