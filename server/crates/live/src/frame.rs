//! WebSocket frames as bytes: writes ours, reads the client's.
//!
//! What a client may send is little, so the reader refuses everything else with the code that says why: fragments,
//! binary messages, extensions, unmasked frames, long messages. It never holds more than one message and one read.
//! A patient reader skips binary and long messages and tells of them: their clients never come back after a close.

use std::io::Cursor;

use bytes::Bytes;
use tungstenite::protocol::frame::{
    FrameHeader,
    coding::{Control, Data, OpCode},
};

use crate::limits::CLIENT_MESSAGE_BYTES_MAX;

/// The bit of a frame that is whole.
const WHOLE: u8 = 0x80;
/// Longest payload of a control frame, in bytes (RFC 6455, 5.5).
const CONTROL_BYTES_MAX: usize = 125;

/// Why the server ends a connection: a code of RFC 6455 and a sentence, at most 123 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// The code.
    pub code: u16,
    /// What to tell the person who looks for the reason.
    pub reason: &'static str,
}

/// Broken rules of the protocol.
const fn broken(reason: &'static str) -> Closing {
    Closing { code: 1002, reason }
}

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

/// What a client may send.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// A text.
    Text(String),
    /// "Are you there?", to be answered with the same bytes.
    Ping(Vec<u8>),
    /// "I am here."
    Pong,
    /// "Good bye", with a code if it had one.
    Close(Option<u16>),
    /// What a patient reader has skipped, or is skipping.
    Skipped(Skipped),
}

/// A message that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Skipped {
    /// A text that is too long, of which this is the beginning.
    TooLong(String),
    /// Bytes that are no text.
    Binary,
}

/// Bytes of a text that is too long, to know what it was about.
const BEGINNING_BYTES: usize = 512;

/// Makes messages of what was read.
#[derive(Debug)]
pub(crate) struct Reader {
    waiting: Vec<u8>,
    text_bytes_max: usize,
    patient: bool,
    /// Bytes of a message that are still to be thrown away.
    skip: u64,
}

impl Default for Reader {
    fn default() -> Self {
        Self { waiting: Vec::new(), text_bytes_max: CLIENT_MESSAGE_BYTES_MAX, patient: false, skip: 0 }
    }
}

impl Reader {
    /// From now on texts may be this long, and what is longer or no text is skipped.
    pub(crate) const fn be_patient(&mut self, text_bytes_max: usize) {
        self.patient = true;
        self.text_bytes_max = text_bytes_max;
    }

    /// A reader with the same bounds that has read nothing.
    pub(crate) const fn anew(&self) -> Self {
        Self { waiting: Vec::new(), text_bytes_max: self.text_bytes_max, patient: self.patient, skip: 0 }
    }

    /// Takes what was read from the socket.
    pub(crate) fn push(&mut self, read: &[u8]) {
        self.waiting.extend_from_slice(read);
    }

    /// The next whole message, if there is one.
    pub(crate) fn next(&mut self) -> Result<Option<Message>, Closing> {
        self.throw_away();
        if self.skip > 0 {
            return Ok(None);
        }
        let mut cursor = Cursor::new(&self.waiting);
        let Some((header, length)) = FrameHeader::parse(&mut cursor).map_err(|_| broken("Unknown kind of frame."))?
        else {
            return Ok(None);
        };
        // At most fourteen, so it is the same on every platform.
        let begin = cursor.position() as usize;
        if self.patient
            && let Some(skipped) = self.skipped(&header, begin, length)
        {
            let Some(skipped) = skipped else { return Ok(None) };
            self.waiting.drain(..begin);
            self.skip = length;
            return Ok(Some(Message::Skipped(skipped)));
        }
        let length = check(&header, length, self.text_bytes_max)?;
        let Some(mask) = header.mask else {
            return Err(broken("Frames of a client must be masked."));
        };
        let Some(payload) = self.waiting.get(begin..begin + length) else {
            return Ok(None);
        };
        let payload = payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect();
        if self.waiting.len() == begin + length {
            // Gives the memory back: most clients speak once.
            self.waiting = Vec::new();
        } else {
            self.waiting.drain(..begin + length);
        }
        message(header.opcode, payload).map(Some)
    }

    /// Whether a whole and lawful frame is to be skipped; the inner `None`: its beginning has not come yet.
    fn skipped(&self, header: &FrameHeader, begin: usize, length: u64) -> Option<Option<Skipped>> {
        let lawful = header.is_final && !(header.rsv1 || header.rsv2 || header.rsv3);
        let mask = header.mask.filter(|_| lawful)?;
        match header.opcode {
            OpCode::Data(Data::Binary) => Some(Some(Skipped::Binary)),
            OpCode::Data(Data::Text) if length > self.text_bytes_max as u64 => {
                let beginning = self.waiting.get(begin..begin + BEGINNING_BYTES.min(self.text_bytes_max));
                Some(beginning.map(|beginning| {
                    let bytes: Vec<u8> =
                        beginning.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect();
                    Skipped::TooLong(String::from_utf8_lossy(&bytes).into_owned())
                }))
            }
            OpCode::Data(_) | OpCode::Control(_) => None,
        }
    }

