//! A password that a person chooses.

use std::fmt;

use super::Invalid;
use crate::{Field, limits};

/// A new password: 10 to 256 characters, never shown, logged or compared in the open.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Validates a password that a person chooses.
    ///
    /// # Errors
    /// When it is shorter than 10 or longer than 256 characters.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let problem = match text.chars().count() {
            0 => crate::Problem::Missing,
            n if n < limits::PASSWORD_CHARS_MIN => crate::Problem::TooShort { min: limits::PASSWORD_CHARS_MIN as u32 },
            n if n > limits::PASSWORD_CHARS_MAX => crate::Problem::TooLong { max: limits::PASSWORD_CHARS_MAX as u32 },
            _ => return Ok(Self(text.to_owned())),
        };
        Err(Invalid::new(Field::Password, problem))
    }

    /// The password, for hashing.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}
