//! One loop that writes one frame to as many bare sockets: no fan-out on this machine can be faster.

use std::{
    io::Write,
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

use domain::{
    Event, EventKind, EventNumber, Frame, MessageId, RoomId, Timestamp,
    view::{RemovedBy, Tombstone},
};
use sqlx::SqliteConnection;

use super::frames;
use crate::{
    limits::FAN_OUT_PAUSE,
    plain,
    process::Running,
    times::{Times, now_ns},
};

/// How long until the last viewer has each event. With a connection, each is committed first, as the redaction of
/// messages from this one on.
pub fn run(
    viewers: u32,
    events: usize,
    mut commit: Option<(&tokio::runtime::Runtime, &mut SqliteConnection, i64)>,
) -> anyhow::Result<Times> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    let mut process = Running::itself(&["viewers", &address, &viewers.to_string(), &events.to_string()])?;
    let mut sockets: Vec<TcpStream> = Vec::new();
    for _ in 0..viewers {
        let (socket, _) = listener.accept()?;
        socket.set_nodelay(true)?;
        sockets.push(socket);
    }
    anyhow::ensure!(process.line()? == "ready", "the viewers did not come");
    let frame = frames::text(&serde_json::to_string(&redaction())?);
    let mut times = Times::default();
    for number in 0..events {
        let began = now_ns();
        if let Some((runtime, connection, first)) = &mut commit {
            runtime.block_on(plain::redact(connection, *first + number as i64))?;
        }
        for socket in &mut sockets {
            socket.write_all(&frame)?;
        }
        times.push(since(began, &process.line()?)?);
        thread::sleep(FAN_OUT_PAUSE);
    }
    Ok(times)
}

/// The time from a moment until the one that the viewers said.
pub fn since(began: u128, said: &str) -> anyhow::Result<Duration> {
    let nanos = said.trim().parse::<u128>()?.saturating_sub(began);
    Ok(Duration::from_nanos(u64::try_from(nanos)?))
}

/// An event of the kind and length that the server sends.
fn redaction() -> Frame {
    let tombstone = Tombstone {
        by: RemovedBy::Moderator,
        at: Timestamp::from_millis(1_700_000_000_000),
        reason: Some("Spam".into()),
    };
    let kind = EventKind::Redacted { message: MessageId::MAX, tombstone };
    let event = Event { number: EventNumber(100), at: Timestamp::from_millis(1_700_000_000_000), kind };
    Frame::Event { room: RoomId::MAX, event }
}
