//! Purges: how long until nobody can read the messages, how fast they are erased, and what others notice meanwhile.

use std::{
    net::SocketAddr,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Context;
use domain::view::{JobState, JobView, OperationView};
use tokio::task::LocalSet;

use super::{Setting, redaction};
use crate::{
    http::{Body, Client, Post},
    limits::{CHUNK_MESSAGES, IDLE_WATCH, LARGE_ROOM_MESSAGES, MIDDLING_ROOM_MESSAGES, PATIENCE, SMALL_ROOM_MESSAGES},
    load, plain,
    planted::{Planted, Room},
    small_server,
    table::{Amount, Mark, Row},
    times::{Times, timed},
};

/// Small rooms that are purged.
const SMALL: usize = 30;
/// Middling rooms that are purged.
const MIDDLING: usize = 5;
/// Bare commits that are timed.
const COMMITS: u64 = 300;
/// Time between two page reads, and between two redactions.
const PAGE_EVERY: Duration = Duration::from_millis(4);
const REDACT_EVERY: Duration = Duration::from_millis(8);
/// Time between two looks at a job.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What page reads and redactions took.
#[derive(Debug, Default)]
struct Others {
    pages: Times,
    redactions: Times,
}

/// Purges small, middling and large rooms, and watches the large one being erased.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let runtime = load::runtime()?;
    let mut sizes = vec![LARGE_ROOM_MESSAGES; 2];
    sizes.extend([MIDDLING_ROOM_MESSAGES; MIDDLING]);
    sizes.extend([SMALL_ROOM_MESSAGES; SMALL]);
    let planted = runtime.block_on(Planted::new(&sizes, 0))?;
    let plain_rate = runtime.block_on(erase_plainly(&planted))?;
    let commits = runtime.block_on(bare_commits())?;
    let mut server = setting.serve(&planted)?;
    let address = server.address()?;
    LocalSet::new().block_on(&runtime, async {
        let mut moderator = Client::connect(address, Some(&planted.moderator)).await?;
        let (large, rest) = planted.rooms.split_at(2);
        let (middling, small) = rest.split_at(MIDDLING);
        let commit = Amount::Millis(commits.p50());
        let mut rows = Vec::new();
        for (rooms, messages) in [(small, "100"), (middling, "100,000")] {
            let mut answers = Times::default();
            for room in rooms {
                let (operation, took) = purge(&mut moderator, room, None).await?;
                answers.push(took);
                finished(&mut moderator, &operation).await?;
            }
            rows.push(hidden(messages, &answers, commit));
        }
        let idle = others(address, &planted.moderator, &large[1], 0, IDLE_WATCH, || false).await?;
        let done = std::rc::Rc::new(std::cell::Cell::new(false));
        let (operation, took) = purge(&mut moderator, &large[0], None).await?;
        let mut once = Times::default();
        once.push(took);
        rows.push(hidden("1,000,000", &once, commit));
        let ended = std::rc::Rc::clone(&done);
        let erasing = tokio::task::spawn_local(async move {
            let job = finished(&mut moderator, &operation).await;
            ended.set(true);
            job.map(|job| (job, moderator))
        });
        let from = LARGE_ROOM_MESSAGES / 2;
        let busy = others(address, &planted.moderator, &large[1], from, PATIENCE, || done.get()).await?;
        let (job, mut moderator) = erasing.await??;
        rows.extend(erased(&job, plain_rate, &idle, &busy)?);
        let mut half = Times::default();
        half.push(purge(&mut moderator, &large[1], Some(LARGE_ROOM_MESSAGES / 2)).await?.1);
        // It stands with the other purges.
        rows.insert(3, hidden("the older half of 1,000,000", &half, commit));
        Ok(rows)
    })
}

fn hidden(messages: &str, answers: &Times, commit: Amount) -> Row {
    let count = answers.count();
    Row::new(format!("purge until nobody can read it, {messages} messages"), Amount::Millis(answers.p50()))
        .beside(commit, "one bare commit")
        .reach(Mark::AtMost(Amount::Millis(5.0)))
        .note(if count == 1 { "once".to_owned() } else { format!("{count} times, slowest {:.2} ms", answers.at(1.0)) })
}

fn erased(job: &JobView, plain_rate: f64, idle: &Others, busy: &Others) -> anyhow::Result<Vec<Row>> {
    let ended = job.ended_at.context("the job has no end")?;
    let seconds = (ended.millis() - job.created_at.millis()) as f64 / 1e3;
    let page = Amount::Millis(busy.pages.p99());
    Ok(vec![
        Row::new("erasing 1,000,000 of 2,000,000 messages, log emptied", Amount::PerSecond(job.done as f64 / seconds))
            .beside(Amount::PerSecond(plain_rate), "plain batched DELETE")
            .reach(Mark::RatioAtLeast(0.6)),
        Row::new("meanwhile a page read over HTTP, p99", page)
            .beside(Amount::Millis(idle.pages.p99()), "idle")
            .reach(Mark::RatioAtMost(2.0))
            .note(format!("p50 {:.2} beside {:.2} ms", busy.pages.p50(), idle.pages.p50())),
        Row::new("meanwhile a redaction in another room, p99", Amount::Millis(busy.redactions.p99()))
            .beside(Amount::Millis(idle.redactions.p99()), "idle")
            .reach(Mark::AtMost(Amount::Millis(20.0)))
            .note(format!("p50 {:.2} beside {:.2} ms", busy.redactions.p50(), idle.redactions.p50())),
    ])
}

