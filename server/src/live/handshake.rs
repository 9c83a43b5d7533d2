//! From an HTTP request to a line that the hub can write: origin check, WebSocket handshake, upgrade.
//!
//! Never reads or writes a frame, never asks who somebody is. Pages of other sites get no line where a cookie opens one:
//! browsers send cookies with WebSocket requests of any page.

use std::{fmt, future::Future};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, Response, StatusCode, header},
    response::IntoResponse,
};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use live::Line;
use tokio::net::TcpStream;

/// Why there is no line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A page of another site asked.
    ForeignOrigin,
    /// It was no WebSocket request.
    NotAWebSocket,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ForeignOrigin => "The feed is for pages of this server only.",
            Self::NotAWebSocket => "This address speaks WebSocket, version 13, over HTTP/1.1.",
        })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> axum::response::Response {
        let status = match self {
            Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::NotAWebSocket => StatusCode::UPGRADE_REQUIRED,
        };
        (status, [(header::UPGRADE, "websocket"), (header::SEC_WEBSOCKET_VERSION, "13")], self.to_string())
            .into_response()
    }
}

/// Checks the request of somebody who comes with a cookie, and accepts it.
pub(crate) fn accept(request: Request) -> Result<(Response<Body>, impl Future<Output = Option<Line>> + Send), Refusal> {
    if same_origin(request.headers()) { upgrade(request) } else { Err(Refusal::ForeignOrigin) }
}

/// Accepts a request, wherever it comes from. Answers with the response, and with the line that is there once the
/// response has been sent; `None` if the client went away before.
pub(crate) fn upgrade(
    mut request: Request,
) -> Result<(Response<Body>, impl Future<Output = Option<Line>> + Send), Refusal> {
    let response = tungstenite::handshake::server::create_response_with_body(&request, Body::empty)
        .map_err(|_| Refusal::NotAWebSocket)?;
    let upgraded = hyper::upgrade::on(&mut request);
    Ok((response, async move { line(upgraded.await.ok()?) }))
}

/// Whether the request comes from a page of this very host, or from no page at all.
///
/// Only browsers carry the cookies of somebody who does not know, and browsers always say where from.
fn same_origin(headers: &HeaderMap) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let (Some(origin), None) = (origins.next(), origins.next()) else {
        return !headers.contains_key(header::ORIGIN);
    };
    let (Ok(origin), Some(Ok(host))) = (origin.to_str(), headers.get(header::HOST).map(|host| host.to_str())) else {
        return false;
    };
    // A proxy may speak TLS in front of us, so the scheme is not known here.
    ["http://", "https://"]
        .iter()
        .filter_map(|scheme| origin.strip_prefix(scheme))
        .any(|origin| origin.eq_ignore_ascii_case(host))
}

/// The socket itself if the server listens on plain TCP, so that the hub can write it; else whatever there is.
fn line(upgraded: Upgraded) -> Option<Line> {
    match upgraded.downcast::<TokioIo<TcpStream>>() {
        Ok(parts) => Line::tcp(parts.io.into_inner(), parts.read_buf).ok(),
        Err(upgraded) => Some(Line::other(TokioIo::new(upgraded), axum::body::Bytes::new())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(headers: &[(header::HeaderName, &'static str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| (name.clone(), header::HeaderValue::from_static(value)));
        let mut map = HeaderMap::new();
        headers.for_each(|(name, value)| {
            map.append(name, value);
        });
        same_origin(&map)
    }

    #[test]
    fn pages_of_other_sites_get_no_line() {
        use header::{HOST, ORIGIN};
        let host = (HOST, "chat.example:3000");
        assert!(allowed(&[host.clone(), (ORIGIN, "http://chat.example:3000")]));
        assert!(allowed(&[host.clone(), (ORIGIN, "https://Chat.Example:3000")]));
        assert!(allowed(std::slice::from_ref(&host)), "not a browser");
        for foreign in [
            "http://chat.example",
            "http://evil.example",
            "http://chat.example:3000.evil.example",
            "ws://chat.example:3000",
            "chat.example:3000",
            "null",
            "",
        ] {
            assert!(!allowed(&[host.clone(), (ORIGIN, foreign)]), "{foreign}");
        }
        assert!(!allowed(&[(ORIGIN, "http://chat.example:3000")]), "no host to compare with");
        let own = (ORIGIN, "http://chat.example:3000");
        assert!(!allowed(&[host, own.clone(), own]), "two origins");
    }
}
