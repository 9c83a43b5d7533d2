//! What is asked of the audit log.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::{Day, RoomId, UserId, view::AuditQuery};
use storage::Noted;

use super::{Data, day};
use crate::export::Format;

/// Digits of a hash, in hexadecimal.
const HASH_DIGITS: usize = 64;

/// Check the audit log, or write it out.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Walk the hash chain and name the first entry that does not fit, or that is missing though something names it.
    Verify {
        /// An entry that was noted elsewhere, as this command prints it: it must lie on the chain. That finds out a log that
        /// was cut short, or written anew from some entry on.
        #[arg(long, value_name = "NUMBER:HASH", value_parser = noted)]
        expect: Option<Noted>,
        #[command(flatten)]
        data: Data,
    },
    /// Write the entries out, newest first, with the filters of the panel's page.
    Export {
        /// How the file is written.
        #[arg(long, value_enum, default_value_t = Format::Jsonl)]
        format: Format,
        /// The file to write, made anew if it is there; standard output without it.
        #[arg(long)]
        out: Option<PathBuf>,
        #[command(flatten)]
        filters: AuditFilters,
        #[command(flatten)]
        data: Data,
    },
}

/// Reads `NUMBER:HASH`.
fn noted(text: &str) -> Result<Noted, &'static str> {
    const FORM: &str = "it takes an entry's number and its hash of 64 digits, as NUMBER:HASH";
    let (number, hash) = text.trim().split_once(':').ok_or(FORM)?;
    let is_hash = hash.len() == HASH_DIGITS && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
    match number.parse() {
        Ok(number) if is_hash => Ok(Noted { number, hash: hash.to_owned() }),
        Ok(_) | Err(_) => Err(FORM),
    }
}

/// Which entries.
#[derive(Debug, Clone, Args)]
pub(crate) struct AuditFilters {
    /// Only by the user with this id.
    #[arg(long)]
    actor: Option<UserId>,
    /// Only in the room with this id.
    #[arg(long)]
    room: Option<RoomId>,
    /// Only this act, as `redact`, or this group of acts, as `room`.
    #[arg(long, default_value = "", hide_default_value = true)]
    action: String,
    /// Only what was refused.
    #[arg(long)]
    refused: bool,
    /// Only from this day on, as 2026-01-31 (UTC).
    #[arg(long, value_parser = day)]
    from: Option<Day>,
    /// Only up to and with this day.
    #[arg(long, value_parser = day)]
    until: Option<Day>,
}

impl From<AuditFilters> for AuditQuery {
    fn from(filters: AuditFilters) -> Self {
        let AuditFilters { actor, room, action, refused, from, until } = filters;
        Self { actor, room, action, refused, from, until, before: None }
    }
}
