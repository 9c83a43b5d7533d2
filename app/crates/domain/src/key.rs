//! Access keys: what programs come with instead of a session. A key acts as the user it belongs to, and never for more
//! than its scope.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{AccountId, RoomId};

/// Characters of a key's id.
const KEY_ID_CHARS: usize = 20;
/// What every key's id begins with.
const KEY_ID_PREFIX: &str = "RK";

/// Names an access key: twenty characters `RK…`. No secret: it stands in requests, lists and the audit log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; KEY_ID_CHARS]);

/// The text was no id of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key id is RK and 18 capital letters and digits")]
pub struct InvalidKeyId;

impl KeyId {
    /// Letters that are drawn for an id, besides [`KeyId::PREFIX`].
    pub const DRAWN_CHARS: usize = KEY_ID_CHARS - KEY_ID_PREFIX.len();
    /// What every id begins with.
    pub const PREFIX: &str = KEY_ID_PREFIX;

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Made of ASCII only.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for KeyId {
    type Err = InvalidKeyId;

    fn from_str(text: &str) -> Result<Self, InvalidKeyId> {
        let legal = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        let bytes: [u8; KEY_ID_CHARS] = text.as_bytes().try_into().map_err(|_| InvalidKeyId)?;
        if text.starts_with(KEY_ID_PREFIX) && bytes.iter().copied().all(legal) {
            Ok(Self(bytes))
        } else {
            Err(InvalidKeyId)
        }
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "key:{self}")
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// How far a key reaches, whatever its user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyScope {
    /// As far as its user.
    All,
    /// As far as its user, and it changes nothing.
    Read,
    /// One room, and nothing outside it.
    Room(RoomId),
}

/// The text was no scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a scope is all, read, or room: and the id of a room")]
pub struct InvalidScope;

impl FromStr for KeyScope {
    type Err = InvalidScope;

    fn from_str(text: &str) -> Result<Self, InvalidScope> {
        match (text, text.strip_prefix("room:")) {
            ("all", _) => Ok(Self::All),
            ("read", _) => Ok(Self::Read),
            (_, Some(room)) => room.parse().map(Self::Room).map_err(|_| InvalidScope),
            _ => Err(InvalidScope),
        }
    }
}

impl fmt::Display for KeyScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Read => f.write_str("read"),
            Self::Room(room) => write!(f, "room:{room}"),
        }
    }
}

/// Whether a key opens anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// It does.
    Active,
    /// Not yet: somebody has to say yes first.
    Pending,
    /// Never again.
    Disabled,
}

impl KeyState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Active, Self::Pending, Self::Disabled];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Disabled => "disabled",
        }
    }

    /// Reads a stable code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Pending => "Pending",
            Self::Disabled => "Disabled",
        }
    }
}

/// How a key stands now, for people who look for one: its state, and whether its end has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyStanding {
    /// It opens what it is for.
    Active,
    /// Not yet: somebody has to say yes first.
    Pending,
    /// Its last day is over.
    Expired,
    /// It was shut for good.
    Disabled,
}

impl KeyStanding {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Active, Self::Pending, Self::Expired, Self::Disabled];

    /// The stable code: in addresses, and as the store tells it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Expired => "expired",
            Self::Disabled => "disabled",
        }
    }

    /// Reads a stable code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.code() == code)
    }

    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Pending => "Pending",
            Self::Expired => "Expired",
            Self::Disabled => "Disabled",
        }
    }
}

/// Names the account of a client in the IMKIT dialect: the account's id, or twelve zeros for users without account. No
/// secret, and made rather than kept: it follows the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientKey(pub Option<AccountId>);

impl fmt::Display for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No account has the smallest id: ids carry the time they were made at.
        self.0.unwrap_or(AccountId::MIN).fmt(f)
    }
}

impl FromStr for ClientKey {
    type Err = crate::InvalidId;

    fn from_str(text: &str) -> Result<Self, crate::InvalidId> {
        let account: AccountId = text.parse()?;
        Ok(Self((account != AccountId::MIN).then_some(account)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_id_is_rk_and_18_capitals_and_digits() {
        let id: KeyId = "RK0123456789ABCDEFGH".parse().unwrap();
        assert_eq!(
            (id.to_string().as_str(), serde_json::to_string(&id).unwrap().as_str()),
            ("RK0123456789ABCDEFGH", "\"RK0123456789ABCDEFGH\"")
        );
        for text in [
            "",
            "RK0123456789ABCDEFG",
            "RK0123456789ABCDEFGHI",
            "XX0123456789ABCDEFGH",
            "RK0123456789abcdefgh",
            "RK0123456789ABCDEF Ü",
        ] {
            assert_eq!(text.parse::<KeyId>(), Err(InvalidKeyId), "{text}");
        }
    }

    #[test]
    fn a_scope_has_one_written_form() {
        for text in ["all", "read", "room:0001zzzzzzzz"] {
            assert_eq!(text.parse::<KeyScope>().unwrap().to_string(), text);
        }
        for text in ["", "write", "room:", "room:short", "ALL", "0001zzzzzzzz"] {
            assert_eq!(text.parse::<KeyScope>(), Err(InvalidScope), "{text}");
        }
    }

    #[test]
    fn a_client_key_names_an_account_or_nobodys() {
        for account in [None, Some(AccountId::from_raw(77))] {
            assert_eq!(ClientKey(account).to_string().parse(), Ok(ClientKey(account)));
        }
        assert_eq!(ClientKey(None).to_string(), "000000000000");
        assert!("short".parse::<ClientKey>().is_err());
    }
}
