//! What is wrong with the file that access keys are sealed with.

use serde::{Deserialize, Serialize};

/// What is wrong with the file beside the store that secrets of access keys are sealed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyFile {
    /// It is not there, and keys are.
    Missing,
    /// It is another one than the keys were sealed with.
    Wrong,
    /// It cannot be read or made.
    Unreadable,
}

impl KeyFile {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "key_file_missing",
            Self::Wrong => "key_file_wrong",
            Self::Unreadable => "key_file_unreadable",
        }
    }

    /// What to say.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Missing => {
                "The key file `roomkeeper.key` is missing from the data folder. Ask an operator to bring it back from the backup."
            }
            Self::Wrong => {
                "The key file `roomkeeper.key` in the data folder is not the one of this store. Ask an operator to bring the right one back from the backup."
            }
            Self::Unreadable => {
                "The key file `roomkeeper.key` in the data folder cannot be read or written. Ask an operator to look at its rights."
            }
        }
    }
}
