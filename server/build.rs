//! Puts a built site into the binary when `ROOMKEEPER_SITE` names its folder. Never builds the site itself, never takes
//! one that is older than what it is built from, and never writes the folder's path where the binary would carry it.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// What names the folder; `make build` sets it.
const SITE: &str = "ROOMKEEPER_SITE";
/// What the site is built from.
const SOURCES: [&str; 3] = ["../app", "../frontend/src", "../style"];
/// The files among it that count: editors leave others.
const SOURCE_EXTENSIONS: [&str; 4] = ["rs", "toml", "css", "svg"];

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={SITE}");
    if knows_relative_relocations() {
        // A megabyte of addresses to be put right at the start, which would stay in memory, becomes a few kilobytes.
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("cargo::error={problem}");
            ExitCode::FAILURE
        }
    }
}

/// Whether the binary is for this very system, and its loader is one that knows them (glibc 2.36).
fn knows_relative_relocations() -> bool {
    let here = env::var("HOST").is_ok_and(|host| env::var("TARGET").is_ok_and(|target| host == target));
    let Ok(told) = std::process::Command::new("getconf").arg("GNU_LIBC_VERSION").output() else { return false };
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let version = told.trim().strip_prefix("glibc ").and_then(|version| version.split_once('.'));
    let version = version.and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
    here && version.is_some_and(|version: (u32, u32)| version >= (2, 36))
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
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
    }
    // The bundler writes the manifest last, in every run: whoever built the site after the last edit or checkout has a
    // manifest that is newer than every source.
    if let Some(source) = newer_than(&manifest, &SOURCES.map(PathBuf::from))? {
        let (site, source) = (folder.display(), source.strip_prefix("..").unwrap_or(&source).display());
        return Err(format!("the site in {site} is older than {source}; `make site` builds it anew").into());
    }
    let mut table = format!("Some(super::Embedded {{\n    manifest: include_str!({:?}),\n    files: &[\n", manifest);
    for path in files(folder)? {
        let name = path.file_name().and_then(|name| name.to_str()).ok_or("the site's names are plain")?;
        writeln!(table, "        {},", row(name, &path))?;
    }
    table.push_str("    ],\n})");
    Ok(table)
}

/// A source in these folders that was changed after the manifest was written, if there is one.
pub(crate) fn newer_than(manifest: &Path, folders: &[PathBuf]) -> io::Result<Option<PathBuf>> {
    let built = fs::metadata(manifest)?.modified()?;
    let mut folders = folders.to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let extension = path.extension().and_then(|extension| extension.to_str());
            let counts = extension.is_some_and(|extension| SOURCE_EXTENSIONS.contains(&extension));
            if counts && fs::metadata(&path)?.modified()? > built {
                return Ok(Some(path));
            }
        }
    }
    Ok(None)
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
