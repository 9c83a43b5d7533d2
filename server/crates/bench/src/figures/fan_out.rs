//! From a moderator's request to the last of many viewers on real feeds, the moderator's own answer meanwhile, and
//! what a viewer takes of the server's memory.

use std::{thread, time::Duration};

use super::{Setting, redaction};
use crate::{
    http::Client,
    limits::{FAN_OUT_PAUSE, FEEDS_PER_SESSION, ROUNDS},
    live::{bare, viewers::Seats},
    load, plain,
    planted::Planted,
    process::{self, Running},
    small_server,
    table::{Amount, Mark, Row},
    times::{Times, middle, now_ns, timed},
};

/// Viewers.
const CROWDS: [u32; 4] = [200, 1_000, 5_000, 10_000];
/// Removals of each round.
const EVENTS: usize = 60;
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

/// Each crowd before bare sockets and before the server. They take turns, so that what else the machine does falls on
/// both.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let runtime = load::runtime()?;
    let most = CROWDS[CROWDS.len() - 1];
    let messages = (CROWDS.len() + 1) * ROUNDS * (EVENTS + UNCOUNTED);
    let planted = runtime.block_on(Planted::new(&[messages as u64], most.div_ceil(FEEDS_PER_SESSION)))?;
    let folder = tempfile::Builder::new().prefix("roomkeeper-bench-").tempdir()?;
    let file = folder.path().join(small_server::FILE);
    let mut small = runtime.block_on(async {
        let mut connection = plain::open(&file, true).await?;
        plain::make_table(&mut connection).await?;
        plain::fill(&mut connection, (ROUNDS * EVENTS) as u64).await?;
        anyhow::Ok(connection)
    })?;
    let mut from = 0;
    let mut rows = Vec::new();
    for viewers in CROWDS {
        let what = format!("request to the last of {viewers} viewers, p99");
        let (open_files, _) = process::open_files();
        if u64::from(viewers) + 200 > open_files {
            rows.push(Row::skipped(what, format!("only {open_files} files may be open here")));
            continue;
        }
        let commits = viewers == CROWDS[0];
        let (mut bare, mut watched, mut alone) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let commit = commits.then_some((&runtime, &mut small, (round * EVENTS) as i64));
            bare.push(bare::run(viewers, EVENTS, commit)?);
            watched.push(watch(setting, &planted, viewers, &mut from)?);
            if viewers == most {
                alone.push(watch(setting, &planted, 0, &mut from)?);
            }
        }
        let (mark, limit) = if commits {
            (Mark::RatioAtMost(2.0), "one commit and one bare loop")
        } else {
            (Mark::RatioAtMost(1.5), "one bare loop")
        };
        rows.push(beside(what, watched.iter().map(|round| &round.to_last), bare.iter(), limit).reach(mark));
        if viewers == most {
            let what = format!("the moderator's answer while {viewers} watch, p99");
            let answers = |rounds: &'_ [Watched]| rounds.iter().map(|round| round.answers.clone()).collect::<Vec<_>>();
            let row = beside(what, answers(&watched).iter(), answers(&alone).iter(), "nobody watches");
            rows.push(row.reach(Mark::RatioAtMost(2.0)));
            let each = middle(watched.iter().map(|round| round.kib_each).collect());
            rows.push(
                Row::new("memory of a viewer", Amount::Kibibytes(each)).reach(Mark::AtMost(Amount::Kibibytes(8.0))),
            );
        }
    }
    Ok(rows)
}

/// The p99 of one thing beside that of another: of all rounds the middle one.
fn beside<'t>(
    what: String,
    ours: impl Iterator<Item = &'t Times> + Clone,
    theirs: impl Iterator<Item = &'t Times> + Clone,
    limit: &'static str,
) -> Row {
    let (p99, p50) = (
        [middle(ours.clone().map(Times::p99).collect()), middle(theirs.clone().map(Times::p99).collect())],
        [middle(ours.map(Times::p50).collect()), middle(theirs.map(Times::p50).collect())],
    );
    Row::new(what, Amount::Millis(p99[0]))
        .beside(Amount::Millis(p99[1]), limit)
        .note(format!("p50 {:.2} beside {:.2} ms", p50[0], p50[1]))
}

/// Removes messages one by one while so many watch.
fn watch(setting: &Setting, planted: &Planted, viewers: u32, from: &mut usize) -> anyhow::Result<Watched> {
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
        let all = UNCOUNTED + EVENTS;
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
