//! The viewers: many sockets read by one thread, which says when the last of them has an event.

use std::{
    cell::RefCell,
    io::{self, Write},
    net::SocketAddr,
    rc::Rc,
    time::{SystemTime, UNIX_EPOCH},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::LocalSet,
};

use crate::{BURST_FRAMES, FRAME_BYTES, FRAMES, Outcome};

/// How many have each event.
struct Tally {
    viewers: u32,
    have: Vec<u32>,
}

/// Nanoseconds since 1970: the one clock that two processes share.
pub fn now() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos())
}

/// Opens the sockets, says `ready`, then a line for each event that everybody has.
pub fn run(address: SocketAddr, viewers: u32, way: &str) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let websocket = way != "bare";
    LocalSet::new().block_on(&runtime, async {
        let tally = Rc::new(RefCell::new(Tally { viewers, have: vec![0; FRAMES + BURST_FRAMES] }));
        let mut readers = Vec::new();
        for _ in 0..viewers {
            let mut stream = TcpStream::connect(address).await?;
            if websocket {
                open(&mut stream, address).await?;
            }
            readers.push(tokio::task::spawn_local(read(stream, Rc::clone(&tally))));
        }
        say("ready")?;
        for reader in readers {
            reader.await??;
        }
        Ok(())
    })
}

/// Shakes hands, asks for the room, waits for the answer.
async fn open(stream: &mut TcpStream, address: SocketAddr) -> Outcome {
    let request = format!(
        "GET /live HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    if !head.starts_with(b"HTTP/1.1 101") {
        return Err(String::from_utf8_lossy(&head).into());
    }
    stream.write_all(&[0x81, 0x84, 0, 0, 0, 0, b'r', b'o', b'o', b'm']).await?;
    let mut answer = [0; 4];
    stream.read_exact(&mut answer).await?;
    if answer != *b"\x81\x02ok" {
        return Err("no answer".into());
    }
    Ok(())
}

/// Counts the events that come, by their length.
async fn read(stream: TcpStream, tally: Rc<RefCell<Tally>>) -> io::Result<()> {
    let mut bytes = 0;
    while bytes < (FRAMES + BURST_FRAMES) * FRAME_BYTES {
        stream.readable().await?;
        // Not kept across the wait: thousands of viewers share one thread and its cache.
        let more = match stream.try_read(&mut [0; 4096]) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(more) => more,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error),
        };
        let before = bytes / FRAME_BYTES;
        bytes += more;
        tally.borrow_mut().count(before..bytes / FRAME_BYTES)?;
    }
    Ok(())
}

impl Tally {
    fn count(&mut self, events: std::ops::Range<usize>) -> io::Result<()> {
        for have in &mut self.have[events] {
            *have += 1;
            if *have == self.viewers {
                say(&now().to_string())?;
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
