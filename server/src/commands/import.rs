//! `roomkeeper import`.

use super::Stop;
use crate::cli::Import;

/// Brings a log into a room.
pub(crate) async fn run(import: Import) -> Result<(), Stop> {
    let Import::IrcLog { .. } = import;
    Err(Stop("not yet".into()))
}
