//! The other end of a messaging session, as the Chime SDK holds it.

use std::{
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::Value;
use tungstenite::{Error, HandshakeError, Message, WebSocket, handshake::client::generate_key, http};

use super::{Running, signed::Program};

/// How long something that must be told may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was told: the name of the event, its kind and its payload.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub event: String,
    pub kind: String,
    pub payload: Value,
}

/// An open session.
pub struct Session {
    socket: WebSocket<TcpStream>,
    /// Every byte that was told, to look for what must not be in it.
    pub seen: String,
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

impl Session {
    /// Opens what an address leads to, or answers with the status of the refusal.
    pub fn connect(server: &Running, address: &str) -> Result<Self, u16> {
        Self::connect_on(TcpStream::connect(&server.address).unwrap(), server, address)
    }

    /// Likewise, on a line that is there.
    pub fn connect_on(stream: TcpStream, server: &Running, address: &str) -> Result<Self, u16> {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let request = http::Request::get(format!("ws://{}{address}", server.address))
            .header("Host", &server.address)
            .header("Origin", "https://app.example")
            .header("Connection", "Upgrade")
            .header("Upgrade", "websocket")
            .header("Sec-WebSocket-Version", "13")
            .header("Sec-WebSocket-Key", generate_key());
        match tungstenite::client(request.body(()).unwrap(), stream) {
            Ok((socket, _)) => Ok(Self { socket, seen: String::new() }),
            Err(HandshakeError::Failure(Error::Http(answer))) => Err(answer.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    /// As `program`, for the user of an ARN; `more` are further parameters.
    pub fn open(server: &Running, program: &Program, user: &str, more: &str) -> Self {
        Self::connect(server, &Self::address(program, user, more)).unwrap()
    }

    /// Where a session of a user is opened.
    pub fn address(program: &Program, user: &str, more: &str) -> String {
        program.presigned(&format!("/connect?{more}sessionId=674786253&userArn={}", encoded(user)))
    }

    /// As [`Session::open`], up to and with the first frame.
    pub fn established(server: &Running, program: &Program, user: &str) -> Self {
        Self::open(server, program, user, "").begun()
    }

    /// With its first frame heard.
    pub fn begun(mut self) -> Self {
        let first = self.next().unwrap();
        assert_eq!((first.event.as_str(), first.kind.as_str()), ("SESSION_ESTABLISHED", "SYSTEM"));
        self
    }

    /// The next frame, or the code of the end; 1006 when the line was cut.
    pub fn next(&mut self) -> Result<Told, u16> {
        let late = Instant::now() + PATIENCE;
        loop {
            // The server's pings keep the line, and a wait on it is bounded all the same.
            assert!(Instant::now() < late, "nothing was told");
            match self.socket.read() {
                Ok(Message::Text(text)) => {
                    self.seen.push_str(&text);
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    let word = |name: &str| frame["Headers"][name].as_str().unwrap().to_owned();
                    let payload =
                        frame["Payload"].as_str().map_or(Value::Null, |text| serde_json::from_str(text).unwrap());
                    return Ok(Told {
                        event: word("x-amz-chime-event-type"),
                        kind: word("x-amz-chime-message-type"),
                        payload,
                    });
                }
                Ok(Message::Close(Some(end))) => return Err(end.code.into()),
                Ok(Message::Close(None)) => return Err(1005),
                Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_)) => {}
                Err(Error::Io(error)) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("nothing was told"),
                Err(_) => return Err(1006),
            }
        }
    }

    /// The next frame, which must be of this event.
    pub fn told(&mut self, event: &str) -> Value {
        let told = self.next().unwrap();
        assert_eq!(told.event, event, "{told:?}");
        told.payload
    }
}
