//! A client as small as can be, so that it costs the server's cores little: one kept connection, one request at a time.

use std::net::SocketAddr;

use anyhow::{Context, bail};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What a request carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Fields of a form, as the panel posts them.
    Form(String),
    /// A JSON text.
    Json(String),
}

/// Something to be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Where to.
    pub path: &'static str,
    /// What.
    pub body: Body,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The head, up to the empty line.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        let line = |line: &'_ str| {
            line.split_once(':').filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(found, _)| found.len() + 1)
        };
        self.head.lines().find_map(|text| line(text).map(|at| text[at..].trim()))
    }
}

/// A kept connection.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    address: SocketAddr,
    cookie: String,
    inbox: Vec<u8>,
}

impl Client {
    /// Connects; the token is that of a session.
    pub async fn connect(address: SocketAddr, token: Option<&str>) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let cookie = token.map_or_else(String::new, |token| format!("Cookie: roomkeeper={token}\r\n"));
        Ok(Self { stream, address, cookie, inbox: Vec::with_capacity(4096) })
    }

    /// Posts and waits for the answer, whatever its status.
    pub async fn ask(&mut self, post: &Post) -> anyhow::Result<Answer> {
        let (kind, body) = match &post.body {
            Body::Form(text) => ("application/x-www-form-urlencoded", text),
            Body::Json(text) => ("application/json", text),
        };
        let request = format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nAccept: application/json\r\nSec-Fetch-Site: same-origin\r\n{}\
             Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
            post.path,
            self.address,
            self.cookie,
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.answer().await
    }

    /// Posts; any answer but a good one is an error.
    pub async fn post(&mut self, post: &Post) -> anyhow::Result<Vec<u8>> {
        let answer = self.ask(post).await?;
        if !answer.head.starts_with("HTTP/1.1 200") {
            bail!(
                "{} answered {}: {}",
                post.path,
                answer.head.lines().next().unwrap_or_default(),
                String::from_utf8_lossy(&answer.body)
            );
        }
        Ok(answer.body)
    }

    async fn answer(&mut self) -> anyhow::Result<Answer> {
        let head_end = loop {
            if let Some(at) = self.inbox.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.inbox[..head_end]).into_owned();
        self.inbox.drain(..head_end);
        let mut answer = Answer { head, body: Vec::new() };
        let length: usize = answer.header("content-length").context("an answer without length")?.parse()?;
        while self.inbox.len() < length {
            self.more().await?;
        }
        answer.body = self.inbox.drain(..length).collect();
        Ok(answer)
    }

    async fn more(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.inbox).await? == 0 {
            bail!("the server has hung up");
        }
        Ok(())
    }
}
