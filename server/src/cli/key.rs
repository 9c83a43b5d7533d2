//! What is done about access keys.

use clap::Subcommand;
use domain::{Day, KeyId, KeyScope};

use super::{Data, day};

/// Make, list and disable access keys.
#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Make a key and print its secrets, for the only time.
    Create {
        /// The address that the key's user signs in with.
        #[arg(long, value_name = "EMAIL")]
        user: String,
        /// How far it reaches: `all`, `read`, or `room:ID`.
        #[arg(long, default_value_t = KeyScope::All)]
        scope: KeyScope,
        /// What it is for.
        #[arg(long, default_value = "", hide_default_value = true)]
        label: String,
        /// The last day on which it opens anything, as 2026-01-31 (UTC); without it the key has no end.
        #[arg(long, value_name = "DAY", value_parser = day)]
        last_day: Option<Day>,
        /// It opens nothing until it is approved.
        #[arg(long)]
        pending: bool,
        /// Print one line of JSON instead of sentences.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        data: Data,
    },
    /// List every key, newest first; no secrets.
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Let a pending key open what it is for.
    Approve {
        /// The key's id.
        id: KeyId,
        #[command(flatten)]
        data: Data,
    },
    /// Disable a key, for good.
    Disable {
        /// The key's id.
        id: KeyId,
        #[command(flatten)]
        data: Data,
    },
}
