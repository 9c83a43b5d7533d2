//! The dialects of foreign clients. Each is translation only: what a request says becomes a command of the service, what
//! the service answers becomes what that client needs back. Nothing here decides who may do what, and no dialect knows
//! another.

pub mod aws;
mod chime;
pub mod imkit;
pub mod ivs_chat;
mod messaging;
mod rates;
pub mod sigv4;
mod socket;
mod tongue;

use std::sync::Arc;

use domain::Door;
use service::Service;

use self::{aws::Dialect, ivs_chat::Chats, rates::Rates};
pub use self::{
    messaging::session::{End, Session, Unopened},
    rates::{Kind, Limits, UnknownKind},
    socket::{Shut, Socket},
    tongue::{Tongue, request_id},
};

/// The dialects of AWS, in the order in which a request is looked for in them.
const DIALECTS: &[Dialect] = &[chime::DIALECT, ivs_chat::DIALECT, messaging::DIALECT];

/// Seconds after which it is worth another try when the store takes nothing: it was waited for already.
const RETRY_HELD_AFTER_S: u32 = 1;

/// Every operation of the AWS dialects by name, with the door that its calls come through: for tests that hold a table
/// against what there is.
pub fn operations() -> impl Iterator<Item = (Door, &'static str)> {
    DIALECTS.iter().flat_map(|dialect| dialect.operations.iter().map(|operation| (dialect.door, operation.name)))
}

/// Every name under which requests are counted.
fn kinds() -> impl Iterator<Item = &'static str> {
    let sockets = [Socket::Chat, Socket::Session].map(Socket::path);
    operations().map(|(_, name)| name).chain([messaging::session::CONNECT]).chain(imkit::KINDS).chain(sockets)
}

/// How an operation is asked for: the service that its calls are signed for, method, path with its labels in braces, and
/// the word of the query if there is one. For tests that ask for all of them.
pub fn addresses() -> impl Iterator<Item = (&'static str, &'static str, &'static str, Option<&'static str>)> {
    let each = |dialect: &'static Dialect| dialect.operations.iter().map(|one| (dialect.signs_as, one));
    DIALECTS.iter().flat_map(each).map(|(service, one)| (service, one.method, one.path, one.operation))
}

/// What every dialect works with. A cheap handle.
#[derive(Debug, Clone)]
pub struct Wire {
    service: Service,
    rates: Arc<Rates>,
    dialects: &'static [Dialect],
    chats: Arc<Chats>,
}

impl Wire {
    /// Over a service, with so many requests a second for each key.
    #[must_use]
    pub fn new(service: Service, limits: Limits) -> Self {
        Self { service, rates: Arc::new(Rates::new(limits)), dialects: DIALECTS, chats: Arc::default() }
    }
}