/// Purges a room, or only its oldest messages.
async fn purge(moderator: &mut Client, room: &Room, oldest: Option<u64>) -> anyhow::Result<(OperationView, Duration)> {
    let name = room.name.replace(' ', "+");
    let expected = oldest.unwrap_or(room.messages);
    let through = room.message(expected - 1);
    let form = format!(
        "room={}&through={through}&seen=0&confirmation={name}&reason=Spam&note=&key=bench-{}",
        room.id, room.id
    );
    let post = Post { path: "/api/rooms/purge", body: Body::Form(form) };
    let (answer, took) = timed(moderator.post(&post)).await;
    let operation: OperationView = serde_json::from_slice(&answer?)?;
    anyhow::ensure!(operation.count == expected, "{} of {expected} messages", operation.count);
    Ok((operation, took))
}

/// Waits until a purge's job has come to its end.
async fn finished(moderator: &mut Client, operation: &OperationView) -> anyhow::Result<JobView> {
    let job = operation.job.context("a purge without a job")?;
    let post = Post { path: "/api/jobs/one", body: Body::Form(format!("job={job}")) };
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        let view: JobView = serde_json::from_slice(&moderator.post(&post).await?)?;
        match view.state {
            JobState::Done => return Ok(view),
            JobState::Waiting | JobState::Running => tokio::time::sleep(LOOK_EVERY).await,
            JobState::Partial | JobState::Failed => anyhow::bail!("the job came to no good end: {:?}", view.receipt),
        }
    }
    anyhow::bail!("the job did not end in {} s", PATIENCE.as_secs())
}

/// Reads pages and redacts in a room at an even pace, for so long or until it is over.
async fn others(
    address: SocketAddr,
    token: &str,
    room: &Room,
    from: u64,
    most: Duration,
    over: impl Fn() -> bool,
) -> anyhow::Result<Others> {
    let page = Post {
        path: "/api/messages/page",
        body: Body::Json(format!("{{\"room\":\"{}\",\"anchor\":\"newest\"}}", room.id)),
    };
    let (mut reader, mut writer) =
        (Client::connect(address, Some(token)).await?, Client::connect(address, Some(token)).await?);
    let until = Instant::now() + most;
    let goes_on = || Instant::now() < until && !over();
    let pages = async {
        let mut times = Times::default();
        while goes_on() {
            let (answer, took) = timed(reader.post(&page)).await;
            answer?;
            times.push(took);
            tokio::time::sleep(PAGE_EVERY).await;
        }
        anyhow::Ok(times)
    };
    let redactions = async {
        let mut times = Times::default();
        for n in from.. {
            if !goes_on() {
                break;
            }
            let (answer, took) = timed(writer.post(&redaction(room, room.message(n)))).await;
            answer?;
            times.push(took);
            tokio::time::sleep(REDACT_EVERY).await;
        }
        anyhow::Ok(times)
    };
    let (pages, redactions) = futures::join!(pages, redactions);
    Ok(Others { pages: pages?, redactions: redactions? })
}

/// Deletes the same rows in batches from a copy of the same file, and empties its log. Answers with rows per second.
async fn erase_plainly(planted: &Planted) -> anyhow::Result<f64> {
    let folder = tempfile::Builder::new().prefix("roomkeeper-bench-").tempdir()?;
    let file = folder.path().join("copy.sqlite");
    std::fs::copy(store_file(planted.folder())?, &file)?;
    let mut connection = plain::open(&file, true).await?;
    let room = &planted.rooms[0];
    let began = Instant::now();
    let mut rows = 0;
    for end in (CHUNK_MESSAGES..=room.messages).step_by(CHUNK_MESSAGES as usize) {
        rows += plain::delete_through(&mut connection, room.id.raw(), room.message(end - 1).raw()).await?;
    }
    plain::checkpoint(&mut connection).await?;
    anyhow::ensure!(rows == room.messages, "{rows} rows were deleted");
    Ok(rows as f64 / began.elapsed().as_secs_f64())
}

/// The store's one file.
pub fn store_file(folder: &Path) -> anyhow::Result<std::path::PathBuf> {
    std::fs::read_dir(folder)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "sqlite"))
        .context("no store in the folder")
}

/// What one durable write of one row takes.
async fn bare_commits() -> anyhow::Result<Times> {
    let folder = tempfile::Builder::new().prefix("roomkeeper-bench-").tempdir()?;
    let mut connection = plain::open(&folder.path().join(small_server::FILE), true).await?;
    plain::make_table(&mut connection).await?;
    plain::fill(&mut connection, COMMITS).await?;
    let mut times = Times::default();
    for message in 0..COMMITS {
        let (changed, took) = timed(plain::redact(&mut connection, message as i64)).await;
        changed?;
        times.push(took);
    }
    Ok(times)
}
