//! The real binary as a process of its own, and a browser of few words to talk to it.

#![allow(dead_code, reason = "each test binary uses its part of it")]

mod browser;
pub mod channels;
pub mod chat;
pub mod feed;
pub mod named;
pub mod planted;
pub mod session;
pub mod signed;

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpSocket;

#[allow(unused_imports, reason = "each test binary uses its part of it")]
pub use self::browser::{Answer, Browser, form, sign_in};

/// A command of the binary on a data folder, with a made-up site.
pub fn roomkeeper(site: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_roomkeeper"));
    command.env("ROOMKEEPER_SITE_DIR", site).env("ROOMKEEPER_LOG", "debug,sqlx=warn,hyper=info");
    command.stdin(Stdio::null());
    command
}

/// The smallest site that the server takes for one.
pub fn site() -> TempDir {
    let site = tempfile::tempdir().unwrap();
    let manifest = r#"{"js":"roomkeeper-1.js","wasm":"roomkeeper-2.wasm","css":"roomkeeper-3.css","favicon":null}"#;
    for (name, text) in [
        ("manifest.json", manifest),
        ("roomkeeper-1.js", "export{}"),
        ("roomkeeper-2.wasm", "\0asm"),
        ("roomkeeper-3.css", "a{}"),
    ] {
        fs::write(site.path().join(name), text).unwrap();
    }
    site
}

/// A running server. Killed when it is dropped.
pub struct Running {
    child: Child,
    pub address: String,
    /// What it said on its line of JSON, for a demo.
    pub sample: Value,
    log: Option<std::thread::JoinHandle<String>>,
    _site: TempDir,
}

impl Running {
    /// `roomkeeper serve` on a folder.
    pub fn serve(folder: &Path) -> Self {
        Self::start(&["serve", "--listen", "127.0.0.1:0", "--behind-proxy"], folder)
    }

    /// The same, with so many requests a second of one kind for each key, and sockets for each address.
    pub fn serve_slowly(folder: &Path, key_rate: &str) -> Self {
        Self::start(&["serve", "--listen", "127.0.0.1:0", "--behind-proxy", "--key-rate", key_rate], folder)
    }

    /// The same, with numbers for some kinds of requests: `DeleteMessage=1,/connect=2`.
    pub fn serve_with_rates(folder: &Path, rates: &str) -> Self {
        Self::start(&["serve", "--listen", "127.0.0.1:0", "--behind-proxy", "--operation-rate", rates], folder)
    }

    /// `roomkeeper demo` on a folder.
    pub fn demo(folder: &Path) -> Self {
        Self::start(&["demo", "--quiet", "--json", "--listen", "127.0.0.1:0"], folder)
    }

    fn start(arguments: &[&str], folder: &Path) -> Self {
        let site = site();
        let mut command = roomkeeper(site.path());
        command.args(arguments).arg("--data").arg(folder);
        Self::from(command, site)
    }

    /// A command that serves.
    pub fn from(mut command: Command, site: TempDir) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut errors = child.stderr.take().unwrap();
        // Read all the time: a full pipe would hold the server up.
        let log = std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = errors.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        });
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (url, sample) = loop {
            let Some(Ok(line)) = lines.next() else { panic!("the server did not start: {}", log.join().unwrap()) };
            if let Some(url) = line.strip_prefix("Roomkeeper listens on ") {
                break (url.to_owned(), Value::Null);
            }
            if line.starts_with('{') {
                let sample: Value = serde_json::from_str(&line).unwrap();
                break (sample["url"].as_str().unwrap().to_owned(), sample);
            }
        };
        let address = url.strip_prefix("http://").unwrap().to_owned();
        Self { child, address, sample, log: Some(log), _site: site }
    }

    /// A browser without a session, at an address of its own.
    pub fn browser(&self, from: u8) -> Browser {
        Browser::new(self, from)
    }

    /// A line through a keyhole: of what its owner does not read the system holds next to nothing on this side.
    pub async fn narrow_line(&self) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let line = socket.connect(self.address.parse().unwrap()).await.unwrap().into_std().unwrap();
        line.set_nonblocking(false).unwrap();
        line
    }

    /// SIGKILL: no farewell, no flush.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and waits for the end. Answers with whether it ended well, and with its log.
    pub fn stop(mut self) -> (bool, String) {
        let told = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap();
        assert!(told.success());
        let ended = self.child.wait().unwrap();
        (ended.success(), self.log.take().unwrap().join().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
