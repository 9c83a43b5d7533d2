//! WebSocket frames as bytes: writes ours, reads the client's. What a client may send is little.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use self::{read::Skipped, write::Texts};
pub(crate) use self::{
    read::{Message, Reader},
    write::{close, close_answer, end_of_frame_at, ping, pong},
};

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
