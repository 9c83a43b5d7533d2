//! The other end of `/live`, as a browser holds it.

use std::{
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::Value;
use tungstenite::{HandshakeError, Message, WebSocket, handshake::client::generate_key, http};

use super::Running;

/// How long a frame that must come may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open feed.
pub struct Feed(WebSocket<TcpStream>);

impl Feed {
    /// Opens a feed, or answers with the status of the refusal.
    pub fn open(server: &Running, token: Option<&str>, origin: Option<&str>) -> Result<Self, u16> {
        let stream = TcpStream::connect(&server.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut request = http::Request::get(format!("ws://{}/live", server.address))
            .header("Host", &server.address)
            .header("Connection", "Upgrade")
            .header("Upgrade", "websocket")
            .header("Sec-WebSocket-Version", "13")
            .header("Sec-WebSocket-Key", generate_key());
        if let Some(token) = token {
            request = request.header("Cookie", format!("roomkeeper={token}"));
        }
        if let Some(origin) = origin {
            request = request.header("Origin", origin);
        }
        match tungstenite::client(request.body(()).unwrap(), stream) {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(HandshakeError::Failure(tungstenite::Error::Http(answer))) => Err(answer.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    pub fn say(&mut self, text: &str) {
        self.0.send(Message::text(text)).unwrap();
    }

    pub fn watch(&mut self, room: &str, since: u64) {
        self.say(&serde_json::json!({"watch": room, "since": since}).to_string());
    }

    /// The next frame, or the code and reason of the end.
    pub fn next(&mut self) -> Result<Value, (u16, String)> {
        let late = Instant::now() + PATIENCE;
        loop {
            // The server's pings keep the line, and a wait on it is bounded all the same.
            assert!(Instant::now() < late, "nothing was told");
            match self.0.read().unwrap() {
                Message::Text(text) => return Ok(serde_json::from_str(&text).unwrap()),
                Message::Close(Some(end)) => return Err((end.code.into(), end.reason.to_string())),
                Message::Close(None) => return Err((0, String::new())),
                Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_) => {}
            }
        }
    }

    /// Frames up to and with the next one of this name.
    pub fn until(&mut self, name: &str) -> Vec<Value> {
        let (mut frames, late) = (Vec::new(), Instant::now() + PATIENCE);
        loop {
            assert!(Instant::now() < late, "told of other things, and not of {name}: {frames:?}");
            let frame = self.next().unwrap();
            let found = frame.get(name).is_some();
            frames.push(frame);
            if found {
                return frames;
            }
        }
    }
}
