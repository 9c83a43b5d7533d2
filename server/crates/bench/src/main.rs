//! How fast it is: each figure beside its physical limit, measured in the same run, as a ratio.
//!
//! ```sh
//! make bench
//! make bench FIGURES="redact fanout"
//! make bench FIGURES=site TABLE=README.md
//! ```
//!
//! One load program for all figures, and no criterion: nearly every figure needs the real binary in a process of its
//! own, thousands of sockets, or a store of millions of messages, and a limit only counts when the same clock took it
//! in the same minute. Everything stays on loopback and in a temporary folder, is bounded in count and time, and is
//! gone at the end. Never part of the product, and no test asserts what it prints.

mod figures;
mod http;
mod limits;
mod live;
mod load;
mod plain;
mod planted;
mod process;
mod small_server;
mod table;
mod times;

use std::process::ExitCode;

use anyhow::Context;

use crate::figures::{FIGURES, Setting};

const USAGE: &str = "usage: bench [--server BINARY] [--site FOLDER] [--table FILE] [figure…]";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("bench: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    process::raise_open_files()?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        // What the program starts of itself, as processes of their own.
        ["small-server", writer, file] => small_server::run(writer, file.as_ref()),
        ["in-process", tasks] => figures::in_process(tasks.parse()?),
        ["viewers", address, viewers, events] => live::viewers::run(address, viewers.parse()?, events.parse()?, None),
        ["viewers", address, viewers, events, seats] => {
            live::viewers::run(address, viewers.parse()?, events.parse()?, Some(seats.as_ref()))
        }
        asked => measure(asked),
    }
}

/// Measures what was asked for, or everything, and prints the table.
fn measure(asked: &[&str]) -> anyhow::Result<()> {
    let mut setting = Setting::beside_this_program()?;
    let (mut names, mut table) = (Vec::new(), None);
    let mut rest = asked.iter();
    while let Some(argument) = rest.next() {
        match *argument {
            "--server" => setting.server = rest.next().context(USAGE)?.into(),
            "--site" => setting.site = rest.next().context(USAGE)?.into(),
            "--table" => table = Some(rest.next().context(USAGE)?),
            name if FIGURES.iter().any(|(known, _)| *known == name) => names.push(name),
            other => {
                let known: Vec<&str> = FIGURES.iter().map(|(known, _)| *known).collect();
                anyhow::bail!("{other} is no figure; there are {}\n{USAGE}", known.join(", "));
            }
        }
    }
    let load_before = process::load_average();
    let mut rows = Vec::new();
    for (name, figure) in FIGURES {
        if names.is_empty() || names.contains(name) {
            eprintln!("== {name}");
            rows.extend(figure(&setting).with_context(|| format!("figure {name}"))?);
        }
    }
    if let Some(file) = table {
        let text = std::fs::read_to_string(file).with_context(|| format!("{file} cannot be read"))?;
        let text = table::refreshed(&text, &rows).with_context(|| format!("{file} has no table of figures"))?;
        std::fs::write(file, text).with_context(|| format!("{file} cannot be written"))?;
    }
    println!("{}", table::heading());
    rows.iter().for_each(|row| println!("{row}"));
    println!();
    println!(
        "{} cores; load average {load_before} before and {} after (the measuring itself is part of it).",
        std::thread::available_parallelism().map_or(1, usize::from),
        process::load_average()
    );
    Ok(())
}
