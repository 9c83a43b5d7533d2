//! The figures, each a file: how it is measured, beside what, and what is to be reached.

mod fan_out;
mod import;
mod in_process;
mod page;
mod purge;
mod redact;
mod site;
mod start;

pub use in_process::run as in_process;

use std::path::PathBuf;

use anyhow::Context;
use domain::MessageId;

use crate::{
    http::{Body, Post},
    planted::{Planted, Room},
    process::Running,
    table::Row,
};

/// How a figure is measured.
type Figure = fn(&Setting) -> anyhow::Result<Vec<Row>>;

/// All of them, by name.
pub const FIGURES: &[(&str, Figure)] = &[
    ("redact", redact::measure),
    ("fanout", fan_out::measure),
    ("purge", purge::measure),
    ("page", page::measure),
    ("import", import::measure),
    ("start", start::measure),
    ("site", site::measure),
];

/// What is measured.
#[derive(Debug)]
pub struct Setting {
    /// The release binary.
    pub server: PathBuf,
    /// The folder of the built site.
    pub site: PathBuf,
}

impl Setting {
    /// The binary in the folder of this program, and the site that is built beside it.
    pub fn beside_this_program() -> anyhow::Result<Self> {
        let program = std::env::current_exe()?;
        let folder = program.parent().context("the program has no folder")?;
        let profile = folder.file_name().context("the folder has no name")?;
        let site = folder.parent().context("the folder has no parent")?.join("site").join(profile);
        Ok(Self { server: folder.join("roomkeeper"), site })
    }

    /// Starts the server on what was planted.
    fn serve(&self, planted: &Planted) -> anyhow::Result<Running> {
        let folder = planted.folder().to_str().context("the folder's name is no text")?;
        Running::start(&self.server, &["serve", "--listen", "127.0.0.1:0", "--data", folder])
    }
}

/// The redaction of a message, as the panel's dialog posts it: with a reason and a key.
fn redaction(room: &Room, message: MessageId) -> Post {
    Post {
        path: "/api/messages/redact",
        body: Body::Form(format!("room={}&message={message}&reason=Spam&note=&key=bench-{message}", room.id)),
    }
}
