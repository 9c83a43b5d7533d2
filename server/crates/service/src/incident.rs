//! Inner failures become an id for people and one line in the log. The log line never holds content.

use domain::Failure;
use storage::StorageError;

use crate::Service;

impl Service {
    /// Turns what broke in the store into what a person can be told.
    pub(crate) fn broke(&self, error: StorageError) -> Failure {
        match error {
            StorageError::Unavailable(why) => {
                tracing::warn!(why, "the store cannot take this at the moment");
                Failure::Unavailable
            }
            StorageError::Closed => Failure::Unavailable,
            error @ (StorageError::Newer(_)
            | StorageError::Open { .. }
            | StorageError::Driver(_)
            | StorageError::Inconsistent(_)) => {
                let incident = self.random_text(8);
                tracing::error!(incident, %error, "something broke in the store");
                Failure::Internal { incident }
            }
        }
    }
}