    /// Throws away what is to be skipped, as far as it has come.
    fn throw_away(&mut self) {
        if self.skip == 0 {
            return;
        }
        let here = usize::try_from(self.skip).unwrap_or(usize::MAX).min(self.waiting.len());
        self.skip -= here as u64;
        if here == self.waiting.len() {
            self.waiting = Vec::new();
        } else {
            self.waiting.drain(..here);
        }
    }
}

/// Whether such a frame is read at all, decided before its payload has come.
fn check(header: &FrameHeader, length: u64, text_bytes_max: usize) -> Result<usize, Closing> {
    if header.rsv1 || header.rsv2 || header.rsv3 {
        return Err(broken("No extension was agreed on."));
    }
    let max = match header.opcode {
        OpCode::Control(_) if !header.is_final => return Err(broken("Control frames must not be fragmented.")),
        OpCode::Control(_) => CONTROL_BYTES_MAX,
        OpCode::Data(Data::Binary) => return Err(Closing { code: 1003, reason: "Only text is understood." }),
        OpCode::Data(Data::Continue) => return Err(Closing { code: 1003, reason: "Send messages in one frame." }),
        OpCode::Data(_) if !header.is_final => {
            return Err(Closing { code: 1003, reason: "Send messages in one frame." });
        }
        OpCode::Data(_) => text_bytes_max,
    };
    match usize::try_from(length) {
        Ok(length) if length <= max => Ok(length),
        Ok(_) | Err(_) if max == CONTROL_BYTES_MAX => Err(broken("Control frames carry at most 125 bytes.")),
        Ok(_) | Err(_) => Err(Closing { code: 1009, reason: "A message has at most 1024 bytes." }),
    }
}

fn message(kind: OpCode, payload: Vec<u8>) -> Result<Message, Closing> {
    match kind {
        OpCode::Control(Control::Ping) => Ok(Message::Ping(payload)),
        OpCode::Control(Control::Pong) => Ok(Message::Pong),
        OpCode::Control(Control::Close | Control::Reserved(_)) => closed(&payload),
        OpCode::Data(_) => String::from_utf8(payload)
            .map(Message::Text)
            .map_err(|_| Closing { code: 1007, reason: "The text is not UTF-8." }),
    }
}

