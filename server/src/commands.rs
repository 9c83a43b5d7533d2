//! What each command does, from parsed arguments to an exit.

mod audit;
mod import;
mod serve;
mod user;

use std::{path::Path, sync::Arc};

use service::{Options, Service};
use storage::StorageError;

use crate::{
    cli::Command,
    clock::{self, SystemClock},
};

/// Why the process stops with exit code 1: a sentence that says what to do.
#[derive(Debug)]
pub(crate) struct Stop(pub(crate) String);

impl From<StorageError> for Stop {
    fn from(error: StorageError) -> Self {
        Self(format!("{error}."))
    }
}

impl From<domain::Failure> for Stop {
    fn from(failure: domain::Failure) -> Self {
        Self(failure.to_string())
    }
}

/// Does what the command line says.
pub(crate) async fn run(command: Command) -> Result<(), Stop> {
    match command {
        Command::Demo(demo) => crate::demo::run(demo).await,
        Command::Serve(serve) => serve::run(serve).await,
        Command::User(user) => user::run(user).await,
        Command::Import(import) => import::run(import).await,
        Command::Audit(audit) => audit::run(audit).await,
        Command::Backup { folder, data } => {
            let service = open(&data.folder, Arc::default()).await?;
            let file = service.store().backup(&folder).await?;
            service.close().await;
            println!("Copied to {}.", file.display());
            Ok(())
        }
    }
}

/// Opens the store in the folder.
pub(crate) async fn open(folder: &Path, clock: Arc<SystemClock>) -> Result<Service, Stop> {
    let options = Options { folder: folder.to_owned(), clock, random: clock::random, pages_max: None };
    Ok(Service::open(options).await?)
}
