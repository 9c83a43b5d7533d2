//! Importing a log with the command line, from its start to its end, beside putting the same rows into a plain table.

use std::{fmt::Write as _, path::Path, time::Instant};

use anyhow::Context;

use super::Setting;
use crate::{
    limits::LOG_LINES,
    load, plain,
    planted::text,
    process::Running,
    small_server,
    table::{Amount, Mark, Row},
    times::middle,
};

/// Lines of the log of one day.
const LINES_PER_DAY: u64 = 2_000;
/// People who write.
const PEOPLE: u64 = 3_000;
/// How often both are done; the middle one counts.
const TIMES: usize = 9;

/// Writes a log, imports it, and puts the same rows into a plain table, in turns.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let runtime = load::runtime()?;
    let folder = tempfile::Builder::new().prefix("roomkeeper-bench-").tempdir()?;
    let files = write_log(folder.path())?;
    let rows: Vec<(i64, i64, String)> =
        (0..LOG_LINES).map(|n| (n as i64, ((n * 31) % PEOPLE) as i64, text(n))).collect();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for turn in 0..TIMES {
        let plain = folder.path().join(format!("{turn}-{}", small_server::FILE));
        theirs.push(runtime.block_on(async {
            let mut connection = plain::open(&plain, true).await?;
            plain::make_table(&mut connection).await?;
            let began = Instant::now();
            plain::insert(&mut connection, &rows).await?;
            plain::checkpoint(&mut connection).await?;
            anyhow::Ok(LOG_LINES as f64 / began.elapsed().as_secs_f64())
        })?);
        let data = folder.path().join(format!("data-{turn}"));
        ours.push(import(setting, &data, &files)?);
    }
    Ok(vec![
        Row::new("import of a log", Amount::PerSecond(middle(ours)))
            .beside(Amount::PerSecond(middle(theirs)), "plain batched INSERT of the same rows")
            .reach(Mark::RatioAtLeast(0.5))
            .note(format!("{LOG_LINES} messages by {PEOPLE} people")),
    ])
}

/// One run of the command, from start to end.
fn import(setting: &Setting, data: &Path, files: &[String]) -> anyhow::Result<f64> {
    let data = data.to_str().context("the folder's name is no text")?;
    let mut arguments = vec!["import", "irc-log", "--account", "Bench", "--room", "Log", "--data", data];
    arguments.extend(files.iter().map(String::as_str));
    let began = Instant::now();
    let mut command = Running::start(&setting.server, &arguments)?;
    let said = command.line()?;
    command.ended()?;
    let seconds = began.elapsed().as_secs_f64();
    anyhow::ensure!(said.starts_with(&format!("{LOG_LINES} messages put in")), "{said}");
    Ok(LOG_LINES as f64 / seconds)
}

/// A file a day, in the manner of IRC logs.
fn write_log(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut files = Vec::new();
    for (number, first) in (0..LOG_LINES).step_by(LINES_PER_DAY as usize).enumerate() {
        let mut log = String::new();
        for n in first..LOG_LINES.min(first + LINES_PER_DAY) {
            let minute = (n - first) * 24 * 60 / LINES_PER_DAY;
            writeln!(log, "[{:02}:{:02}] <user{}> {}", minute / 60, minute % 60, n * 31 % PEOPLE, text(n))?;
        }
        let file = folder.join(format!("2{:03}-{:02}-{:02}.txt", number / 300, number / 25 % 12 + 1, number % 25 + 1));
        std::fs::write(&file, log)?;
        files.push(file.to_str().context("the file's name is no text")?.to_owned());
    }
    Ok(files)
}
