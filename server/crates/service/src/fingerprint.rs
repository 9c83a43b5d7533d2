//! What tells a repeated request from another one under the same idempotency key.

use sha2::{Digest, Sha256};

/// A fingerprint in the making. What goes in, and in which order, is up to each request.
pub(crate) struct Fingerprint(Sha256);

impl Fingerprint {
    /// Of texts: each with its length, so that no two lists of texts look alike.
    pub(crate) fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut digest = Sha256::new();
        for text in texts {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text.as_bytes());
        }
        Self(digest)
    }

    /// And of bytes, whose number is always the same.
    pub(crate) fn and(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.0.update(bytes);
        self
    }

    /// And of the number of an id.
    pub(crate) fn id(self, raw: i64) -> Self {
        self.and(raw.to_be_bytes())
    }

    /// The finished fingerprint.
    pub(crate) fn done(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}
