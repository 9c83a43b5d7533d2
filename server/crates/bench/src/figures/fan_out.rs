//! From a moderator's request to the last of many viewers on real feeds, the moderator's own answer meanwhile, and
//! what a viewer takes of the server's memory.

use std::{thread, time::Duration};

use super::{Setting, redaction};
use crate::{
    http::Client,
    limits::{FAN_OUT_PAUSE, FEEDS_PER_SESSION},
    live::{bare, viewers::Seats},
    load, plain,
    planted::Planted,
    process::{self, Running},
    small_server,
    table::{Amount, Mark, Row},
    times::{Times, now_ns, timed},
};

/// Viewers, and removals that they see.
const CROWDS: [(u32, usize); 4] = [(200, 300), (1_000, 300), (5_000, 300), (10_000, 300)];
/// Removals that nobody watches.
const UNWATCHED: usize = 300;
/// Removals before those that count.
const UNCOUNTED: usize = 10;
/// What the handshakes have used is given back first.
const SETTLE: Duration = Duration::from_millis(500);

/// What was seen of the server with a crowd.
struct Watched {
    to_last: Times,
    answers: Times,
    kib_each: f64,
}

/// Each crowd before bare sockets and before the server.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let runtime = load::runtime()?;
    let (most, _) = CROWDS[CROWDS.len() - 1];
    let messages = CROWDS.iter().map(|(_, events)| events + UNCOUNTED).sum::<usize>() + UNWATCHED + UNCOUNTED;
    let planted = runtime.block_on(Planted::new(&[messages as u64], most.div_ceil(FEEDS_PER_SESSION)))?;
    let folder = tempfile::Builder::new().prefix("roomkeeper-bench-").tempdir()?;
    let file = folder.path().join(small_server::FILE);
    let mut from = 0;
    let alone = watch(setting, &planted, 0, UNWATCHED, &mut from)?;
    let mut rows = Vec::new();
    for (viewers, events) in CROWDS {
        let what = format!("request to the last of {viewers} viewers, p99");
        let (open_files, _) = process::open_files();
        if u64::from(viewers) + 200 > open_files {
            rows.push(Row::skipped(what, format!("only {open_files} files may be open here")));
            continue;
        }
        let commit = if viewers == CROWDS[0].0 {
            Some((
                &runtime,
                runtime.block_on(async {
                    let mut connection = plain::open(&file, true).await?;
                    plain::make_table(&mut connection).await?;
                    plain::fill(&mut connection, events as u64).await?;
                    anyhow::Ok(connection)
                })?,
            ))
        } else {
            None
        };
        let (mark, limit) = match commit {
            Some(_) => (Mark::RatioAtMost(2.0), "one commit and one bare loop"),
            None => (Mark::RatioAtMost(1.5), "one bare loop"),
        };
        let bare = bare::run(viewers, events, commit)?;
        let watched = watch(setting, &planted, viewers, events, &mut from)?;
        rows.push(
            Row::new(what, Amount::Millis(watched.to_last.p99()))
                .beside(Amount::Millis(bare.p99()), limit)
                .reach(mark)
                .note(format!("p50 {:.2} beside {:.2} ms", watched.to_last.p50(), bare.p50())),
        );
        if viewers == most {
            rows.push(
                Row::new(
                    format!("the moderator's answer while {viewers} watch, p99"),
                    Amount::Millis(watched.answers.p99()),
                )
                .beside(Amount::Millis(alone.answers.p99()), "nobody watches")
                .reach(Mark::RatioAtMost(2.0))
                .note(format!("p50 {:.2} beside {:.2} ms", watched.answers.p50(), alone.answers.p50())),
            );
            rows.push(
                Row::new("memory of a viewer", Amount::Kibibytes(watched.kib_each))
                    .reach(Mark::AtMost(Amount::Kibibytes(8.0))),
            );
        }
    }
    Ok(rows)
}

/// Removes messages one by one while so many watch.
fn watch(
    setting: &Setting,
    planted: &Planted,
    viewers: u32,
    events: usize,
    from: &mut usize,
) -> anyhow::Result<Watched> {
    let room = &planted.rooms[0];
    let seats = Seats { room: room.id.to_string(), since: *from as u64, tokens: planted.viewers.clone() };
    let file = planted.folder().join("seats.json");
    std::fs::write(&file, serde_json::to_vec(&seats)?)?;
    let mut server = setting.serve(planted)?;
    let address = server.address()?;
    load::runtime()?.block_on(async {
        let mut moderator = Client::connect(address, Some(&planted.moderator)).await?;
        // The first request makes the connections to the store, which are no viewer's.
        let before = server.resident_kib()?;
        let all = UNCOUNTED + events;
        let mut crowd = match viewers {
            0 => None,
            _ => {
                let (viewers, all) = (viewers.to_string(), all.to_string());
                let arguments = ["viewers", &address.to_string(), &viewers, &all, &file.to_string_lossy()];
                let mut crowd = Running::itself(&arguments)?;
                anyhow::ensure!(crowd.line()? == "ready", "the viewers did not come");
                Some(crowd)
            }
        };
        thread::sleep(SETTLE);
        let kib_each = (server.resident_kib()? - before) / f64::from(viewers.max(1));
        let (mut to_last, mut answers) = (Times::default(), Times::default());
        for n in 0..all {
            let post = redaction(room, room.message((*from + n) as u64));
            let began = now_ns();
            let (answer, took) = timed(moderator.post(&post)).await;
            answer?;
            let last = crowd.as_mut().map(|crowd| bare::since(began, &crowd.line()?)).transpose()?;
            if n >= UNCOUNTED {
                answers.push(took);
                last.into_iter().for_each(|last| to_last.push(last));
            }
            thread::sleep(FAN_OUT_PAUSE);
        }
        *from += all;
        Ok(Watched { to_last, answers, kib_each })
    })
}
