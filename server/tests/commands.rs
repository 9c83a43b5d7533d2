//! The command line as a person types it: what it says, where, and with which exit code.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

#[path = "commands/audit.rs"]
mod audit;
#[path = "commands/copies.rs"]
mod copies;
#[path = "commands/import.rs"]
mod import;
#[path = "commands/people.rs"]
mod people;
mod running;
#[path = "commands/settings.rs"]
mod settings;

use std::{
    io::Write,
    path::Path,
    process::{Output, Stdio},
};

use running::roomkeeper;

/// What a command said, and how it ended.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Said {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// It ended well: what it said.
    fn well(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// It ended with exit code 1 and one sentence of its own, which holds these words.
    fn refused(self, words: &str) {
        assert_eq!((self.code, self.out.as_str()), (Some(1), ""), "{self:?}");
        let sentence = self.err.lines().find_map(|line| line.strip_prefix("roomkeeper: ")).unwrap_or_default();
        assert!(sentence.contains(words) && sentence.ends_with('.'), "{self:?}");
    }
}

/// Runs a command on a data folder.
fn command(folder: &Path, arguments: &[&str]) -> Said {
    Said::of(roomkeeper(folder).args(arguments).arg("--data").arg(folder).output().unwrap())
}

/// Runs a command that reads a line.
fn typing(folder: &Path, arguments: &[&str], line: &str) -> Said {
    let mut child = roomkeeper(folder)
        .args(arguments)
        .arg("--data")
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(line.as_bytes()).unwrap();
    Said::of(child.wait_with_output().unwrap())
}

fn create<'a>(email: &'a str, name: &'a str) -> [&'a str; 5] {
    ["user", "create", email, "--name", name]
}
