//! A key's columns as values, and back.

use domain::{KeyId, KeyScope, KeyState, RoomId};

use crate::StorageError;

pub(crate) fn key_id(id: &str) -> Result<KeyId, StorageError> {
    id.parse().map_err(|_| StorageError::Inconsistent("key id"))
}

pub(super) fn key_state(state: &str) -> Result<KeyState, StorageError> {
    KeyState::from_code(state).ok_or(StorageError::Inconsistent("key state"))
}

/// Reads a scope from its two columns.
pub(crate) fn key_scope(scope: &str, room: Option<i64>) -> Result<KeyScope, StorageError> {
    match (scope, room) {
        ("all", None) => Ok(KeyScope::All),
        ("read", None) => Ok(KeyScope::Read),
        ("room", Some(room)) => Ok(KeyScope::Room(RoomId::from_raw(room))),
        _ => Err(StorageError::Inconsistent("key scope")),
    }
}

pub(super) const fn scope_columns(scope: KeyScope) -> (&'static str, Option<i64>) {
    match scope {
        KeyScope::All => ("all", None),
        KeyScope::Read => ("read", None),
        KeyScope::Room(room) => ("room", Some(room.raw())),
    }
}