/// Reads the client's good-bye: what may stand in it is in RFC 6455, 7.4.
fn closed(payload: &[u8]) -> Result<Message, Closing> {
    let Some((code, reason)) = payload.split_first_chunk::<2>() else {
        return if payload.is_empty() { Ok(Message::Close(None)) } else { Err(broken("Half a close code.")) };
    };
    let code = u16::from_be_bytes(*code);
    if !matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999) {
        return Err(broken("No such close code."));
    }
    if std::str::from_utf8(reason).is_err() {
        return Err(Closing { code: 1007, reason: "The close reason is not UTF-8." });
    }
    Ok(Message::Close(Some(code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A client's frame, masked.
    fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
        let mask = [1, 2, 3, 4];
        let mut frame = Vec::new();
        frame.push(first);
        match payload.len() {
            length @ ..=125 => frame.push(0x80 | length as u8),
            length => {
                frame.push(0x80 | 126);
                frame.extend_from_slice(&(length as u16).to_be_bytes());
            }
        }
        frame.extend_from_slice(&mask);
        frame.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        frame
    }

    fn read(bytes: &[u8]) -> Result<Option<Message>, u16> {
        let mut reader = Reader::default();
        reader.push(bytes);
        reader.next().map_err(|closing| closing.code)
    }

    #[test]
    fn what_a_client_may_send_is_read() {
        assert_eq!(read(&masked(0x81, b"hello")), Ok(Some(Message::Text("hello".into()))));
        assert_eq!(read(&masked(0x89, b"x")), Ok(Some(Message::Ping(b"x".to_vec()))));
        assert_eq!(read(&masked(0x8A, b"")), Ok(Some(Message::Pong)));
        assert_eq!(read(&masked(0x88, b"")), Ok(Some(Message::Close(None))));
        assert_eq!(read(&masked(0x88, &[3, 232])), Ok(Some(Message::Close(Some(1000)))));
        assert_eq!(read(&masked(0x81, &[b'a'; 1024])), Ok(Some(Message::Text("a".repeat(1024)))));
    }

    #[test]
    fn anything_else_is_refused_with_its_code() {
        let cases: &[(&str, Vec<u8>, u16)] = &[
            ("unmasked", vec![0x81, 1, b'a'], 1002),
            ("reserved bit", masked(0xC1, b"a"), 1002),
            ("unknown kind", masked(0x83, b"a"), 1002),
            ("unknown control", masked(0x8B, b"a"), 1002),
            ("fragmented control", masked(0x09, b"a"), 1002),
            ("long control", masked(0x89, &[0; 126]), 1002),
            ("half a code", masked(0x88, &[3]), 1002),
            ("code that is never sent", masked(0x88, &[3, 237]), 1002),
            ("binary", masked(0x82, b"a"), 1003),
            ("first fragment", masked(0x01, b"a"), 1003),
            ("continuation", masked(0x80, b"a"), 1003),
            ("text that is none", masked(0x81, &[0xFF]), 1007),
            ("close reason that is none", masked(0x88, &[3, 232, 0xFF]), 1007),
            ("long text", masked(0x81, &[b'a'; 1025]), 1009),
            ("endless text", [&[0x81, 0xFF][..], &[0xFF; 12]].concat(), 1009),
        ];
        for (case, bytes, code) in cases {
            assert_eq!(read(bytes), Err(*code), "{case}");
        }
    }

    #[test]
    fn a_patient_reader_skips_what_it_does_not_read() {
        let long = [b"{\"id\"".as_slice(), &[b'x'; 3000]].concat();
        let bytes = [
            masked(0x81, b"one"),
            masked(0x82, &[7; 5000]),
            masked(0x81, &long),
            masked(0x89, b""),
            masked(0x81, &[b'y'; 2000]),
        ]
        .concat();
        let expected = [
            Message::Text("one".to_owned()),
            Message::Skipped(Skipped::Binary),
            Message::Skipped(Skipped::TooLong(String::from_utf8_lossy(&long[..512]).into_owned())),
            Message::Ping(vec![]),
            Message::Text("y".repeat(2000)),
        ];
        for step in [1, 7, 511, 513, 4096, bytes.len()] {
            let (mut reader, mut found, mut most) = (Reader::default(), Vec::new(), 0);
            reader.be_patient(2000);
            for piece in bytes.chunks(step) {
                reader.push(piece);
                most = most.max(reader.waiting.len());
                while let Ok(Some(message)) = reader.next() {
                    found.push(message);
                }
            }
            assert_eq!(found, expected, "{step}");
            assert!(most <= 2014 + step, "{most} bytes held at {step}");
        }
        let mut reader = Reader::default();
        reader.be_patient(2000);
        reader.push(&masked(0x02, b"a"));
        assert_eq!(reader.next().map_err(|closing| closing.code), Err(1003), "fragments are not read by anybody");
    }

    #[test]
    fn a_long_text_is_refused_before_it_has_come() {
        assert_eq!(read(&masked(0x81, &[b'a'; 1025])[..8]), Err(1009));
    }

    #[test]
    fn messages_are_found_wherever_the_reads_break() {
        let bytes = [masked(0x81, b"one"), masked(0x89, b""), masked(0x81, &[b'x'; 300])].concat();
        for step in 1..bytes.len() {
            let (mut reader, mut found) = (Reader::default(), Vec::new());
            for piece in bytes.chunks(step) {
                reader.push(piece);
                while let Ok(Some(message)) = reader.next() {
                    found.push(message);
                }
            }
            let long = "x".repeat(300);
            assert_eq!(found, [Message::Text("one".into()), Message::Ping(vec![]), Message::Text(long)], "{step}");
            assert_eq!(reader.waiting.capacity(), 0);
        }
    }

    #[test]
    fn our_frames_end_where_they_should() {
        let mut texts = Texts::new();
        let mut ends = vec![0];
        for length in [0, 1, 125, 126, 65_535, 65_536] {
            texts.push(&vec![b'a'; length]);
            ends.push(texts.len());
        }
        let bytes = texts.into_bytes();
        for pair in ends.windows(2) {
            assert_eq!(end_of_frame_at(&bytes, pair[0]), pair[0]);
            assert_eq!(end_of_frame_at(&bytes, pair[0] + 1), pair[1]);
            assert_eq!(end_of_frame_at(&bytes, pair[1] - 1), pair[1]);
        }
    }

    #[test]
    fn a_reason_fits_into_its_frame() {
        let frame = close(Closing { code: 1008, reason: "No room was asked for." });
        assert_eq!(&frame[..4], &[0x88, 24, 3, 240]);
        assert_eq!(&frame[4..], b"No room was asked for.");
    }
}
