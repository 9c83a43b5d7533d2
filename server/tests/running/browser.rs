//! A browser of few words, and what it is answered.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::Value;
use testkit::PASSWORD;

use super::Running;

/// How long an answer may take before the test has failed.
const PATIENCE: Duration = Duration::from_secs(30);

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
    pub(super) fn new(server: &Running, from: u8) -> Self {
        Self { server: server.address.clone(), cookie: None, from: format!("192.0.2.{from}"), html: false }
    }

    /// The same browser with the session of another.
    pub fn repeating(mut self, other: &Self) -> Self {
        self.cookie.clone_from(&other.cookie);
        self
    }

    /// One exchange; `None` when the server broke off in the middle of it.
    pub fn try_send(&self, method: &str, path: &str, more: &[(&str, &str)], body: &[u8]) -> Option<Answer> {
        let mut stream = self.begin(method, path, more, body)?;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Answer::parse(&answer)
    }

    /// Posts a form and hangs up at once, without waiting for the answer.
    pub fn post_and_hang_up(&self, path: &str, fields: &[(&str, &str)]) {
        drop(self.begin("POST", path, &[], form(fields).as_bytes()).unwrap());
    }

    /// Sends a request.
    fn begin(&self, method: &str, path: &str, more: &[(&str, &str)], body: &[u8]) -> Option<TcpStream> {
        let mut text =
            format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nX-Forwarded-For: {}\r\n", self.server, self.from);
        let mut header = |name: &str, value: &str| text.push_str(&format!("{name}: {value}\r\n"));
        if more.iter().all(|(name, _)| *name != "Connection") {
            header("Connection", "close");
        }
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
        Some(stream)
    }

    pub fn send(&self, method: &str, path: &str, more: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_send(method, path, more, body).unwrap_or_else(|| panic!("{method} {path}: no answer"))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    /// The same page, asked for so often at once. One after the other, requests to a slow machine would be spread over so
    /// long that none of them comes too fast.
    pub fn get_at_once(&self, path: &str, times: usize) -> Vec<Answer> {
        std::thread::scope(|scope| {
            let asked: Vec<_> = (0..times).map(|_| scope.spawn(|| self.get(path))).collect();
            asked.into_iter().map(|asked| asked.join().unwrap()).collect()
        })
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

/// Signs somebody in who was planted, from an address of their own.
pub fn sign_in(server: &Running, name: &str) -> Browser {
    let from = name.bytes().fold(10, |sum: u8, byte| sum.wrapping_add(byte));
    server.browser(from).sign_in(&format!("{name}@example.org"), PASSWORD)
}
