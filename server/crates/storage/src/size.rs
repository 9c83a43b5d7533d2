//! How large the store is on the disk.

use crate::{Store, log};

/// How large the store is on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The file that holds everything.
    pub file_bytes: u64,
    /// The write-ahead log beside it.
    pub log_bytes: u64,
}

impl Store {
    /// How large it is now.
    #[must_use]
    pub fn size(&self) -> Size {
        let bytes = |file: &std::path::Path| std::fs::metadata(file).map_or(0, |file| file.len());
        Size { file_bytes: bytes(self.file()), log_bytes: bytes(&log::path(self.file())) }
    }
}
