//! What a refusal means for the page.

use domain::{Conflict, Denial, Failure};

use crate::calls::CallError;

/// Whether the answer means that the room, or the panel, is closed to the viewer.
pub fn ends(error: &CallError) -> bool {
    error.failure().is_some_and(|failure| {
        matches!(
            failure,
            Failure::SignedOut
                | Failure::Denied(Denial::NotVisible | Denial::Disabled)
                | Failure::NotFound(domain::Thing::Room)
        )
    })
}

/// Whether the answer means that the removal cannot be made by trying again.
pub fn hopeless(error: &CallError) -> bool {
    error.failure().is_some_and(|failure| {
        matches!(
            failure,
            Failure::AlreadyRedacted { .. } | Failure::NotFound(_) | Failure::Conflict(Conflict::KeyReused)
        )
    })
}
