//! Starting on a store of two million messages, and the memory of a server that has nothing to do.

use std::{
    thread,
    time::{Duration, Instant},
};

use super::Setting;
use crate::{
    http::{Body, Client, Post},
    limits::LARGE_ROOM_MESSAGES,
    load,
    planted::{EMAIL, PASSWORD, Planted},
    table::{Amount, Mark, Row},
    times::Times,
};

/// Starts that are timed.
const STARTS: usize = 9;
/// How long the server is left alone before its memory is read.
const SETTLE: Duration = Duration::from_secs(1);

/// Starts the server several times, and signs in once.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let runtime = load::runtime()?;
    let planted = runtime.block_on(Planted::new(&[LARGE_ROOM_MESSAGES, LARGE_ROOM_MESSAGES], 0))?;
    let mut times = Times::default();
    for _ in 0..STARTS {
        let began = Instant::now();
        let mut server = setting.serve(&planted)?;
        server.address()?;
        times.push(began.elapsed());
    }
    let mut server = setting.serve(&planted)?;
    let address = server.address()?;
    let fresh = server.resident_kib()?;
    let cookie = runtime.block_on(async {
        let mut person = Client::connect(address, None).await?;
        let form = format!("email={}&password={PASSWORD}&next=", EMAIL.replace('@', "%40"));
        let answer = person.ask(&Post { path: "/api/session/sign-in", body: Body::Form(form) }).await?;
        anyhow::Ok(answer.header("set-cookie").unwrap_or_default().to_owned())
    })?;
    anyhow::ensure!(cookie.starts_with("roomkeeper="), "nobody was signed in");
    thread::sleep(SETTLE);
    Ok(vec![
        Row::new("memory after start and one sign-in", Amount::Mebibytes(server.resident_kib()? / 1024.0))
            .reach(Mark::AtMost(Amount::Mebibytes(16.0)))
            .note(format!("{:.1} MiB before it", fresh / 1024.0)),
        Row::new("start with 2,000,000 messages, until it listens", Amount::Millis(times.p50()))
            .reach(Mark::AtMost(Amount::Millis(50.0)))
            .note(format!("slowest of {STARTS} {:.0} ms", times.at(1.0))),
    ])
}
