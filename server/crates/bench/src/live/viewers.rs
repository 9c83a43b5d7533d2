//! The viewers: many sockets read by one thread in a process of its own, which says when the last of them has an event.

use std::{
    cell::RefCell,
    io::{self, Write},
    net::SocketAddr,
    path::Path,
    rc::Rc,
};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::LocalSet,
};

use super::frames::{self, Came, Frames};
use crate::{limits::FEEDS_PER_SESSION, times::now_ns};

/// What viewers of the real server need, in a file for their process.
#[derive(Debug, Serialize, Deserialize)]
pub struct Seats {
    /// The room they watch.
    pub room: String,
    /// Its newest event.
    pub since: u64,
    /// Sessions, each for as many feeds as the server takes.
    pub tokens: Vec<String>,
}

/// How many have each event.
struct Tally {
    viewers: u32,
    have: Vec<u32>,
}

/// Opens the sockets, says `ready`, then the time at which everybody has an event, for each event.
pub fn run(address: &str, viewers: u32, events: usize, seats: Option<&Path>) -> anyhow::Result<()> {
    let address: SocketAddr = address.parse()?;
    let seats: Option<Seats> = match seats {
        Some(file) => Some(serde_json::from_slice(&std::fs::read(file)?)?),
        None => None,
    };
    LocalSet::new().block_on(&crate::load::runtime()?, async {
        let tally = Rc::new(RefCell::new(Tally { viewers, have: vec![0; events] }));
        let mut readers = Vec::new();
        for number in 0..viewers {
            let mut stream = TcpStream::connect(address).await?;
            if let Some(seats) = &seats {
                open(&mut stream, address, seats, number).await?;
            }
            readers.push(tokio::task::spawn_local(read(stream, events, Rc::clone(&tally))));
        }
        say("ready")?;
        for reader in readers {
            reader.await??;
        }
        Ok(())
    })
}

/// Shakes hands, asks for the room, waits until it is watched.
async fn open(stream: &mut TcpStream, address: SocketAddr, seats: &Seats, number: u32) -> anyhow::Result<()> {
    let token = seats.tokens.get((number / FEEDS_PER_SESSION) as usize).context("too few sessions")?;
    let request = format!(
        "GET /live HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: roomkeeper={token}\r\n\
         Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    if !head.starts_with(b"HTTP/1.1 101") {
        bail!("the feed was refused: {}", String::from_utf8_lossy(&head));
    }
    stream.write_all(&frames::masked(&format!("{{\"watch\":\"{}\",\"since\":{}}}", seats.room, seats.since))).await?;
    let (mut frames, mut watching) = (Frames::default(), false);
    while !watching {
        let mut some = [0; 512];
        let more = stream.read(&mut some).await?;
        if more == 0 {
            bail!("the feed was closed");
        }
        frames.take(&some[..more], |came| watching |= came == Came::Watching);
    }
    Ok(())
}

/// Counts the events that come.
async fn read(mut stream: TcpStream, events: usize, tally: Rc<RefCell<Tally>>) -> io::Result<()> {
    let (mut frames, mut have, mut pings) = (Frames::default(), 0, 0);
    while have < events {
        stream.readable().await?;
        // Not kept across the wait: thousands of viewers share one thread and its cache.
        let mut some = [0; 4096];
        let more = match stream.try_read(&mut some) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(more) => more,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error),
        };
        let before = have;
        frames.take(&some[..more], |came| match came {
            Came::Event => have += 1,
            Came::Ping => pings += 1,
            Came::Watching | Came::Other => {}
        });
        tally.borrow_mut().count(before..have.min(events))?;
        for _ in 0..std::mem::take(&mut pings) {
            stream.write_all(&frames::PONG).await?;
        }
    }
    Ok(())
}

impl Tally {
    fn count(&mut self, events: std::ops::Range<usize>) -> io::Result<()> {
        for have in &mut self.have[events] {
            *have += 1;
            if *have == self.viewers {
                say(&now_ns().to_string())?;
            }
        }
        Ok(())
    }
}

fn say(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}
