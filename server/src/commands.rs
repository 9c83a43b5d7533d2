//! What each command does, from parsed arguments to an exit.

mod audit;
mod import;
pub(crate) mod key;
mod serve;
mod user;

use std::{path::Path, sync::Arc};

use service::{Options, Service};
use storage::StorageError;

use crate::{
    cli::Command,
    clock::{self, SystemClock},
    settings::File,
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
pub(crate) async fn run(command: Command, file: &File) -> Result<(), Stop> {
    match command {
        Command::Demo(demo) => crate::demo::run(demo, file).await,
        Command::Serve(serve) => serve::run(serve, file).await,
        Command::User(user) => user::run(user, file).await,
        Command::Key(key) => key::run(key, file).await,
        Command::Import(import) => import::run(import, file).await,
        Command::Audit(audit) => audit::run(audit, file).await,
        Command::Backup { into, data } => {
            let folder = data.or(file);
            if folder.is_dir() {
                refuse_within(&folder, &into)?;
            }
            let service = open_existing(&folder).await?;
            let file = service.store().backup(&into).await?;
            let key_file = service.back_up_key_file(&into).await;
            service.close().await;
            println!("Copied to {}.", file.display());
            if key_file? {
                println!("The key file is with it: whoever has both has the secrets of every access key.");
            }
            Ok(())
        }
    }
}

/// Refuses a backup into the data folder itself: what is removed later would stay in it.
fn refuse_within(folder: &Path, into: &Path) -> Result<(), Stop> {
    let unread = |error: std::io::Error| Stop(format!("{} cannot be looked up: {error}.", into.display()));
    let data = folder.canonicalize().map_err(unread)?;
    let whole = std::path::absolute(into).map_err(unread)?;
    // What is not there yet lies where the last folder that is there leads, links followed.
    let there = whole.ancestors().find_map(|above| above.canonicalize().ok()).unwrap_or(whole);
    if there.starts_with(&data) {
        let (into, data) = (into.display(), data.display());
        return Err(Stop(format!(
            "{into} lies inside the data folder {data}, where a copy would keep what is removed later. Name a folder \
             outside of it."
        )));
    }
    Ok(())
}

/// Opens the store in the folder.
pub(crate) async fn open(folder: &Path, clock: Arc<SystemClock>) -> Result<Service, Stop> {
    let options = Options { folder: folder.to_owned(), clock, random: clock::random, pages_max: None };
    Ok(Service::open(options).await?)
}

/// Opens the store in a folder that must be there: looking into a mistyped one would find nothing and call it well.
pub(crate) async fn open_existing(folder: &Path) -> Result<Service, Stop> {
    if !folder.is_dir() {
        let folder = folder.display();
        return Err(Stop(format!("there is no data folder {folder}. Name the right one with --data.")));
    }
    open(folder, Arc::default()).await
}
