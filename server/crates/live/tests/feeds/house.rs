//! A hub, a host that talks as the endpoint does, and clients on real sockets that know the protocol by hand.

use std::{io, time::Duration};

use bytes::Bytes;
use domain::{Earshot, EventNumber, MessageId, RoomId, UserId};
use live::{Closing, Content, Event, Feed, Happening, Hub, Line, Removed, Texts};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    time::timeout,
};

/// How long a test waits for what must come.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A hub behind a listener.
pub struct House {
    pub hub: Hub,
    listener: TcpListener,
}

/// What a client got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Got {
    Text(String),
    Ping,
    Pong(Vec<u8>),
    Close(u16, String),
    End,
}

/// The other side of a feed.
pub struct Client<S> {
    stream: S,
    read: Vec<u8>,
}

pub fn room(number: i64) -> RoomId {
    RoomId::from_raw(number)
}

pub fn user(number: i64) -> UserId {
    UserId::from_raw(number)
}

impl House {
    pub async fn new() -> Self {
        Self { hub: Hub::new(), listener: TcpListener::bind("127.0.0.1:0").await.unwrap() }
    }

    /// Somebody whose feed is open and watches nothing.
    pub async fn open(&self, who: i64, session: u64) -> Client<TcpStream> {
        let (ours, theirs) = self.pair(TcpSocket::new_v4().unwrap()).await;
        tokio::spawn(host(self.hub.join(Line::tcp(ours, Bytes::new()).unwrap(), user(who), session)));
        Client { stream: theirs, read: Vec::new() }
    }

    /// Somebody who watches a room.
    pub async fn viewer(&self, who: i64, session: u64, room: i64) -> Client<TcpStream> {
        let mut client = self.open(who, session).await;
        client.watch(room).await;
        client
    }

    /// Somebody who watches a room through a keyhole: the kernel holds next to nothing for them.
    pub async fn narrow_viewer(&self, who: i64, session: u64, room: i64) -> Client<TcpStream> {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let (ours, theirs) = self.pair(socket).await;
        tokio::spawn(host(self.hub.join(Line::tcp(ours, Bytes::new()).unwrap(), user(who), session)));
        let mut client = Client { stream: theirs, read: Vec::new() };
        client.watch(room).await;
        client
    }

    /// Somebody on a line that the hub cannot write itself.
    pub async fn other_viewer(&self, who: i64, session: u64, room: i64) -> Client<impl AsyncRead + AsyncWrite + Unpin> {
        let (ours, theirs) = tokio::io::duplex(4096);
        tokio::spawn(host(self.hub.join(Line::other(ours, Bytes::new()), user(who), session)));
        let mut client = Client { stream: theirs, read: Vec::new() };
        client.watch(room).await;
        client
    }

    /// A feed that nobody talks on yet, and the other side of its line, which takes exactly so many bytes unread.
    pub fn feed(&self, takes_bytes: usize) -> (Feed, Client<impl AsyncRead + AsyncWrite + Unpin>) {
        let (ours, theirs) = tokio::io::duplex(takes_bytes);
        let feed = self.hub.join(Line::other(ours, Bytes::new()), user(1), 1);
        (feed, Client { stream: theirs, read: Vec::new() })
    }

    pub fn publish(&self, room: i64, number: u64, json: impl Into<Bytes>) {
        self.hub.publish(self::room(room), Event::new(EventNumber(number), json.into()));
    }

    /// Publishes the text of a message; in its place is told that it is `gone`.
    pub fn says(&self, room: i64, number: u64, message: i64, json: &'static str) {
        let (message, instead) = (MessageId::from_raw(message), Bytes::from_static(b"gone"));
        let content = Content::Of { message, instead, quoted: None };
        let event = Event::new(EventNumber(number), Bytes::from_static(json.as_bytes()));
        self.hub.publish(self::room(room), Event { content, ..event });
    }

    /// Publishes that something was removed.
    pub fn removes(&self, room: i64, number: u64, removed: Removed) {
        let event = Event::new(EventNumber(number), Bytes::from_static(b"removed"));
        self.hub.publish(self::room(room), Event { content: Content::Removed(removed), ..event });
    }

