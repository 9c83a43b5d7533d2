//! Draws the pages of the panel and carries its server functions.

use std::sync::Arc;

use app::{Assets, calls::server::Request as Asked};
use axum::{
    Extension,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use service::{Actor, Client};

use crate::router::House;

/// Bytes of an error that is looked into.
const ERROR_BYTES_MAX: usize = 16 * 1024;

/// The paths of all pages, as the router writes them.
pub(crate) fn paths() -> Vec<String> {
    // The panel is drawn once to list its routes, before anything else has told Leptos which runtime to use.
    let _ = any_spawner::Executor::init_tokio();
    leptos_axum::generate_route_list(app::App).into_iter().map(|route| route.path().to_owned()).collect()
}

fn asked(house: &House, actor: Option<Extension<Actor>>, client: Client) -> Asked {
    Asked {
        service: house.service.clone(),
        actor: actor.map(|Extension(actor)| actor),
        client,
        secure: house.settings.secure,
    }
}

/// A page. What is no page is the panel's own not-found page.
pub(crate) async fn page(
    State(house): State<Arc<House>>,
    actor: Option<Extension<Actor>>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Response {
    let found = house.site.assets();
    let assets = Assets { js: found.js, wasm: found.wasm, css: found.css, favicon: found.favicon };
    let asked = asked(&house, actor, client);
    let theme = match &asked.actor {
        Some(actor) => house.service.viewer(actor).await.map(|viewer| viewer.theme).unwrap_or_default(),
        None => Default::default(),
    };
    let draw = leptos_axum::render_app_async_with_context(
        move || {
            provide_context(asked.clone());
            provide_context(app::PageTheme(theme));
            if let (Some(options), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce())
                && let Ok(policy) = HeaderValue::from_str(&content_security_policy(&nonce))
            {
                options.insert_header(header::CONTENT_SECURITY_POLICY, policy);
            }
        },
        move || app::shell(&assets),
    );
    draw(request).await
}

/// Scripts: our own files and the one that starts them; WASM may be compiled; nothing else, from nowhere else.
fn content_security_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// A server function.
pub(crate) async fn call(
    State(house): State<Arc<House>>,
    actor: Option<Extension<Actor>>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Response {
    let asked = asked(&house, actor, client);
    let answer = leptos_axum::handle_server_fns_with_context(move || provide_context(asked.clone()), request).await;
    blame_the_question(answer.into_response()).await
}

/// Arguments that cannot be read come back as 500 from the framework; the fault is the question's.
async fn blame_the_question(response: Response) -> Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, ERROR_BYTES_MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Ok(app::calls::CallError::Unreadable) = serde_json::from_slice(&bytes) {
        parts.status = StatusCode::BAD_REQUEST;
    }
    Response::from_parts(parts, Body::from(bytes))
}
