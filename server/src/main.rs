//! The process: command line, configuration, router, lifecycle. Decides nothing about rooms and speaks no SQL.

mod cli;
mod clock;
mod commands;
mod demo;
mod export;
mod guard;
mod health;
mod lifecycle;
mod live;
mod panel;
mod router;
mod site;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    cli::start_logging(arguments.log_format);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(commands::run(arguments.command)),
        Err(error) => Err(commands::Stop(format!("The runtime could not be started: {error}."))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(commands::Stop(sentence)) => {
            eprintln!("roomkeeper: {sentence}");
            ExitCode::FAILURE
        }
    }
}
