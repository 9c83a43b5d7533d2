//! Access keys. Secrets come in sealed and go out sealed; of client tokens there are hashes only.

mod change;
mod columns;
mod credential;
mod held;
mod list;

pub(crate) use self::columns::{key_id, key_scope};
pub use self::{change::NewKey, credential::Credential, held::HeldKey};
