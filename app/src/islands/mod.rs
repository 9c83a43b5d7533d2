//! What lives in the browser: views that the server draws and the WASM takes over. An island gets its first data with
//! the page, asks for the rest by calls, and never draws what it was not told.

mod room;

use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::value::RawValue;

#[cfg(feature = "ssr")]
pub use self::room::{Address, Opened, RoomIsland};

/// What the server prints into the page for an island. Read in two steps: the second reads bytes, as the answers of calls
/// are read, so that the WASM carries one reader for each type and not two.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Printed<T>(pub T);

impl<'de, T: de::DeserializeOwned> Deserialize<'de> for Printed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        serde_json::from_slice(text.get().as_bytes()).map(Self).map_err(de::Error::custom)
    }
}
