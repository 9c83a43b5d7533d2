//! What a client sends, as messages.
//!
//! What a client may send is little, so the reader refuses everything else with the code that says why: fragments,
//! binary messages, extensions, unmasked frames, long messages. It never holds more than one message and one read.
//! A patient reader puts fragments together, skips binary and long messages and tells of them: its clients never come
//! back after a close.

use std::io::Cursor;

use tungstenite::protocol::frame::{
    FrameHeader,
    coding::{Control, Data, OpCode},
};

use super::{CONTROL_BYTES_MAX, Closing, broken};
use crate::limits::CLIENT_MESSAGE_BYTES_MAX;

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
    pub(super) waiting: Vec<u8>,
    text_bytes_max: usize,
    patient: bool,
    /// Bytes of a frame that are still to be thrown away.
    skip: u64,
    /// What came of a message whose last fragment has not come; only a patient reader waits for it.
    begun: Option<Begun>,
}

/// A message in fragments.
#[derive(Debug)]
enum Begun {
    /// A text, so far.
    Text(Vec<u8>),
    /// It is skipped.
    Skipped,
}

/// What became of a frame.
enum Read {
    /// Not all of it has come.
    Later,
    /// It was read; it ends no message.
    On,
    /// It ends this one, or tells that it is skipped.
    Message(Message),
}

impl Default for Reader {
    fn default() -> Self {
        Self { waiting: Vec::new(), text_bytes_max: CLIENT_MESSAGE_BYTES_MAX, patient: false, skip: 0, begun: None }
    }
}

impl Reader {
    /// From now on texts may be this long, and what is longer or no text is skipped.
    pub(crate) const fn be_patient(&mut self, text_bytes_max: usize) {
        self.patient = true;
        self.text_bytes_max = text_bytes_max;
    }

    /// A reader with the same bounds that has read nothing.
    pub(crate) fn anew(&self) -> Self {
        Self { text_bytes_max: self.text_bytes_max, patient: self.patient, ..Self::default() }
    }

    /// Takes what was read from the socket.
    pub(crate) fn push(&mut self, read: &[u8]) {
        self.waiting.extend_from_slice(read);
    }

    /// The next whole message, if there is one.
    pub(crate) fn next(&mut self) -> Result<Option<Message>, Closing> {
        loop {
            self.throw_away();
            if self.skip > 0 {
                return Ok(None);
            }
            match self.frame()? {
                Read::Later => return Ok(None),
                Read::On => {}
                Read::Message(message) => return Ok(Some(message)),
            }
        }
    }

    fn frame(&mut self) -> Result<Read, Closing> {
        let mut cursor = Cursor::new(&self.waiting);
        let Some((header, length)) = FrameHeader::parse(&mut cursor).map_err(|_| broken("Unknown kind of frame."))?
        else {
            return Ok(Read::Later);
        };
        // At most fourteen, so it is the same on every platform.
        let begin = cursor.position() as usize;
        let lawful = !(header.rsv1 || header.rsv2 || header.rsv3);
        if self.patient
            && lawful
            && let (OpCode::Data(kind), Some(mask)) = (header.opcode, header.mask)
        {
            return self.fragment(kind, header.is_final, begin, length, mask);
        }
        let length = check(&header, length, self.text_bytes_max)?;
        let Some(mask) = header.mask else {
            return Err(broken("Frames of a client must be masked."));
        };
        let Some(payload) = self.payload(begin, length, mask) else { return Ok(Read::Later) };
        self.forget(begin + length);
        message(header.opcode, payload).map(Read::Message)
    }

    /// Reads a lawful frame that is a message, or a fragment of one.
    fn fragment(
        &mut self,
        kind: Data,
        is_final: bool,
        begin: usize,
        length: u64,
        mask: [u8; 4],
    ) -> Result<Read, Closing> {
        let so_far: &[u8] = match (&self.begun, kind) {
            (None, Data::Continue) => return Err(broken("A fragment of no message.")),
            (Some(_), Data::Text | Data::Binary) => return Err(broken("A message inside of another one.")),
            (_, Data::Reserved(_)) => return Err(broken("Unknown kind of frame.")),
            (Some(Begun::Text(text)), Data::Continue) => text,
            (Some(Begun::Skipped), Data::Continue) | (None, Data::Text | Data::Binary) => &[],
        };
        let long = length.saturating_add(so_far.len() as u64) > self.text_bytes_max as u64;
        let skipped = match &self.begun {
            Some(Begun::Skipped) => Some(Read::On),
            None if kind == Data::Binary => Some(Read::Message(Message::Skipped(Skipped::Binary))),
            Some(Begun::Text(_)) | None if long => {
                let missing = BEGINNING_BYTES.min(self.text_bytes_max).saturating_sub(so_far.len());
                let here = usize::try_from(length).map_or(missing, |length| missing.min(length));
                let Some(more) = self.payload(begin, here, mask) else { return Ok(Read::Later) };
                let beginning = [&so_far[..so_far.len().min(BEGINNING_BYTES)], &more].concat();
                let beginning = String::from_utf8_lossy(&beginning).into_owned();
                Some(Read::Message(Message::Skipped(Skipped::TooLong(beginning))))
            }
            Some(Begun::Text(_)) | None => None,
        };
        if let Some(read) = skipped {
            self.begun = (!is_final).then_some(Begun::Skipped);
            self.forget(begin);
            self.skip = length;
            return Ok(read);
        }
        // Not long: it is the same on every platform.
        let length = length as usize;
        let Some(payload) = self.payload(begin, length, mask) else { return Ok(Read::Later) };
        self.forget(begin + length);
        let text = match self.begun.take() {
            Some(Begun::Text(mut text)) => {
                text.extend_from_slice(&payload);
                text
            }
            Some(Begun::Skipped) | None => payload,
        };
        if is_final {
            return message(OpCode::Data(Data::Text), text).map(Read::Message);
        }
        self.begun = Some(Begun::Text(text));
        Ok(Read::On)
    }

    /// Some bytes of a frame without their mask, if they have come.
    fn payload(&self, begin: usize, length: usize, mask: [u8; 4]) -> Option<Vec<u8>> {
        let payload = self.waiting.get(begin..begin + length)?;
        Some(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect())
    }

    /// Forgets bytes that have been read.
    fn forget(&mut self, bytes: usize) {
        if self.waiting.len() == bytes {
            // Gives the memory back: most clients speak once.
            self.waiting = Vec::new();
        } else {
            self.waiting.drain(..bytes);
        }
    }

    /// Throws away what is to be skipped, as far as it has come.
    fn throw_away(&mut self) {
        if self.skip == 0 {
            return;
        }
        let here = usize::try_from(self.skip).unwrap_or(usize::MAX).min(self.waiting.len());
        self.skip -= here as u64;
        self.forget(here);
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
