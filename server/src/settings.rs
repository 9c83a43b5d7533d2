//! What the operator has set: by flag, else in the environment, else in a file, else as it comes. Knows no secrets.

use std::{
    collections::HashMap,
    fs,
    net::{Ipv4Addr, SocketAddr},
    num::NonZeroU32,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use tracing_subscriber::{filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};
use wire::{Kind, Limits};

use crate::{
    cli::{Arguments, Data, Listen, LogFormat},
    commands::Stop,
};

/// Where the server listens when nobody says otherwise: nobody else can reach it there.
const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 3000);
/// Where everything is kept when nobody says otherwise.
const DATA: &str = "./data";
/// Requests a second of one kind when nobody says otherwise: more than any script needs, less than would be felt.
const KEY_RATE: u32 = 200;
/// How much is logged when nobody says otherwise.
const LOG: &str = "info,sqlx=warn,leptos=warn,hyper=warn";

/// The file of settings: every one can be left out, and none can be mistyped.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    listen: Option<SocketAddr>,
    data: Option<PathBuf>,
    secure: Option<bool>,
    behind_proxy: Option<bool>,
    open_metrics: Option<bool>,
    key_rate: Option<NonZeroU32>,
    #[serde(default)]
    operation_rate: HashMap<Kind, NonZeroU32>,
    log: Option<String>,
    log_format: Option<LogFormat>,
}

/// How the server meets the outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// The address and port to listen on.
    pub(crate) listen: SocketAddr,
    /// People come through TLS.
    pub(crate) secure: bool,
    /// A proxy in front tells the client's address.
    pub(crate) behind_proxy: bool,
    /// Whoever reaches the server may read its metrics.
    pub(crate) open_metrics: bool,
    /// Requests a second that one access key may make of each kind, and sockets for messages that one address may open.
    pub(crate) limits: Limits,
}

impl File {
    /// Reads the file; without a name it is empty.
    pub(crate) fn read(path: Option<&Path>) -> Result<Self, Stop> {
        let Some(path) = path else { return Ok(Self::default()) };
        let shown = path.display();
        let text = fs::read_to_string(path)
            .map_err(|error| Stop(format!("The settings in {shown} cannot be read: {error}.")))?;
        let mut file: Self = toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            let why = error.message().trim_end_matches('.');
            Stop(format!("The settings in {shown} make no sense: line {line}: {why}."))
        })?;
        // Beside the file, wherever the server is started from.
        file.data = file.data.map(|data| path.parent().unwrap_or(Path::new("")).join(data));
        Ok(file)
    }
}

impl Data {
    /// The data folder.
    pub(crate) fn or(self, file: &File) -> PathBuf {
        self.folder.or_else(|| file.data.clone()).unwrap_or_else(|| DATA.into())
    }
}

impl Listen {
    /// The settings, with the file for what is not given.
    pub(crate) fn or(self, file: &File) -> Settings {
        let in_file = || file.operation_rate.iter().map(|(kind, rate)| (*kind, rate.get())).collect();
        let set = !self.operation_rate.is_empty();
        Settings {
            listen: self.address.or(file.listen).unwrap_or(LISTEN),
            secure: self.secure.or(file.secure).unwrap_or(false),
            behind_proxy: self.behind_proxy.or(file.behind_proxy).unwrap_or(false),
            open_metrics: self.open_metrics.or(file.open_metrics).unwrap_or(false),
            limits: Limits {
                each: self.key_rate.or(file.key_rate.map(NonZeroU32::get)).unwrap_or(KEY_RATE),
                of: if set { self.operation_rate.into_iter().collect() } else { in_file() },
            },
        }
    }
}

/// Begins to write log lines on standard error.
pub(crate) fn start_logging(arguments: &Arguments, file: &File) -> Result<(), Stop> {
    let wanted = arguments.log.as_ref().or(file.log.as_ref()).filter(|filter| !filter.is_empty());
    let filter = wanted.map_or(LOG, String::as_str);
    // An empty part would be taken for "errors only".
    let parts: Vec<&str> = filter.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let filter: Targets = parts
        .join(",")
        .parse()
        .map_err(|error| Stop(format!("{filter:?} does not say what to log: {error}. Try `info` or `warn`.")))?;
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    let log = tracing_subscriber::registry().with(filter);
    match arguments.log_format.or(file.log_format).unwrap_or_default() {
        LogFormat::Text => log.with(lines.compact()).init(),
        LogFormat::Json => log.with(lines.json()).init(),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        listen: Listen,
    }

    /// The limits that come of a file and flags.
    fn limits(file: &str, flags: &[&str]) -> (u32, Vec<(String, u32)>) {
        let words = std::iter::once("roomkeeper").chain(flags.iter().copied());
        let Settings { limits, .. } = Line::parse_from(words).listen.or(&toml::from_str(file).unwrap());
        let mut of: Vec<_> = limits.of.iter().map(|(kind, rate)| (format!("{kind:?}"), *rate)).collect();
        of.sort();
        (limits.each, of)
    }

    #[test]
    fn rates_of_a_file_hold_until_flags_name_others() {
        const FILE: &str = "key_rate = 50\noperation_rate = { DeleteMessage = 20, \"imkit.purge\" = 1 }";
        let named = |names: &[(&str, u32)]| -> Vec<(String, u32)> {
            names.iter().map(|(name, rate)| (format!("Kind({name:?})"), *rate)).collect()
        };
        assert_eq!(limits("", &[]), (KEY_RATE, vec![]));
        assert_eq!(limits(FILE, &[]), (50, named(&[("DeleteMessage", 20), ("imkit.purge", 1)])));
        assert_eq!(limits(FILE, &["--key-rate", "7"]).0, 7);
        assert_eq!(limits(FILE, &["--operation-rate", "SendEvent=3"]), (50, named(&[("SendEvent", 3)])));
    }
}
