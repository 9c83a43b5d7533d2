//! Our own frames: whole, unmasked, and many of them in one piece.

use std::io::Cursor;

use bytes::Bytes;
use tungstenite::protocol::frame::{
    FrameHeader,
    coding::{Control, Data, OpCode},
};

use super::{CONTROL_BYTES_MAX, Closing};

/// The bit of a frame that is whole.
const WHOLE: u8 = 0x80;

/// Complete JSON texts, encoded to be written in one go.
#[derive(Debug, Default)]
pub struct Texts(Vec<u8>);

impl Texts {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, json: &[u8]) {
        put(&mut self.0, OpCode::Data(Data::Text), json);
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their bytes so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        self.0.into()
    }
}

/// A ping without payload.
pub(crate) fn ping() -> Bytes {
    Bytes::from_static(&[0x89, 0])
}

/// The answer to a ping.
pub(crate) fn pong(payload: &[u8]) -> Bytes {
    control(Control::Pong, payload)
}

/// The frame that ends a connection.
pub(crate) fn close(closing: Closing) -> Bytes {
    let mut payload = closing.code.to_be_bytes().to_vec();
    payload.extend_from_slice(closing.reason.as_bytes());
    control(Control::Close, &payload)
}

/// The answer to a close frame: the same code, or none.
pub(crate) fn close_answer(code: Option<u16>) -> Bytes {
    control(Control::Close, &code.map_or(Vec::new(), |code| code.to_be_bytes().to_vec()))
}

fn control(kind: Control, payload: &[u8]) -> Bytes {
    let mut frame = Vec::with_capacity(2 + payload.len());
    put(&mut frame, OpCode::Control(kind), &payload[..payload.len().min(CONTROL_BYTES_MAX)]);
    frame.into()
}

/// Appends one unmasked frame.
fn put(frames: &mut Vec<u8>, kind: OpCode, payload: &[u8]) {
    frames.push(WHOLE | u8::from(kind));
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(length @ ..=125), _) => frames.push(length),
        (_, Ok(length)) => {
            frames.push(126);
            frames.extend_from_slice(&length.to_be_bytes());
        }
        (_, Err(_)) => {
            frames.push(127);
            frames.extend_from_slice(&(payload.len() as u64).to_be_bytes());
        }
    }
    frames.extend_from_slice(payload);
}

/// Where the frame that holds the byte at `at` ends, in frames of our own. `at` itself when a frame begins there.
pub(crate) fn end_of_frame_at(frames: &[u8], at: usize) -> usize {
    let mut end = 0;
    while end < at {
        match FrameHeader::parse(&mut Cursor::new(&frames[end..])) {
            Ok(Some((header, length))) => end += header.len(length) + usize::try_from(length).unwrap_or(usize::MAX / 2),
            Ok(None) | Err(_) => return frames.len(),
        }
    }
    end.min(frames.len())
}
