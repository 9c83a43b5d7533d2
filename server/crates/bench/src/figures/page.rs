//! The newest page of a small and of a large room through the service, in this process: session, room and rights
//! looked up, rows turned into views. Beside the same statement in SQLite alone, without a driver that hands what it
//! reads from its thread to ours. And a page in the middle of the large room beside its newest.

use std::time::{Duration, Instant};

use domain::{limits::MESSAGE_PAGE_ROWS, view::Anchor};
use service::{Actor, Service};

use super::{Setting, purge::store_file};
use crate::{
    limits::{LARGE_ROOM_MESSAGES, SMALL_ROOM_MESSAGES},
    plain,
    planted::{self, Planted, Room},
    table::{Amount, Mark, Row},
    times::{Times, timed},
};

/// Pages read of each room, in turns.
const PAGES: usize = 2_000;
/// Pages before those that count.
const UNCOUNTED: usize = 100;
/// Pages read in one go before the other way has its turn.
const PAGES_PER_TURN: usize = 100;

/// Reads pages in turns: plainly and through the service.
pub fn measure(_: &Setting) -> anyhow::Result<Vec<Row>> {
    // The runtime of the product: several threads.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(read())
}

async fn read() -> anyhow::Result<Vec<Row>> {
    let planted = Planted::new(&[SMALL_ROOM_MESSAGES, LARGE_ROOM_MESSAGES], 0).await?;
    let connection = rusqlite::Connection::open(store_file(planted.folder())?)?;
    let service = planted::open(planted.folder()).await?;
    let actor = service.authenticate(&planted.moderator).await?;
    let actor = actor.ok_or_else(|| anyhow::anyhow!("the session does not stand"))?;
    let mut rows = Vec::new();
    let mut small = None;
    for (room, messages) in planted.rooms.iter().zip(["100", "1,000,000"]) {
        let (mut ours, mut theirs) = (Times::default(), Times::default());
        for n in 0..UNCOUNTED + PAGES {
            let began = Instant::now();
            let page = plain::newest_page(&connection, room.id.raw(), MESSAGE_PAGE_ROWS + 1)?;
            note(&mut theirs, n, began.elapsed());
            anyhow::ensure!(page == MESSAGE_PAGE_ROWS as usize + 1, "a short page");
            if n % PAGES_PER_TURN == PAGES_PER_TURN - 1 {
                for n in n + 1 - PAGES_PER_TURN..=n {
                    let (page, took) = timed(service.messages(&actor, room.id, Anchor::Newest)).await;
                    anyhow::ensure!(page?.messages.len() == MESSAGE_PAGE_ROWS as usize, "a short page");
                    note(&mut ours, n, took);
                }
            }
        }
        rows.push(
            Row::new(format!("newest page of a room of {messages}, through the service"), Amount::Millis(ours.p50()))
                .beside(Amount::Millis(theirs.p50()), "the same statement in SQLite alone")
                .reach(Mark::RatioAtMost(5.0))
                .note(match small {
                    Some(small) => format!("{:.2} times the small room", ours.p50() / small),
                    None => format!("p99 {:.2} ms", ours.p99()),
                }),
        );
        small = Some(ours.p50());
    }
    rows.push(page_in_the_middle(&service, &actor, &planted.rooms[1]).await?);
    service.close().await;
    Ok(rows)
}

/// A page around a message far from both ends: as flat as the newest.
async fn page_in_the_middle(service: &Service, actor: &Actor, room: &Room) -> anyhow::Result<Row> {
    let (mut middle, mut newest) = (Times::default(), Times::default());
    for n in 0..UNCOUNTED + PAGES {
        let anchor = Anchor::Around(room.message(LARGE_ROOM_MESSAGES / 2 + n as u64));
        for (anchor, times) in [(anchor, &mut middle), (Anchor::Newest, &mut newest)] {
            let (page, took) = timed(service.messages(actor, room.id, anchor)).await;
            anyhow::ensure!(page?.messages.len() == MESSAGE_PAGE_ROWS as usize, "a short page");
            note(times, n, took);
        }
    }
    Ok(Row::new("a page in the middle of a room of 1,000,000".to_owned(), Amount::Millis(middle.p50()))
        .beside(Amount::Millis(newest.p50()), "its newest page, in turns")
        .reach(Mark::RatioAtMost(2.0)))
}

fn note(times: &mut Times, n: usize, took: Duration) {
    if n >= UNCOUNTED {
        times.push(took);
    }
}
