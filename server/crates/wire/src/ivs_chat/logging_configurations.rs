//! `POST /CreateLoggingConfiguration` and its four siblings: messages stay on this server, and are sent to no bucket
//! or stream.

use crate::aws::{Answer, Call, Problem};

/// 400: there are none.
pub(super) async fn run(_call: &Call<'_>) -> Result<Answer, Problem> {
    Err(Problem::Unsupported(
        "This server has no logging configurations. Messages and the audit log stay on it; export the log in the panel.",
    ))
}
