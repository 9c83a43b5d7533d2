//! Ids: one 63-bit number that sorts by time, written as exactly twelve characters `[0-9A-Za-z]`.
//!
//! The number is `milliseconds since 1970 << 21 | sequence`, so an id carries its own time and ids of one room sort
//! as its messages do. Twelve base-62 characters are valid in every dialect (IVS Chat asks for exactly twelve
//! alphanumerics), and their byte order is the order of the numbers. Ids are made by the server only.

use std::{
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::Timestamp;

/// Characters of an id in its written form.
const ID_CHARS: usize = 12;
/// Bits that tell ids of one millisecond apart.
const SEQUENCE_BITS: u32 = 21;
/// The digits, in the order of their bytes, so that text sorts as numbers do.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What an id names. Only a label for the compiler and for messages to people.
pub trait Kind {
    /// The word for it, as people read it.
    const WORD: &'static str;
}

/// The kinds of id.
pub mod kind {
    macro_rules! kinds {
        ($($(#[$doc:meta])* $name:ident = $word:literal),* $(,)?) => {$(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum $name {}
            impl super::Kind for $name {
                const WORD: &'static str = $word;
            }
        )*};
    }
    kinds! {
        /// A tenant.
        Account = "account",
        /// A person.
        User = "user",
        /// Anything that holds messages.
        Room = "room",
        /// One message.
        Message = "message",
        /// One accepted removal.
        Operation = "operation",
        /// The physical work of a purge.
        Job = "job",
        /// A part of an elastic channel.
        SubChannel = "sub-channel",
    }
}

/// An id of the given kind.
pub struct Id<K>(i64, PhantomData<fn() -> K>);

/// Names a tenant.
pub type AccountId = Id<kind::Account>;
/// Names a person.
pub type UserId = Id<kind::User>;
/// Names a room, conversation or channel.
pub type RoomId = Id<kind::Room>;
/// Names a message; sorts by time.
pub type MessageId = Id<kind::Message>;
/// Names an accepted removal.
pub type OperationId = Id<kind::Operation>;
/// Names the physical work of a purge.
pub type JobId = Id<kind::Job>;
/// Names a part of an elastic channel.
pub type SubChannelId = Id<kind::SubChannel>;

/// The text was not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a {word} id has exactly 12 letters and digits")]
pub struct InvalidId {
    /// What the id should have named.
    pub word: &'static str,
}

impl<K> Id<K> {
    /// The smallest id: sorts before every id that is made.
    pub const MIN: Self = Self(0, PhantomData);
    /// The largest id: sorts after every id that is made.
    pub const MAX: Self = Self(i64::MAX, PhantomData);

    /// The id with this number; negative numbers become [`Id::MIN`].
    #[must_use]
    pub const fn from_raw(raw: i64) -> Self {
        Self(if raw < 0 { 0 } else { raw }, PhantomData)
    }

    /// The number behind the id: what the store keeps.
    #[must_use]
    pub const fn raw(self) -> i64 {
        self.0
    }

    /// The smallest id of a moment: everything before it is older.
    #[must_use]
    pub const fn first_at(at: Timestamp) -> Self {
        Self::from_raw(at.millis() << SEQUENCE_BITS)
    }

    /// The id of a moment with a sequence number, of which the lowest 21 bits count.
    #[must_use]
    pub const fn at(at: Timestamp, sequence: u32) -> Self {
        let low = (sequence as i64) & ((1 << SEQUENCE_BITS) - 1);
        Self::from_raw((at.millis() << SEQUENCE_BITS) | low)
    }

    /// The sequence number that the id ends with.
    #[must_use]
    pub const fn sequence(self) -> u32 {
        (self.0 & ((1 << SEQUENCE_BITS) - 1)) as u32
    }

    /// When the id was made, to the millisecond.
    #[must_use]
    pub const fn timestamp(self) -> Timestamp {
        Timestamp::from_millis(self.0 >> SEQUENCE_BITS)
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [b'0'; ID_CHARS];
        let mut rest = self.0.unsigned_abs();
        for slot in text.iter_mut().rev() {
            *slot = DIGITS[(rest % 62) as usize];
            rest /= 62;
        }
        text.iter().try_for_each(|digit| write!(f, "{}", *digit as char))
    }
}

impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{self}", K::WORD)
    }
}

impl<K: Kind> FromStr for Id<K> {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let invalid = InvalidId { word: K::WORD };
        if text.len() != ID_CHARS {
            return Err(invalid);
        }
        text.bytes()
            .try_fold(0i64, |number, byte| {
                let digit = match byte {
                    b'0'..=b'9' => byte - b'0',
                    b'A'..=b'Z' => byte - b'A' + 10,
                    b'a'..=b'z' => byte - b'a' + 36,
                    _ => return None,
                };
                number.checked_mul(62)?.checked_add(i64::from(digit))
            })
            .map(Self::from_raw)
            .ok_or(invalid)
    }
}

impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_and_number_are_two_forms_of_one_id(raw in 0..=i64::MAX) {
            let id = MessageId::from_raw(raw);
            let text = id.to_string();
            prop_assert_eq!(text.len(), 12);
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            prop_assert_eq!(text.parse::<MessageId>().unwrap(), id);
            prop_assert_eq!(MessageId::at(id.timestamp(), id.sequence()), id);
        }

        #[test]
        fn text_sorts_as_time_does(a in 0..=i64::MAX, b in 0..=i64::MAX) {
            let (one, two) = (MessageId::from_raw(a), MessageId::from_raw(b));
            prop_assert_eq!(one.cmp(&two), one.to_string().cmp(&two.to_string()));
        }

        #[test]
        fn any_other_text_is_refused_without_panic(text in "\\PC{0,14}") {
            let _ = text.parse::<MessageId>();
        }
    }

    #[test]
    fn what_is_not_an_id_is_told_apart() {
        for text in ["", "short", "0123456789abc", "0123456789-b", "zzzzzzzzzzzz", "ééé123456"] {
            assert_eq!(text.parse::<RoomId>(), Err(InvalidId { word: "room" }), "{text}");
        }
    }

    #[test]
    fn an_id_carries_its_time() {
        let at = Timestamp::from_millis(1_700_000_000_123);
        assert_eq!(MessageId::at(at, 77).timestamp(), at);
        assert!(MessageId::first_at(at) < MessageId::at(at, 1));
    }
}
