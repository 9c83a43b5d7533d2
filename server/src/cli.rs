//! The command line: every flag, its environment variable and its help. Does nothing by itself.

mod audit;
mod key;

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum, builder::BoolishValueParser};
use domain::Day;
use serde::Deserialize;
use wire::{Kind, UnknownKind};

pub(crate) use self::{audit::Audit, key::Key};

/// Requests a second that can be set at the most.
const KEY_RATE_MAX: u32 = 1_000_000;
/// What the help of `serve` ends with.
const AFTER_HELP: &str = "\
Settings come from flags, then from the environment, then from the file that --config names. The file has the names of
the flags with underscores:
  listen = \"0.0.0.0:3000\"
  data = \"/var/lib/roomkeeper\"   # beside the file, when it is no absolute path
  secure = true
  behind_proxy = true
  open_metrics = false
  key_rate = 200
  operation_rate = { DeleteMessage = 20, \"imkit.purge\" = 1 }
  log = \"info\"
  log_format = \"json\"";

/// A chat-room server with a moderation panel that can show that what was deleted is gone.
#[derive(Debug, Parser)]
#[command(name = "roomkeeper", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// A file of settings in TOML; what is given as a flag or in the environment goes before it.
    #[arg(long, global = true, env = "ROOMKEEPER_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// How much is logged, as `warn` or `info,roomkeeper=debug` [default: info].
    #[arg(long, global = true, env = "ROOMKEEPER_LOG", value_name = "FILTER")]
    pub(crate) log: Option<String>,
    /// How log lines are written, on standard error [default: text].
    #[arg(long, global = true, env = "ROOMKEEPER_LOG_FORMAT", value_enum)]
    pub(crate) log_format: Option<LogFormat>,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, Default, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start a throw-away server with sample rooms, and print the sign-ins.
    Demo(Demo),
    /// Start the server.
    #[command(after_help = AFTER_HELP)]
    Serve(Serve),
    /// Make, list and disable users.
    #[command(subcommand)]
    User(User),
    /// Make, list and disable access keys: what programs come with.
    #[command(subcommand)]
    Key(Key),
    /// Bring real talk into a room.
    #[command(subcommand)]
    Import(Import),
    /// Check the audit log, or write it out.
    #[command(subcommand)]
    Audit(Audit),
    /// Write a consistent copy of the store into a folder, while the server runs. Nothing that is purged is in it.
    ///
    /// What a job has still to erase from the store is erased from the copy first, which takes as much room again. A copy
    /// that is killed leaves `roomkeeper.sqlite.unfinished` behind, with all of that; the next one into the same folder removes it.
    Backup {
        /// The folder to write into; made if it is not there.
        #[arg(value_name = "DIR")]
        into: PathBuf,
        #[command(flatten)]
        data: Data,
    },
}

/// Where everything is kept.
#[derive(Debug, Clone, Args)]
pub(crate) struct Data {
    /// The data folder [default: ./data].
    #[arg(long = "data", env = "ROOMKEEPER_DATA")]
    pub(crate) folder: Option<PathBuf>,
}

