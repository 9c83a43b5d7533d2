//! Builds the site the panel is served from: WASM through wasm-bindgen, CSS through lightningcss, names by
//! content, compressed copies, a manifest. Never runs inside the server, and never leaves a half-built site:
//! an error in any part stops it before the manifest is touched.

mod arguments;
mod compress;
mod css;
mod output;
mod report;
mod wasm;

use std::process::ExitCode;

use anyhow::Context;

use crate::{
    arguments::{Arguments, Command},
    compress::Effort,
    output::{Kind, Manifest, Output},
};

fn main() -> ExitCode {
    let command = match Command::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(problem) => {
            eprintln!("bundle: {problem}\n\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    let built = match command {
        Command::Help => {
            println!("{}", arguments::USAGE);
            Ok(())
        }
        Command::Build(arguments) => build(&arguments),
    };
    match built {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("bundle: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

/// Makes the whole site. The style comes first: it is quick, and it is where people make mistakes.
fn build(arguments: &Arguments) -> anyhow::Result<()> {
    let css = css::bundle(&arguments.style.join("main.css"))?;
    let favicon = read_if_present(&arguments.style.join("favicon.svg"))?;
    let panel = wasm::bind(&arguments.wasm, arguments.release)?;

    let mut output = Output::open(&arguments.out, Effort::of(arguments.release))?;
    let manifest = Manifest {
        js: output.write(Kind::Js, panel.js.as_bytes())?,
        wasm: output.write(Kind::Wasm, &panel.wasm)?,
        css: output.write(Kind::Css, css.as_bytes())?,
        favicon: favicon.map(|bytes| output.write(Kind::Favicon, &bytes)).transpose()?,
    };
    let files = output.finish(&manifest)?;
    println!("{}", report::table(&files));
    Ok(())
}

/// The bytes of a file that may be missing.
fn read_if_present(path: &std::path::Path) -> anyhow::Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}
