//! Chance without surprise: the same bytes in the same order in every run. Never gives the same bytes twice.

use std::sync::atomic::{AtomicU64, Ordering};

static DRAWN: AtomicU64 = AtomicU64::new(0);

/// Fills a buffer, eight bytes a draw, by SplitMix64.
pub(crate) fn random(buffer: &mut [u8]) {
    for chunk in buffer.chunks_mut(8) {
        let draw = DRAWN.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        let mut bits = draw.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        chunk.copy_from_slice(&(bits ^ (bits >> 31)).to_be_bytes()[..chunk.len()]);
    }
}
