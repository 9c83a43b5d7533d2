//! The sockets of AWS' clients as long as they are shut: which there are, and how an upgrade is refused. Each refuses in
//! the words of its dialect, as its calls do; the status is what the clients of sockets go by.

use axum::{
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    response::Response,
};
use domain::{Failure, RoomId};
use service::Client;

use crate::{
    Wire,
    aws::{BadMember, Dialect, Input, Problem, Refusal, arn::ChatRoom},
    ivs_chat::{self, SOCKETS_OF_A_TOKEN_MAX},
    messaging,
    rates::Whose,
};

/// One of the sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Socket {
    /// `/ivschat`, of Amazon IVS Chat.
    Chat,
    /// `/connect`, of Chime SDK messaging.
    Session,
}

/// Why a socket stays shut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shut {
    /// It was no WebSocket request.
    NotAWebSocket,
    /// It was no `GET` either.
    WrongMethod,
    /// Too many were opened from this address.
    TooManyOpened {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// Too many are open.
    TooManyOpen {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// As many are open with this chat token as may be, for the chat of this room.
    TokenInUse {
        /// Which.
        room: RoomId,
    },
    /// The service said no, or broke.
    Failure(Failure),
}

impl Socket {
    /// Where it is.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Chat => "/ivschat",
            Self::Session => "/connect",
        }
    }

    const fn dialect(self) -> &'static Dialect {
        match self {
            Self::Chat => &ivs_chat::DIALECT,
            Self::Session => &messaging::DIALECT,
        }
    }

    /// The one that a request is for: at its path and below it; anywhere but at the panel's feed for whoever comes with
    /// the token or the signature of one, as clients do that were given the address without its path.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let path = request.uri().path();
        let below = |socket: Self| {
            path.strip_prefix(socket.path()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if let Some(socket) = [Self::Chat, Self::Session].into_iter().find(|socket| below(*socket)) {
            return Some(socket);
        }
        if path == "/live" || !request.headers().contains_key(header::SEC_WEBSOCKET_KEY) {
            return None;
        }
        let signed = || request.uri().query().is_some_and(|query| query.contains("X-Amz-Signature="));
        if request.headers().contains_key(header::SEC_WEBSOCKET_PROTOCOL) {
            Some(Self::Chat)
        } else {
            signed().then_some(Self::Session)
        }
    }

    /// Refuses what is not at its very address, and what is no `GET`.
    pub(crate) fn turn_away(self, request: &Request) -> Option<Response> {
        if request.uri().path() != self.path() {
            Some(Refusal::unknown_operation().into_response())
        } else if request.method() != Method::GET {
            Some(self.refuse(Shut::WrongMethod, 0))
        } else {
            None
        }
    }

    fn refuse(self, why: Shut, limit: u32) -> Response {
        let input = match &why {
            Shut::TokenInUse { room } => Input::naming("roomIdentifier", ChatRoom(*room).to_string()),
            _ => Input::default(),
        };
        let (status, problem) = self.told(why, limit);
        let mut refusal = (self.dialect().refuse)(problem, &input);
        if let Some(status) = status {
            refusal.status = status.as_u16();
        }
        let mut response = refusal.into_response();
        match status {
            Some(StatusCode::UPGRADE_REQUIRED) => {
                response.headers_mut().insert(header::UPGRADE, HeaderValue::from_static("websocket"));
                response.headers_mut().insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
            }
            Some(StatusCode::METHOD_NOT_ALLOWED) => {
                response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET"));
            }
            _ => {}
        }
        response
    }

    /// The problem, and its status where that is not the one that the dialect's calls have for it.
    fn told(self, why: Shut, limit: u32) -> (Option<StatusCode>, Problem) {
        const CLOSE_SOME: &str = "This chat token has too many connections open. Close some.";
        let throttled = |says, retry_after_s| (None, Problem::Throttled { says, retry_after_s, limit });
        match why {
            Shut::NotAWebSocket => {
                let says = "This address speaks WebSocket, version 13, over HTTP/1.1.";
                (Some(StatusCode::UPGRADE_REQUIRED), BadMember::request(says).into())
            }
            Shut::WrongMethod => {
                let says = "This address is opened with GET, as a WebSocket.";
                (Some(StatusCode::METHOD_NOT_ALLOWED), BadMember::request(says).into())
            }
            Shut::TooManyOpened { retry_after_s } => {
                throttled("Too many connections were opened from this address. Try again later.", retry_after_s)
            }
            Shut::TooManyOpen { retry_after_s } => {
                let says = match self {
                    Self::Chat => CLOSE_SOME,
                    Self::Session => "Too many sessions are open or being opened. Close some, or try again later.",
                };
                throttled(says, retry_after_s)
            }
            Shut::TokenInUse { .. } => {
                let limit = SOCKETS_OF_A_TOKEN_MAX;
                (None, Problem::Throttled { says: CLOSE_SOME, retry_after_s: 1, limit })
            }
            Shut::Failure(Failure::TooMany { retry_after_s }) => self.told(Shut::TooManyOpen { retry_after_s }, limit),
            Shut::Failure(Failure::WrongCredentials | Failure::SignedOut) => {
                let says = match self {
                    Self::Chat => "This chat token is not valid, or has ended. Ask for another one.",
                    Self::Session => "The security token included in the request is invalid.",
                };
                let problem = Problem::Unproved { kind: "UnrecognizedClientException", says: says.to_owned() };
                (Some(StatusCode::UNAUTHORIZED), problem)
            }
            // A room that is not there any more is no reason to look for it.
            Shut::Failure(failure) if Problem::is_not_found(&failure) => (Some(StatusCode::FORBIDDEN), failure.into()),
            Shut::Failure(failure) => (None, failure.into()),
        }
    }
}

impl Wire {
    /// Counts a socket that is about to be opened, before anything is read of whose it is: clients that are refused, or
    /// whose clock is ahead, try again at once and without an end.
    ///
    /// # Errors
    /// When too many were opened from this network: as many as a key may make requests of a kind.
    pub fn count_socket(&self, socket: Socket, client: &Client) -> Result<(), Shut> {
        let whose = Whose::Network(client.network());
        let taken = self.rates.take(whose, socket.path(), self.service.store().now());
        taken.map_err(|retry_after_s| Shut::TooManyOpened { retry_after_s })
    }

    /// Refuses an upgrade, in JSON and in the words of the socket's dialect.
    #[must_use]
    pub fn refuse_socket(&self, socket: Socket, why: Shut) -> Response {
        socket.refuse(why, self.rates.per_second(socket.path()))
    }
}
