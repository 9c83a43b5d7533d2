//! `GET /assets/{file}`: the panel's files, kept by browsers for a year. Never serves anything the bundler did not
//! make, and never lists what there is.

#[cfg(test)]
mod tests;

use std::{io, sync::Arc};

use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY, X_CONTENT_TYPE_OPTIONS},
};

use super::{
    Site,
    encoding::{self, Encoding},
};

/// A name is the hash of what it names, so that nobody need ask again.
const A_YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// What is not here now may be here after the next deployment.
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");

/// Whatever the content looks like, it is what the header says.
const NO_SNIFFING: HeaderValue = HeaderValue::from_static("nosniff");

/// Serves the files of `site`.
pub(crate) fn router(site: Arc<Site>) -> Router {
    Router::new().route("/assets/{file}", get(serve)).with_state(site)
}

/// A file in the form it will be sent.
struct Found {
    encoding: Encoding,
    bytes: Bytes,
}

async fn serve(State(site): State<Arc<Site>>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(content_type) = content_type(&name) else {
        return missing();
    };
    let found = match find(site, name.clone(), encoding::acceptable(&headers)).await {
        Ok(Some(found)) => found,
        Ok(None) => return missing(),
        Err(error) => {
            tracing::error!(%error, file = name, "a file of the panel cannot be read");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let tag = format!("\"{name}{}\"", found.encoding.suffix());
    let mut response =
        if matches(&headers, &tag) { StatusCode::NOT_MODIFIED.into_response() } else { whole(found, content_type) };
    let answer = response.headers_mut();
    answer.insert(CACHE_CONTROL, A_YEAR);
    answer.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    answer.insert(X_CONTENT_TYPE_OPTIONS, NO_SNIFFING);
    if let Ok(tag) = HeaderValue::try_from(tag) {
        answer.insert(ETAG, tag);
    }
    response
}

/// Looks for the smallest acceptable form. Off the runtime's threads when a disk is involved.
async fn find(site: Arc<Site>, name: String, acceptable: Vec<Encoding>) -> io::Result<Option<Found>> {
    let blocks = site.blocks();
    let look = move || {
        for encoding in acceptable {
            if let Some(bytes) = site.read(&name, encoding)? {
                return Ok(Some(Found { encoding, bytes }));
            }
        }
        Ok(None)
    };
    if blocks { tokio::task::spawn_blocking(look).await.map_err(io::Error::other)? } else { look() }
}

/// A full answer.
fn whole(found: Found, content_type: &'static str) -> Response {
    let mut response = found.bytes.into_response();
    let answer = response.headers_mut();
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Some(token) = found.encoding.token() {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static(token));
    }
    response
}

fn missing() -> Response {
    let headers = [(CACHE_CONTROL, NOT_KEPT), (X_CONTENT_TYPE_OPTIONS, NO_SNIFFING)];
    (StatusCode::NOT_FOUND, headers, "Not found").into_response()
}

/// The type of a file the bundler makes; none for any other name. A name is letters, digits, `-` and single dots
/// inside, so that a folder is never left.
fn content_type(name: &str) -> Option<&'static str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    if name.starts_with('.') || name.contains("..") || !name.chars().all(plain) {
        return None;
    }
    match name.rsplit_once('.')?.1 {
        "js" => Some("text/javascript; charset=utf-8"),
        "wasm" => Some("application/wasm"),
        "css" => Some("text/css; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

/// Whether the visitor has this very form already.
fn matches(headers: &HeaderMap, tag: &str) -> bool {
    let lines = headers.get_all(IF_NONE_MATCH);
    let mut known = lines.iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).map(str::trim);
    // Proxies that touch a body mark the tag weak; for this question the mark does not matter.
    known.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}
