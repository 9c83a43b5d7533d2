//! Brotli and gzip copies. Never decides which of them a visitor gets: the server does.

use std::io::Write;

use anyhow::Context;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// For the next reload: done before anybody waits.
    Quick,
    /// For visitors: once per release, so as small as it goes.
    Best,
}

impl Effort {
    /// A release is worth the wait.
    pub(crate) fn of(release: bool) -> Self {
        if release { Self::Best } else { Self::Quick }
    }
}

/// The brotli form of `bytes`.
pub(crate) fn brotli(bytes: &[u8], effort: Effort) -> anyhow::Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: match effort {
            Effort::Quick => 4,
            Effort::Best => 11,
        },
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters).context("brotli failed")?;
    Ok(compressed)
}

/// The gzip form of `bytes`, with no name or time in its header: equal input gives equal output.
pub(crate) fn gzip(bytes: &[u8], effort: Effort) -> anyhow::Result<Vec<u8>> {
    let level = match effort {
        Effort::Quick => Compression::fast(),
        Effort::Best => Compression::best(),
    };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes).context("gzip failed")?;
    encoder.finish().context("gzip failed")
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{Effort, brotli, gzip};

    #[test]
    fn what_goes_in_comes_out() -> anyhow::Result<()> {
        let text = b"so it goes, and so it goes, and so it goes".repeat(50);
        for effort in [Effort::Quick, Effort::Best] {
            let mut from_brotli = Vec::new();
            ::brotli::Decompressor::new(&*brotli(&text, effort)?, 4096).read_to_end(&mut from_brotli)?;
            let mut from_gzip = Vec::new();
            flate2::read::GzDecoder::new(&*gzip(&text, effort)?).read_to_end(&mut from_gzip)?;
            assert!(from_brotli == text && from_gzip == text, "{effort:?}");
        }
        Ok(())
    }
}
