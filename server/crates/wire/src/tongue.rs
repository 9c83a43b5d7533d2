//! Whose client a request comes from, and what stands around every answer to it, whoever made that: a request id, leave
//! for pages of other sites, and JSON also where there is nothing at the address.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{Wire, aws, imkit, socket::Socket};

/// Seconds for which a browser need not ask again.
const PREFLIGHT_LIFE_S: &str = "86400";

/// What the panel's own calls begin with.
const PANEL: &str = "/api/";

/// What programs speak. Whoever speaks none of these is somebody with a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// A call of one of the dialects of AWS.
    Aws,
    /// One of the sockets of their clients.
    Socket(Socket),
    /// IMKIT.
    Imkit,
}

/// What pages of other sites may send and read: what they send is signed or holds a token, and no cookie counts.
pub(crate) struct Leave {
    /// The header that carries the request id.
    pub(crate) request_id: &'static str,
    /// Headers that they may read beside the body.
    pub(crate) exposed: &'static str,
    /// Methods that they may use.
    pub(crate) methods: &'static str,
    /// Headers that they may send.
    pub(crate) headers: &'static str,
}

impl Tongue {
    /// What the sender of a request speaks, if it is one of these.
    #[must_use]
    pub fn of(request: &Request) -> Option<Self> {
        if let Some(socket) = Socket::of(request) {
            Some(Self::Socket(socket))
        } else if aws::speaks(request) {
            Some(Self::Aws)
        } else if imkit::is_for(request) {
            Some(Self::Imkit)
        } else {
            Self::of_a_stranger(request)
        }
    }

    /// What is best answered to a program that none of the dialects knows: one that speaks JSON where there is nothing but
    /// pages to read, or a browser that is to send what only clients of AWS do.
    fn of_a_stranger(request: &Request) -> Option<Self> {
        let path = request.uri().path();
        if path.starts_with(PANEL) {
            return None;
        }
        if aws::asks_for_leave(request) {
            return Some(Self::Aws);
        }
        let beneath = if imkit::is_beneath(path) { Self::Imkit } else { Self::Aws };
        (!request.method().is_safe() && speaks_json(request)).then_some(beneath)
    }

    /// The answer to a request that broke off inside, under an incident that is in the log.
    #[must_use]
    pub fn broke_off(self, incident: &str) -> Response {
        let mut response = match self {
            Self::Aws | Self::Socket(_) => aws::broke_off(incident),
            Self::Imkit => imkit::broke_off(),
        };
        self.finish(&mut response, incident);
        response
    }

    const fn leave(self) -> &'static Leave {
        match self {
            Self::Aws | Self::Socket(_) => &aws::LEAVE,
            Self::Imkit => &imkit::LEAVE,
        }
    }

    /// Whether a browser asks if a page of another site may ask. Calls of AWS have no other use for the method, and IMKIT
    /// answers it as every method that it does not take.
    fn is_preflight(self, request: &Request) -> bool {
        request.method() == Method::OPTIONS
            && match self {
                Self::Aws | Self::Socket(_) => true,
                Self::Imkit => request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD),
            }
    }

    fn preflight(self) -> Response {
        let leave = self.leave();
        let headers = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, leave.methods),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, leave.headers),
            (header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_LIFE_S),
        ];
        (StatusCode::NO_CONTENT, headers).into_response()
    }

    fn finish(self, response: &mut Response, request_id: &str) {
        let leave = self.leave();
        let headers: &mut HeaderMap = response.headers_mut();
        if let Ok(id) = HeaderValue::from_str(request_id) {
            headers.insert(HeaderName::from_static(leave.request_id), id);
        }
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(leave.exposed));
    }
}

/// Whether a request holds JSON, or wants nothing else.
fn speaks_json(request: &Request) -> bool {
    [header::CONTENT_TYPE, header::ACCEPT].iter().any(|name| {
        let said = request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        said.contains("json") && !said.contains("html")
    })
}

/// What an answer to a program calls its request; nothing in any other answer.
#[must_use]
pub fn request_id(response: &Response) -> Option<&str> {
    let named = [&aws::LEAVE, &imkit::LEAVE].into_iter().find_map(|leave| response.headers().get(leave.request_id));
    named.and_then(|id| id.to_str().ok())
}

impl Wire {
    /// Answers a program: with leave to ask, with what `run` makes of its request, or, where the tongue has nothing at
    /// the address, with a refusal in its words.
    pub async fn answer(
        &self,
        tongue: Tongue,
        request: Request,
        run: impl AsyncFnOnce(Request) -> Response,
    ) -> Response {
        let id = self.request_id();
        let turned_away = match tongue {
            _ if tongue.is_preflight(&request) => Some(tongue.preflight()),
            Tongue::Aws => None,
            Tongue::Socket(socket) => socket.turn_away(&request),
            Tongue::Imkit => imkit::turn_away(&request),
        };
        let mut response = match turned_away {
            Some(response) => response,
            None => run(request).await,
        };
        tongue.finish(&mut response, &id);
        response
    }
}
