//! Puts a built site into the binary when `ROOMKEEPER_SITE` names its folder. Never builds the site itself, and
//! never writes the folder's path where the binary would carry it.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// What names the folder; `make build` sets it.
const SITE: &str = "ROOMKEEPER_SITE";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={SITE}");
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("cargo::error={problem}");
            ExitCode::FAILURE
        }
    }
}

/// Writes `site.rs` for `src/site.rs` to include: one constant, `EMBEDDED`.
fn generate() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let table = match env::var_os(SITE).filter(|folder| !folder.is_empty()) {
        Some(folder) => embedded(Path::new(&folder))?,
        None => {
            if env::var_os("PROFILE").is_some_and(|profile| profile == "release") {
                println!("cargo::warning=this binary has no panel inside; `make build` makes one that has");
            }
            "None".to_owned()
        }
    };
    let text =
        format!("/// The site this binary carries.\npub(super) const EMBEDDED: Option<super::Embedded> = {table};\n");
    fs::write(out.join("site.rs"), text)?;
    Ok(())
}

/// The table of the files in `folder`.
fn embedded(folder: &Path) -> Result<String, Box<dyn Error>> {
    if !folder.is_absolute() {
        return Err(format!("{SITE} must be an absolute path; it is {}", folder.display()).into());
    }
    println!("cargo::rerun-if-changed={}", folder.display());
    let manifest = folder.join("manifest.json");
    if !manifest.is_file() {
        return Err(format!("no site in {}; `make site` builds one", folder.display()).into());
    }
    let mut table = format!("Some(super::Embedded {{\n    manifest: include_str!({:?}),\n    files: &[\n", manifest);
    for path in files(folder)? {
        let name = path.file_name().and_then(|name| name.to_str()).ok_or("the site's names are plain")?;
        writeln!(table, "        {},", row(name, &path))?;
    }
    table.push_str("    ],\n})");
    Ok(table)
}

/// The site's files without their copies and the manifest, in an order that does not depend on the disk.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if matches!(extension, Some("js" | "wasm" | "css" | "svg")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// One file with its compressed copies, as Rust.
fn row(name: &str, path: &Path) -> String {
    let copy = |extension: &str| {
        let mut copy = path.as_os_str().to_owned();
        copy.push(extension);
        let copy = PathBuf::from(copy);
        if copy.is_file() { format!("Some(include_bytes!({copy:?}))") } else { "None".to_owned() }
    };
    format!(
        "super::File {{ name: {name:?}, plain: include_bytes!({path:?}), brotli: {}, gzip: {} }}",
        copy(".br"),
        copy(".gz")
    )
}
