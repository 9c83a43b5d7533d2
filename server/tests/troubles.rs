//! What goes wrong around a server: a store that is held, broken, changed, newer, or not to be written; a panel that is
//! asked for what is not there. Each time people are told what to do, and nothing of what was said stands in the log.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

#[path = "troubles/commands.rs"]
mod commands;
#[path = "troubles/demo.rs"]
mod demo;
mod running;
#[path = "troubles/store.rs"]
mod store;

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use running::{roomkeeper, site};
use rusqlite::Connection;

/// How long a command may take that is to be refused.
const PATIENCE: Duration = Duration::from_secs(30);

/// Another process at the store in a folder.
fn another(folder: &Path) -> Connection {
    Connection::open(folder.join("roomkeeper.sqlite")).unwrap()
}

/// A command on a data folder.
fn command(folder: &Path, arguments: &[&str]) -> Command {
    // The site is needed by what serves only, and read before anything else.
    let site = site().keep();
    let mut command = roomkeeper(&site);
    command.args(arguments).arg("--data").arg(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Ends a process whatever becomes of the test.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a command that must be refused: exit code 1, and one sentence of its own, which is answered.
fn refused(mut command: Command) -> String {
    let mut child = Ends(command.spawn().unwrap());
    let (mut out, mut err) = (child.0.stdout.take().unwrap(), child.0.stderr.take().unwrap());
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let said = (std::io::read_to_string(&mut out).unwrap(), std::io::read_to_string(&mut err).unwrap());
        let _ = tell.send(said);
    });
    let (out, err) = told.recv_timeout(PATIENCE).expect("it goes on instead of refusing");
    assert_eq!((child.0.wait().unwrap().code(), &*out), (Some(1), ""), "{err}");
    let sentence = err.lines().find_map(|line| line.strip_prefix("roomkeeper: "));
    let sentence = sentence.unwrap_or_else(|| panic!("no sentence: {err}")).to_owned();
    assert!(sentence.ends_with('.'), "{sentence}");
    sentence
}
