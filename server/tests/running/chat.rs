//! The other end of `/ivschat`, frame by frame.

use std::{
    net::TcpStream,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tungstenite::{
    HandshakeError, Message, WebSocket,
    handshake::client::generate_key,
    http,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use super::Running;

/// How long a frame may take before the test has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// What comes over the socket.
#[derive(Debug, PartialEq)]
pub enum Came {
    /// A frame.
    Frame(Value),
    /// A close frame, with its code.
    Closed(u16),
    /// The end, without a word.
    Cut,
}

/// An open socket.
pub struct Chat {
    socket: WebSocket<TcpStream>,
    asked: AtomicU32,
}

impl Chat {
    /// Opens a socket with a token, or answers with status and text of the refusal.
    pub fn open(server: &Running, token: &str) -> Result<Self, (u16, String)> {
        Self::open_as(server, Some(token), &[])
    }

    /// Likewise, with other headers beside.
    pub fn open_as(server: &Running, token: Option<&str>, more: &[(&str, &str)]) -> Result<Self, (u16, String)> {
        Self::open_on(TcpStream::connect(&server.address).unwrap(), server, token, more)
    }

    /// Likewise, on a line that is there.
    pub fn open_on(
        stream: TcpStream,
        server: &Running,
        token: Option<&str>,
        more: &[(&str, &str)],
    ) -> Result<Self, (u16, String)> {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut request = http::Request::get(format!("ws://{}/ivschat", server.address))
            .header("Host", &server.address)
            .header("Connection", "Upgrade")
            .header("Upgrade", "websocket")
            .header("Sec-WebSocket-Version", "13")
            .header("Sec-WebSocket-Key", generate_key());
        if let Some(token) = token {
            request = request.header("Sec-WebSocket-Protocol", token);
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        match tungstenite::client(request.body(()).unwrap(), stream) {
            Ok((socket, answer)) => {
                let echo = answer.headers().get("sec-websocket-protocol").and_then(|echo| echo.to_str().ok());
                assert_eq!(echo, token, "the token comes back");
                Ok(Self { socket, asked: AtomicU32::new(0) })
            }
            Err(HandshakeError::Failure(tungstenite::Error::Http(answer))) => {
                let body = answer.body().as_deref().map(String::from_utf8_lossy).unwrap_or_default();
                Err((answer.status().as_u16(), body.into_owned()))
            }
            Err(HandshakeError::Failure(other)) => Err((0, other.to_string())),
            Err(other) => panic!("{other}"),
        }
    }

    /// Sends any text.
    pub fn say(&mut self, text: &str) {
        self.socket.send(Message::text(text)).unwrap();
    }

    /// Sends a text in fragments of so many bytes.
    pub fn say_in_fragments(&mut self, text: &str, bytes: usize) {
        let pieces: Vec<&[u8]> = text.as_bytes().chunks(bytes).collect();
        for (number, piece) in pieces.iter().enumerate() {
            let kind = if number == 0 { Data::Text } else { Data::Continue };
            let frame = Frame::message(piece.to_vec(), OpCode::Data(kind), number + 1 == pieces.len());
            self.socket.send(Message::Frame(frame)).unwrap();
        }
    }

    /// Sends bytes that are no text.
    pub fn say_bytes(&mut self, bytes: &[u8]) {
        self.socket.send(Message::binary(bytes.to_vec())).unwrap();
    }

    /// Asks for something under an id of its own, which is answered.
    pub fn ask(&mut self, action: &str, members: Value) -> String {
        let id = format!("request-{}", self.asked.fetch_add(1, Ordering::Relaxed));
        // In the order in which the client writes them.
        let members = members.to_string();
        let members = members.strip_prefix('{').unwrap().strip_suffix('}').unwrap();
        let comma = if members.is_empty() { "" } else { "," };
        self.say(&format!(r#"{{"Action":"{action}","RequestId":"{id}"{comma}{members}}}"#));
        id
    }

    /// Sends a message; its id.
    pub fn send(&mut self, content: &str) -> String {
        let asked = self.ask("SEND_MESSAGE", json!({"Content": content}));
        let told = self.answer(&asked);
        assert_eq!(told["Type"], "MESSAGE", "{told}");
        told["Id"].as_str().unwrap().to_owned()
    }

    /// The next that comes.
    pub fn next(&mut self) -> Came {
        let began = Instant::now();
        loop {
            // The server's signs of life are no frames.
            assert!(began.elapsed() < PATIENCE, "nothing came");
            match self.socket.read() {
                Ok(Message::Text(text)) => return Came::Frame(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(end)) => return Came::Closed(end.map_or(0, |end| end.code.into())),
                Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_)) => {}
                Err(tungstenite::Error::Io(error)) if error.kind() == std::io::ErrorKind::WouldBlock => {
                    panic!("nothing came")
                }
                Err(_) => return Came::Cut,
            }
        }
    }

    /// The next frame.
    pub fn frame(&mut self) -> Value {
        match self.next() {
            Came::Frame(frame) => frame,
            other => panic!("{other:?} instead of a frame"),
        }
    }

    /// The frame that answers a request.
    pub fn answer(&mut self, request: &str) -> Value {
        self.until(|frame| frame["RequestId"] == request)
    }

    /// The next frame like this.
    pub fn until(&mut self, like: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let frame = self.frame();
            if like(&frame) {
                return frame;
            }
            assert!(began.elapsed() < PATIENCE, "it did not come; last: {frame}");
        }
    }

    /// The next deletion of a message.
    pub fn until_deleted(&mut self, message: &str) -> Value {
        self.until(|frame| frame["EventName"] == "aws:DELETE_MESSAGE" && frame["Attributes"]["MessageID"] == message)
    }

    /// Everything up to the end, and how it ended.
    pub fn rest(&mut self) -> (Vec<Value>, Came) {
        let mut frames = Vec::new();
        loop {
            match self.next() {
                Came::Frame(frame) => frames.push(frame),
                end => return (frames, end),
            }
        }
    }
}
