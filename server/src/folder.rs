//! The data folder belongs to one server at a time: another one would not hear of what is removed here, and its viewers
//! would go on reading it. Commands beside the server take no part in this.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use crate::commands::Stop;

/// Holds the lock, and nothing else.
const FILE: &str = "roomkeeper.lock";

/// The folder, held. The system lets go of it when the process ends, however that ends.
#[derive(Debug)]
pub(crate) struct Held {
    _lock: File,
}

/// Takes the folder for this server; makes it when it is not there.
pub(crate) fn hold(folder: &Path) -> Result<Held, Stop> {
    let failed =
        |error: std::io::Error| Stop(format!("the data folder {} cannot be opened: {error}.", folder.display()));
    storage::make_folder(folder).map_err(failed)?;
    let lock = File::options().create(true).truncate(false).write(true).open(folder.join(FILE)).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(Held { _lock: lock }),
        Err(TryLockError::WouldBlock) => Err(Stop(format!(
            "another server uses the data folder {} already. Stop that one first, or name another folder with --data.",
            folder.display()
        ))),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}
