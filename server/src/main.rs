//! The process: command line, configuration, router, lifecycle. Decides nothing about rooms and speaks no SQL.

mod accept;
mod chat;
mod cli;
mod clock;
mod commands;
mod demo;
mod export;
mod files;
mod folder;
mod guard;
mod health;
mod lifecycle;
mod live;
mod metrics;
mod panel;
mod panics;
mod router;
mod settings;
mod site;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match run(cli::Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(commands::Stop(sentence)) => {
            eprintln!("roomkeeper: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: cli::Arguments) -> Result<(), commands::Stop> {
    let file = settings::File::read(arguments.config.as_deref())?;
    settings::start_logging(&arguments, &file)?;
    panics::tell_the_log();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| commands::Stop(format!("The runtime could not be started: {error}.")))?;
    runtime.block_on(commands::run(arguments.command, &file))
}
