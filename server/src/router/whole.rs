//! The whole router over a service, as tests ask it.

use std::sync::Arc;

use axum::Router;
use service::Service;
use tokio::sync::watch;
use wire::Limits;

use super::build;
use crate::{settings::Settings, site::Site};

/// The router as it is without any setting, but for who reads the metrics.
pub(super) fn router(service: &Service, open_metrics: bool) -> Router {
    let settings = Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        secure: false,
        behind_proxy: false,
        open_metrics,
        limits: Limits::of_each(200),
    };
    build(service.clone(), Arc::new(Site::sample()), settings, watch::channel(false).1)
}
