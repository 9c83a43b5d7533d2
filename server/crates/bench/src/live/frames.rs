//! WebSocket frames as a server sends them, cut out of a stream: whole ones are told, the rest is kept.

/// A text frame.
const TEXT: u8 = 0x81;
/// A sign of life that wants an answer.
const PING: u8 = 0x89;

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub enum Came {
    /// An event of the room.
    Event,
    /// The room is watched from here on.
    Watching,
    /// An answer is wanted.
    Ping,
    /// Something else, as a beat.
    Other,
}

/// Cuts frames out of what arrives. Holds memory only while a frame is in the middle.
#[derive(Debug, Default)]
pub struct Frames {
    kept: Vec<u8>,
}

impl Frames {
    /// Takes what arrived and tells the whole frames in it.
    pub fn take(&mut self, arrived: &[u8], mut tell: impl FnMut(Came)) {
        let joined;
        let mut rest = if self.kept.is_empty() {
            arrived
        } else {
            self.kept.extend_from_slice(arrived);
            joined = std::mem::take(&mut self.kept);
            &joined
        };
        while let Some((came, length)) = first(rest) {
            tell(came);
            rest = &rest[length..];
        }
        self.kept = rest.to_vec();
    }
}

/// The first frame, if all of it is there, and its length.
fn first(bytes: &[u8]) -> Option<(Came, usize)> {
    let (payload_at, length) = match *bytes.get(1)? & 0x7f {
        126 => (4, usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?]))),
        127 => (10, usize::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)),
        short => (2, usize::from(short)),
    };
    let payload = bytes.get(payload_at..payload_at + length)?;
    let came = match bytes[0] {
        TEXT if payload.starts_with(b"{\"event\":") => Came::Event,
        TEXT if payload.starts_with(b"{\"watching\":") => Came::Watching,
        PING => Came::Ping,
        _ => Came::Other,
    };
    Some((came, payload_at + length))
}

/// A text frame, as a server writes it.
pub fn text(payload: &str) -> Vec<u8> {
    let mut frame = vec![TEXT];
    match u8::try_from(payload.len()) {
        Ok(short) if short < 126 => frame.push(short),
        _ => {
            frame.push(126);
            frame.extend(u16::try_from(payload.len()).unwrap_or(u16::MAX).to_be_bytes());
        }
    }
    frame.extend(payload.bytes());
    frame
}

/// A short text frame, as a client writes it: masked, here with nothing.
pub fn masked(payload: &str) -> Vec<u8> {
    let mut frame = vec![TEXT, 0x80 | u8::try_from(payload.len()).unwrap_or(125), 0, 0, 0, 0];
    frame.extend(payload.bytes());
    frame
}

/// The answer to a ping without payload.
pub const PONG: [u8; 6] = [0x8a, 0x80, 0, 0, 0, 0];

#[cfg(test)]
mod tests {
    use domain::{Event, EventKind, EventNumber, Frame, RoomId, Timestamp};

    use super::*;

    /// Written as the server writes it, so that a change of its form is noticed here.
    fn said(frame: &Frame) -> Vec<u8> {
        text(&serde_json::to_string(frame).unwrap())
    }

    #[test]
    fn frames_are_whole_whatever_arrives_together() {
        let (room, at) = (RoomId::MAX, Timestamp::from_millis(1));
        let mut stream = said(&Frame::Watching { room, head: EventNumber(1) });
        let kind = EventKind::Renamed { name: "y".repeat(300) };
        stream.extend(said(&Frame::Event { room, event: Event { number: EventNumber(2), at, kind } }));
        stream.extend([PING, 0]);
        for size in [1, 2, 3, 7, 1000] {
            let (mut frames, mut came) = (Frames::default(), Vec::new());
            stream.chunks(size).for_each(|some| frames.take(some, |one| came.push(one)));
            assert_eq!(came, [Came::Watching, Came::Event, Came::Ping], "{size}");
            assert!(frames.kept.is_empty());
        }
    }
}
