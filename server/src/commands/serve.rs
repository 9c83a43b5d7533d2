//! `roomkeeper serve`.

use std::sync::Arc;

use super::Stop;
use crate::{cli::Serve, folder, lifecycle, settings::File, site::Site};

/// Serves until it is told to stop.
pub(crate) async fn run(serve: Serve, file: &File) -> Result<(), Stop> {
    let site = Site::load().map_err(|error| Stop(format!("{error}.")))?;
    let settings = serve.listen.or(file);
    let orders = lifecycle::Orders::listen()?;
    let listener = lifecycle::bind(settings.listen).await?;
    let data = serve.data.or(file);
    let _held = folder::hold(&data)?;
    let service = super::open(&data, Arc::default()).await?;
    let url = lifecycle::url(&listener)?;
    if let Some(token) = service.open_set_up().await? {
        println!("Nobody can sign in yet. Make the first admin here, once: {url}/set-up/{token}");
    }
    println!("Roomkeeper listens on {url}");
    lifecycle::serve(listener, orders, service, site, settings).await
}
