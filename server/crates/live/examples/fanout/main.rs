//! How long it takes from publishing an event until the last of many viewers has it.
//!
//! ```sh
//! cargo run --release -p live --example fanout -- 200 1000 5000 10000
//! ```
//!
//! For each number of viewers the same frames go, over loopback sockets, three ways: written by one bare loop to bare
//! sockets, which is the limit; through the hub behind the endpoint's own handshake; through a WebSocket of the web
//! framework with small buffers and a task for each viewer. Each way runs in a fresh process, with the clients in
//! another, so that memory is the server's alone.

mod clients;
#[path = "../../../../src/live/handshake.rs"]
mod handshake;
mod servers;

use std::{
    env,
    error::Error,
    process::{Command, Stdio},
};

/// Length of the JSON text of an event, in bytes: a short message with its author.
pub const JSON_BYTES: usize = 300;
/// Length of its frame: a header of four bytes comes before it.
pub const FRAME_BYTES: usize = JSON_BYTES + 4;
/// Events that are published one by one.
pub const FRAMES: usize = 200;
/// Events that are published all at once, after them.
pub const BURST_FRAMES: usize = 50;
/// What is compared.
pub const WAYS: [&str; 3] = ["bare", "hub", "axum"];

/// Any failure ends the measurement.
pub type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["clients", address, viewers, way] => clients::run(address.parse()?, viewers.parse()?, way),
        ["server", way, viewers] => servers::run(way, viewers.parse()?),
        viewers => compare(viewers),
    }
}

/// Runs every way for every number of viewers.
fn compare(viewers: &[&str]) -> Outcome {
    println!("{FRAMES} events of {FRAME_BYTES} bytes one by one, then {BURST_FRAMES} at once; times in milliseconds");
    println!(
        "{:>8} {:>5} {:>8} {:>8} {:>8} {:>9} {:>11} {:>9}",
        "viewers", "way", "p50", "p99", "max", "burst", "other p99", "KiB each"
    );
    for viewers in viewers {
        for way in WAYS {
            let run =
                Command::new(env::current_exe()?).args(["server", way, viewers]).stderr(Stdio::inherit()).output()?;
            print!("{}", String::from_utf8(run.stdout)?);
        }
    }
    Ok(())
}
