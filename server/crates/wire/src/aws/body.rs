//! Reads the body of a request, up to what any call may need. What is longer is read to its end all the same and thrown
//! away: a line that is closed with half a request on it takes the answer with it, and clients then see a broken
//! connection, try again, and never learn why.

use std::{future::poll_fn, pin::Pin};

use axum::body::{Body, HttpBody};

/// Bytes of a body at the most: a hundred of the longest names, or the longest message with every character written
/// as an escape.
const BODY_BYTES_MAX: usize = 256 * 1024;
/// Bytes that are read of a body that is too long; nobody sends more than that by mistake.
const DRAINED_BYTES_MAX: usize = 8 * 1024 * 1024;

/// The body; nothing when it is too long, or breaks off.
pub(super) async fn read(mut body: Body) -> Option<Vec<u8>> {
    if body.size_hint().lower() > DRAINED_BYTES_MAX as u64 {
        return None;
    }
    let (mut read, mut seen) = (Vec::new(), 0);
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.ok()?.into_data() else { continue };
        seen += data.len();
        if seen <= BODY_BYTES_MAX {
            read.extend_from_slice(&data);
        } else if seen > DRAINED_BYTES_MAX {
            return None;
        } else {
            read = Vec::new();
        }
    }
    (seen <= BODY_BYTES_MAX).then_some(read)
}