/// How the server listens.
#[derive(Debug, Clone, Args)]
pub(crate) struct Listen {
    /// The address and port to listen on; port 0 takes a free one [default: 127.0.0.1:3000].
    #[arg(long = "listen", env = "ROOMKEEPER_LISTEN")]
    pub(crate) address: Option<SocketAddr>,
    /// People reach the server through TLS: cookies are marked `Secure`. Set it behind a proxy that ends TLS.
    #[arg(long, env = "ROOMKEEPER_SECURE", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    #[arg(value_name = "BOOL", value_parser = BoolishValueParser::new())]
    pub(crate) secure: Option<bool>,
    /// A proxy in front tells the client's address in `X-Forwarded-For`: sign-in limits go by it.
    #[arg(long, env = "ROOMKEEPER_BEHIND_PROXY", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    #[arg(value_name = "BOOL", value_parser = BoolishValueParser::new())]
    pub(crate) behind_proxy: Option<bool>,
    /// Whoever reaches the server may read `/metrics`. Otherwise only processes of the same machine may, and not through
    /// a proxy.
    #[arg(long, env = "ROOMKEEPER_OPEN_METRICS", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    #[arg(value_name = "BOOL", value_parser = BoolishValueParser::new())]
    pub(crate) open_metrics: Option<bool>,
    /// Requests a second that one access key may make of one kind, and sockets for messages that may be opened from one
    /// address; five seconds' worth may come at once [default: 200].
    #[arg(long, env = "ROOMKEEPER_KEY_RATE", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(KEY_RATE_MAX)))]
    pub(crate) key_rate: Option<u32>,
    /// The same for one operation or socket: `DeleteMessage=20`. May be given many times; in the environment, with commas. Those of the
    /// file, too, go all together where any is given here.
    #[arg(long, env = "ROOMKEEPER_OPERATION_RATE", value_name = "NAME=N", value_delimiter = ',', value_parser = operation_rate)]
    pub(crate) operation_rate: Vec<(Kind, u32)>,
}

/// Reads `NAME=N`.
fn operation_rate(text: &str) -> Result<(Kind, u32), String> {
    let Some((name, rate)) = text.split_once('=') else { return Err("it takes a name and a number, as NAME=N".into()) };
    let kind = name.trim().parse().map_err(|unknown: UnknownKind| unknown.to_string())?;
    match rate.trim().parse() {
        Ok(rate @ 1..=KEY_RATE_MAX) => Ok((kind, rate)),
        _ => Err(format!("`{rate}` is no number from 1 to {KEY_RATE_MAX}")),
    }
}

/// Start the server.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) listen: Listen,
    #[command(flatten)]
    pub(crate) data: Data,
}

/// Start a throw-away server.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    pub(crate) listen: Listen,
    /// Keep everything in this folder instead of a temporary one that is removed at exit.
    #[arg(long)]
    pub(crate) data: Option<PathBuf>,
    /// Print one line of JSON instead of sentences.
    #[arg(long)]
    pub(crate) json: bool,
    /// Nobody writes by themselves.
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// Make, list and disable users.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Make a user; the password is asked for, or read from standard input.
    Create {
        /// The address to sign in with.
        email: String,
        /// The name people see.
        #[arg(long)]
        name: String,
        /// The account to belong to, by name; made if it is not there.
        #[arg(long)]
        account: Option<String>,
        /// Make it a platform admin.
        #[arg(long)]
        admin: bool,
        #[command(flatten)]
        data: Data,
    },
    /// List the users who can sign in.
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Disable a user; every session ends.
    Disable {
        /// The address they sign in with.
        email: String,
        #[command(flatten)]
        data: Data,
    },
}

/// Bring real talk into a room.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Read plain IRC logs (`[04:46] <nick> text`), one file a day, the day in the file's name.
    ///
    /// A line that was brought in before is known again by its minute, its name and its text, and left out, whether it is
    /// still there or was removed: also when other lines have left the file or come to it since. When it stands in its minute
    /// more than once in one file, it is brought in as many times. Lines are marked with the key file `roomkeeper.key` in the data
    /// folder, which is made when it is not there: without it they are not known again, and nothing is brought in. What
    /// earlier versions brought in is known again too; its ids were made of its text alone, and stay as they are.
    IrcLog {
        /// The account the room belongs to, by name; made if it is not there.
        #[arg(long)]
        account: String,
        /// The room, by name; made if it is not there.
        #[arg(long)]
        room: String,
        /// The log files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        data: Data,
    },
}

/// Reads a day as it is written everywhere here.
fn day(text: &str) -> Result<Day, &'static str> {
    Day::parse(text).ok_or("a day is written as 2026-01-31")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn every_command_has_a_line_that_makes_sense() {
        super::Arguments::command().debug_assert();
    }
}
