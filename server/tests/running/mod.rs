//! The real binary as a process of its own, and a browser of few words to talk to it.

#![allow(dead_code, reason = "each test binary uses its part of it")]

pub mod chat;
pub mod feed;
pub mod named;
pub mod planted;
pub mod session;
pub mod signed;

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

/// How long an answer may take before the test has failed.
const PATIENCE: Duration = Duration::from_secs(30);

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
        Browser { server: self.address.clone(), cookie: None, from: format!("192.0.2.{from}"), html: false }
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

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The token in the session's cookie, if one was set.
    pub fn token(&self) -> Option<String> {
        let cookie = self.header("set-cookie")?.split(';').next()?.strip_prefix("roomkeeper=")?;
        (!cookie.is_empty()).then(|| cookie.to_owned())
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let mut answer = Self { status, headers, body: String::new() };
        let body = &bytes[end + 4..];
        let body = match answer.header("transfer-encoding") {
            Some("chunked") => whole(body)?,
            _ => {
                let length = answer.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
                body.get(..length)?.to_vec()
            }
        };
        answer.body = String::from_utf8(body).ok()?;
        Some(answer)
    }
}

/// Puts chunks together; `None` when they end too soon.
fn whole(mut chunked: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = chunked.windows(2).position(|window| window == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&chunked[..line]).ok()?.trim(), 16).ok()?;
        chunked = &chunked[line + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(chunked.get(..size)?);
        chunked = chunked.get(size + 2..)?;
    }
}

/// Somebody's browser.
#[derive(Debug, Clone)]
pub struct Browser {
    server: String,
    pub cookie: Option<String>,
    from: String,
    /// Whether it asks for pages, as before WASM has come.
    pub html: bool,
}

impl Browser {
    /// The same browser with the session of another.
    pub fn repeating(mut self, other: &Self) -> Self {
        self.cookie.clone_from(&other.cookie);
        self
    }

    /// One exchange; `None` when the server broke off in the middle of it.
    pub fn try_send(&self, method: &str, path: &str, more: &[(&str, &str)], body: &[u8]) -> Option<Answer> {
        let mut text = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nX-Forwarded-For: {}\r\n",
            self.server, self.from
        );
        let mut header = |name: &str, value: &str| text.push_str(&format!("{name}: {value}\r\n"));
        if let Some(token) = &self.cookie {
            header("Cookie", &format!("roomkeeper={token}"));
        }
        if self.html {
            header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        }
        if method == "POST" && more.iter().all(|(name, _)| *name != "Content-Length") {
            header("Content-Length", &body.len().to_string());
        }
        if method == "POST" && more.iter().all(|(name, _)| *name != "Content-Type") {
            header("Content-Type", "application/x-www-form-urlencoded");
        }
        more.iter().for_each(|(name, value)| header(name, value));
        text.push_str("\r\n");
        let mut stream = TcpStream::connect(&self.server).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(text.as_bytes()).ok()?;
        stream.write_all(body).ok()?;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Answer::parse(&answer)
    }

    pub fn send(&self, method: &str, path: &str, more: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_send(method, path, more, body).unwrap_or_else(|| panic!("{method} {path}: no answer"))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    /// Posts a form.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send("POST", path, &[], form(fields).as_bytes())
    }

    /// Posts JSON, for the calls that take it.
    pub fn ask(&self, path: &str, json: &Value) -> Answer {
        self.send("POST", path, &[("Content-Type", "application/json")], json.to_string().as_bytes())
    }

    /// Signs in and keeps the cookie.
    pub fn sign_in(mut self, email: &str, password: &str) -> Self {
        let answer = self.post("/api/session/sign-in", &[("email", email), ("password", password)]);
        self.cookie = Some(answer.token().unwrap_or_else(|| panic!("{email}: {answer:?}")));
        self
    }
}

/// Fields as a form sends them.
pub fn form(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        text.bytes().fold(String::new(), |mut encoded, byte| {
            if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
                encoded.push(char::from(byte));
            } else {
                encoded.push_str(&format!("%{byte:02X}"));
            }
            encoded
        })
    };
    let fields: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    fields.join("&")
}
