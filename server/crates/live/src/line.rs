//! A connection after its upgrade: a TCP socket that the hub may write itself, or anything else that reads and writes.
//!
//! Knows neither frames nor rooms.

use std::{fmt, io};

use bytes::Bytes;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};

/// Anything that can carry a feed.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A connection after its upgrade, and what the client had sent too early.
pub struct Line {
    pub(crate) socket: Socket,
    pub(crate) early: Bytes,
}

/// How the line is written.
pub(crate) enum Socket {
    /// By whoever has something to say, without waiting.
    Tcp(TcpStream),
    /// By the feed's own task only.
    Other(Box<dyn Stream>),
}

impl Line {
    /// A socket of our own: the fast way.
    ///
    /// # Errors
    /// When the socket is gone already.
    pub fn tcp(stream: TcpStream, early: Bytes) -> io::Result<Self> {
        // An event must not wait until the client has acknowledged the one before.
        stream.set_nodelay(true)?;
        Ok(Self { socket: Socket::Tcp(stream), early })
    }

    /// Anything else, such as TLS: dearer, because each frame wakes the feed's task.
    pub fn other(stream: impl Stream + 'static, early: Bytes) -> Self {
        Self { socket: Socket::Other(Box::new(stream)), early }
    }

    /// Whether the hub can write it itself.
    #[must_use]
    pub fn is_tcp(&self) -> bool {
        matches!(self.socket, Socket::Tcp(_))
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("tcp", &self.is_tcp()).field("early", &self.early.len()).finish()
    }
}
