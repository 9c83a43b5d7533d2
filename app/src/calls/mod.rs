//! Server functions: the only way from a page to the server.
//!
//! Arguments are plain strings, parsed in the first lines of each body: a validated type as an argument would turn a
//! field error into an opaque one. Every function is listed in the access inventory of the server's tests.

#![expect(missing_docs, reason = "the argument structs that the macro writes have no place for them")]

mod audit;
mod error;
mod jobs;
mod keys;
mod members;
mod messages;
mod removals;
mod rooms;
#[cfg(feature = "ssr")]
pub mod server;
mod session;
mod settings;
mod users;

pub use audit::*;
pub use error::CallError;
pub use jobs::*;
pub use keys::*;
pub use members::*;
pub use messages::*;
pub use removals::*;
pub use rooms::*;
pub use session::*;
pub use settings::*;
pub use users::*;
