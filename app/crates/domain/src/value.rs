//! Texts that people give, each validated once, where it is made: in the browser and on the server by the same rules.

mod password;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::password::Password;
use crate::{Field, limits};

/// Why a text was refused, and in which field it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Invalid {
    /// The field.
    pub field: Field,
    /// What is wrong with it.
    pub problem: crate::Problem,
}

impl Invalid {
    const fn new(field: Field, problem: crate::Problem) -> Self {
        Self { field, problem }
    }
}

/// Trims, refuses control characters, and counts characters (not bytes).
fn line(text: &str, field: Field, max: usize) -> Result<String, Invalid> {
    let text = text.trim();
    if !shows(text) {
        return Err(Invalid::new(field, crate::Problem::Missing));
    }
    if text.chars().count() > max {
        return Err(Invalid::new(field, crate::Problem::TooLong { max: max as u32 }));
    }
    let names = matches!(field, Field::RoomName | Field::DisplayName | Field::Label);
    if text.chars().any(|c| c.is_control() || (names && turns(c))) {
        return Err(Invalid::new(field, crate::Problem::ControlCharacter));
    }
    Ok(text.to_owned())
}

/// Whether anything of a text can be seen.
fn shows(text: &str) -> bool {
    !text.chars().all(|c| c.is_whitespace() || is_unseen(c))
}

/// Characters that take no room and have no shape, and blanks that do not count as white space.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Characters that turn the direction of what follows: with them one name can be made to look like another.
const fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

macro_rules! text_value {
    ($(#[$doc:meta])* $name:ident, $field:expr, $max:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Validates a text.
            ///
            /// # Errors
            /// Names the field and what is wrong with it.
            pub fn new(text: &str) -> Result<Self, Invalid> {
                line(text, $field, $max).map(Self)
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:?})"), self.0)
            }
        }
    };
}

text_value!(
    /// The public reason of a removal: 1 to 256 characters, shown to viewers as plain text.
    Reason, Field::Reason, limits::REASON_CHARS_MAX
);
text_value!(
    /// The private note of a removal: 1 to 1,024 characters, for moderators only.
    Note, Field::Note, limits::NOTE_CHARS_MAX
);
text_value!(
    /// The name of a room: 1 to 256 characters on one line.
    RoomName, Field::RoomName, limits::ROOM_NAME_CHARS_MAX
);
text_value!(
    /// The name people see for a person: 1 to 256 characters on one line.
    DisplayName, Field::DisplayName, limits::DISPLAY_NAME_CHARS_MAX
);

text_value!(
    /// What an access key is for, in its owner's words: 1 to 100 characters on one line.
    KeyLabel, Field::Label, limits::KEY_LABEL_CHARS_MAX
);

impl Reason {
    /// Validates a text of which nothing at all counts as no reason.
    ///
    /// # Errors
    /// When there is a reason and it is too long.
    pub fn optional(text: &str) -> Result<Option<Self>, Invalid> {
        if text.trim().is_empty() { Ok(None) } else { Self::new(text).map(Some) }
    }
}

impl KeyLabel {
    /// Validates a text of which nothing at all counts as no label.
    ///
    /// # Errors
    /// When there is a label and it is too long.
    pub fn optional(text: &str) -> Result<Option<Self>, Invalid> {
        if text.trim().is_empty() { Ok(None) } else { Self::new(text).map(Some) }
    }
}

impl Note {
    /// Validates a text of which nothing at all counts as no note.
    ///
    /// # Errors
    /// When there is a note and it is too long.
    pub fn optional(text: &str) -> Result<Option<Self>, Invalid> {
        if text.trim().is_empty() { Ok(None) } else { Self::new(text).map(Some) }
    }
}

/// The text of a message: 1 to 4,096 characters, line breaks and tabs kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Content(String);

impl Content {
    /// Validates a text, which is kept as it is: a program gets back what it sent.
    ///
    /// # Errors
    /// When nothing is there that can be seen, or more than 4,096 characters.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        if !shows(text) {
            return Err(Invalid::new(Field::Content, crate::Problem::Missing));
        }
        if text.chars().count() > limits::CONTENT_CHARS_MAX {
            let max = limits::CONTENT_CHARS_MAX as u32;
            return Err(Invalid::new(Field::Content, crate::Problem::TooLong { max }));
        }
        Ok(Self(text.to_owned()))
    }

    /// Validates a text that somebody typed into a form. Browsers send each of its line breaks as `\r\n`, which nobody
    /// has typed: they are kept as `\n`, and counted so.
    ///
    /// # Errors
    /// As [`Content::new`].
    pub fn typed(text: &str) -> Result<Self, Invalid> {
        Self::new(&text.replace("\r\n", "\n"))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Content never reaches a log: its debug form is its length.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.0.len())
    }
}

/// An e-mail address to sign in with, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Validates an address: something, one `@`, something with no white space.
    ///
    /// # Errors
    /// When it is missing, too long or has not that shape.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let text = line(text, Field::Email, limits::EMAIL_CHARS_MAX)?.to_lowercase();
        let shaped = text
            .split_once('@')
            .is_some_and(|(local, host)| !local.is_empty() && !host.is_empty() && !host.contains('@'));
        if !shaped || text.contains(char::is_whitespace) {
            return Err(Invalid::new(Field::Email, crate::Problem::NotAnEmail));
        }
        Ok(Self(text))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What makes a repeated request the same request: 1 to 64 characters `[-_A-Za-z0-9]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Validates a key; nothing at all counts as no key.
    ///
    /// # Errors
    /// When it is longer than 64 characters or holds others than `[-_A-Za-z0-9]`.
    pub fn optional(text: &str) -> Result<Option<Self>, Invalid> {
        if text.is_empty() {
            return Ok(None);
        }
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if text.len() > limits::IDEMPOTENCY_KEY_CHARS_MAX || !text.bytes().all(legal) {
            return Err(Invalid::new(Field::IdempotencyKey, crate::Problem::Malformed));
        }
        Ok(Some(Self(text.to_owned())))
    }

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
