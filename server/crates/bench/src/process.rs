//! Processes that the program starts: the server, and itself in other roles. Each ends when its handle is dropped.

use std::{
    fs,
    io::{BufRead, BufReader, Lines},
    net::SocketAddr,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use anyhow::Context;

/// Set once the limit of open files was raised, so that it is tried only once.
const RAISED: &str = "BENCH_OPEN_FILES_RAISED";

/// Starts this program anew with as many open files as it is allowed: thousands of viewers need them.
pub fn raise_open_files() -> anyhow::Result<()> {
    let (soft, hard) = open_files();
    if soft >= hard || std::env::var_os(RAISED).is_some() {
        return Ok(());
    }
    let error = Command::new("sh")
        .args(["-c", "ulimit -n \"$(ulimit -Hn)\"; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe()?)
        .args(std::env::args_os().skip(1))
        .env(RAISED, "yes")
        .exec();
    Err(error).context("the limit of open files cannot be raised")
}

/// Files that this process may have open now, and that it could ask for.
pub fn open_files() -> (u64, u64) {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap_or_default();
    let mut numbers = line.split_whitespace().map(|number| number.parse().unwrap_or(u64::MAX));
    (numbers.next().unwrap_or(1024), numbers.next().unwrap_or(1024))
}

/// How busy the machine is, over one minute.
pub fn load_average() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split_whitespace().next().unwrap_or("unknown").to_owned()
}

/// A process that was started.
#[derive(Debug)]
pub struct Running {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl Running {
    /// Starts a program.
    pub fn start(program: &Path, arguments: &[&str]) -> anyhow::Result<Self> {
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} cannot be started", program.display()))?;
        let said = BufReader::new(child.stdout.take().context("no output")?).lines();
        Ok(Self { child, said })
    }

    /// Starts this program in another role.
    pub fn itself(arguments: &[&str]) -> anyhow::Result<Self> {
        Self::start(&std::env::current_exe()?, arguments)
    }

    /// The next line it says.
    pub fn line(&mut self) -> anyhow::Result<String> {
        self.said.next().context("it ended without another word")?.context("it cannot be heard")
    }

    /// Waits for the line with an address in it: `http://` and then host and port.
    pub fn address(&mut self) -> anyhow::Result<SocketAddr> {
        loop {
            let line = self.line()?;
            if let Some((_, address)) = line.rsplit_once("http://") {
                return address.trim().parse().with_context(|| format!("no address: {line}"));
            }
        }
    }

    /// Waits until it ends by itself, and well.
    pub fn ended(&mut self) -> anyhow::Result<()> {
        let status = self.child.wait()?;
        anyhow::ensure!(status.success(), "it ended with {status}");
        Ok(())
    }

    /// Memory it has in use, in KiB.
    pub fn resident_kib(&self) -> anyhow::Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(line.split_whitespace().next().context("no number")?.parse()?)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; its store is thrown away either way.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