    async fn pair(&self, socket: TcpSocket) -> (TcpStream, TcpStream) {
        let address = self.listener.local_addr().unwrap();
        let (accepted, connected) = tokio::join!(self.listener.accept(), socket.connect(address));
        (accepted.unwrap().0, connected.unwrap())
    }
}

/// Talks as the endpoint does, without a store: the client sends the number of a room.
async fn host(mut feed: Feed) {
    loop {
        let said = match feed.next().await {
            Happening::Text(text) => {
                feed.catch_up(room(text.parse().unwrap()));
                let sent = say(&mut feed, "watching").await;
                feed.follow(EventNumber(0), Earshot::Everything);
                sent
            }
            Happening::Slow(_) | Happening::Anew(_) => say(&mut feed, "reload").await,
            Happening::Ended(_) => say(&mut feed, "ended").await,
            Happening::Quiet => say(&mut feed, "beat").await,
            Happening::Skipped(_) => return,
            Happening::SignedOut(_) => {
                let _ = say(&mut feed, "ended").await;
                return feed.close(Closing { code: 1008, reason: "signed out" }).await;
            }
            Happening::Refused(closing) => return feed.close(closing).await,
            Happening::Closed => return,
        };
        // Whatever came in between is the next thing that happens.
        let _ = said;
    }
}

async fn say(feed: &mut Feed, text: &str) -> Result<(), live::Stopped> {
    feed.send(texts(text)).await
}

/// One text.
pub fn texts(text: &str) -> Texts {
    let mut texts = Texts::new();
    texts.push(text.as_bytes());
    texts
}

/// A frame as a client sends it.
pub fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        length @ ..=125 => frame.push(0x80 | length as u8),
        length => {
            frame.push(0x80 | 126);
            frame.extend_from_slice(&(length as u16).to_be_bytes());
        }
    }
    frame.extend_from_slice(&[7, 7, 7, 7]);
    frame.extend(payload.iter().map(|byte| byte ^ 7));
    frame
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// Sends what the other side still takes.
    pub async fn try_send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }

    pub async fn watch(&mut self, room: i64) {
        self.send(&masked(0x81, room.to_string().as_bytes())).await;
        assert_eq!(self.text().await, "watching");
    }

    /// Waits until something of the next frame is there, so that it will come whole.
    pub async fn begun(&mut self) {
        while self.read.is_empty() {
            let read = timeout(PATIENCE, self.stream.read_buf(&mut self.read)).await.expect("something comes in time");
            assert!(read.unwrap() > 0, "the line was closed");
        }
    }

    /// The next text. Pings are passed over.
    pub async fn text(&mut self) -> String {
        loop {
            match self.next().await {
                Got::Text(text) => return text,
                Got::Ping => {}
                other => panic!("no text but {other:?}"),
            }
        }
    }

    /// The next frame.
    pub async fn next(&mut self) -> Got {
        timeout(PATIENCE, self.read_frame()).await.expect("something comes in time")
    }

    /// The next frame, however long it takes.
    pub async fn read_frame(&mut self) -> Got {
        loop {
            if let Some(got) = self.take() {
                return got;
            }
            match self.stream.read_buf(&mut self.read).await {
                Ok(1..) => {}
                Ok(0) => return Got::End,
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset => return Got::End,
                Err(error) => panic!("{error}"),
            }
        }
    }

    fn take(&mut self) -> Option<Got> {
        let (&[first, second], rest) = self.read.split_first_chunk()?;
        let (header, length) = match second {
            126 => (4, usize::from(u16::from_be_bytes(*rest.first_chunk()?))),
            127 => (10, u64::from_be_bytes(*rest.first_chunk()?) as usize),
            short => (2, usize::from(short)),
        };
        let payload = self.read.get(header..header + length)?.to_vec();
        self.read.drain(..header + length);
        Some(match first {
            0x81 => Got::Text(String::from_utf8(payload).unwrap()),
            0x88 => {
                let (code, reason) = payload.split_first_chunk().unwrap();
                Got::Close(u16::from_be_bytes(*code), String::from_utf8(reason.to_vec()).unwrap())
            }
            0x89 => Got::Ping,
            0x8A => Got::Pong(payload),
            other => panic!("frame {other:#x}"),
        })
    }
}
