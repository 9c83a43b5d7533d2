//! The panel's files: inside the binary when it was built with them, else in a folder. Their names carry a hash of
//! their content, and everything here leans on that. Never makes a page, and never reads outside the folder.

mod encoding;
mod routes;

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use serde::Deserialize;

use self::encoding::Encoding;
pub(crate) use self::routes::router;

/// Where to look when the binary carries no site.
const FOLDER_VARIABLE: &str = "ROOMKEEPER_SITE_DIR";

/// The addresses a page needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assets {
    /// The script that starts the module.
    pub(crate) js: String,
    /// The module.
    pub(crate) wasm: String,
    /// The style.
    pub(crate) css: String,
    /// The picture in the tab. An empty `data:` address where there is none, so that browsers do not ask for
    /// `/favicon.ico`.
    pub(crate) favicon: String,
}

/// Why there is no site to serve.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SiteError {
    /// Not in the binary, and nobody said where else.
    #[error(
        "this binary has no panel inside. Run `make build` for one that has, or `make dev` to work on it; or name the \
         folder of a built site in ROOMKEEPER_SITE_DIR"
    )]
    Nowhere,
    /// The folder holds none.
    #[error("there is no panel in {}. Run `make build` or `make dev`, which put it there", .folder.display())]
    Missing {
        /// Where we looked.
        folder: PathBuf,
    },
    /// Something is there, and cannot be read.
    #[error("the panel in {} cannot be read ({source}). Run `make build` or `make dev` to build it anew", .folder.display())]
    Unreadable {
        /// Where we looked.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The manifest says something else than the bundler does.
    #[error("the panel's manifest makes no sense ({0}). Run `make build` or `make dev` to build it anew")]
    Manifest(#[from] serde_json::Error),
}

/// The panel's files, found.
#[derive(Debug)]
pub(crate) struct Site {
    source: Source,
    /// As they were when the server started.
    assets: Assets,
}

/// Where the files are.
#[derive(Debug)]
enum Source {
    Inside(&'static [File]),
    Folder(PathBuf),
}

/// A site inside the binary, as `build.rs` writes it.
struct Embedded {
    manifest: &'static str,
    files: &'static [File],
}

/// One file inside the binary, with its compressed copies.
#[derive(Debug)]
struct File {
    name: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

/// What `build.rs` found.
mod built {
    include!(concat!(env!("OUT_DIR"), "/site.rs"));
}

/// The bundler's `manifest.json`: names, not addresses.
#[derive(Deserialize)]
struct Manifest {
    js: String,
    wasm: String,
    css: String,
    favicon: Option<String>,
}

impl Site {
    /// Finds the site: inside the binary; else where `ROOMKEEPER_SITE_DIR` points; else, in a debug build, beside
    /// the binary, where `make dev` puts it.
    pub(crate) fn load() -> Result<Self, SiteError> {
        if let Some(embedded) = built::EMBEDDED {
            return Self::inside(embedded);
        }
        match env::var_os(FOLDER_VARIABLE).filter(|folder| !folder.is_empty()) {
            Some(folder) => Self::in_folder(folder.into()),
            None => Self::in_folder(folder_of_debug_builds().ok_or(SiteError::Nowhere)?),
        }
    }

    /// The addresses for the next page. A folder is asked each time, so that a reload shows what was just built;
    /// should it be unreadable at that moment, the page keeps the addresses the server started with.
    pub(crate) fn assets(&self) -> Assets {
        match &self.source {
            Source::Inside(_) => self.assets.clone(),
            Source::Folder(folder) => read_manifest(folder).unwrap_or_else(|_| self.assets.clone()),
        }
    }

    fn inside(embedded: Embedded) -> Result<Self, SiteError> {
        Ok(Self { source: Source::Inside(embedded.files), assets: parse_manifest(embedded.manifest.as_bytes())? })
    }

    fn in_folder(folder: PathBuf) -> Result<Self, SiteError> {
        let assets = read_manifest(&folder)?;
        Ok(Self { source: Source::Folder(folder), assets })
    }

    /// One form of a file, or nothing if there is no such file or no such form. Blocks on a folder's disk.
    fn read(&self, name: &str, encoding: Encoding) -> io::Result<Option<Bytes>> {
        match &self.source {
            Source::Inside(files) => Ok(files.iter().find(|file| file.name == name).and_then(|file| {
                match encoding {
                    Encoding::Brotli => file.brotli,
                    Encoding::Gzip => file.gzip,
                    Encoding::Identity => Some(file.plain),
                }
                .map(Bytes::from_static)
            })),
            Source::Folder(folder) => match fs::read(folder.join(format!("{name}{}", encoding.suffix()))) {
                Ok(bytes) => Ok(Some(bytes.into())),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            },
        }
    }

    /// Whether reading may wait for a disk.
    fn blocks(&self) -> bool {
        matches!(self.source, Source::Folder(_))
    }
}

/// `<target>/site/debug` for a binary anywhere below `<target>/debug`. Asked at run time, so that no path of the
/// machine that built it is inside; a release build never looks here.
fn folder_of_debug_builds() -> Option<PathBuf> {
    if !cfg!(debug_assertions) {
        return None;
    }
    let binary = env::current_exe().ok()?;
    let profile = binary.ancestors().find(|folder| folder.file_name().is_some_and(|name| name == "debug"))?;
    Some(profile.parent()?.join("site").join("debug"))
}

fn read_manifest(folder: &Path) -> Result<Assets, SiteError> {
    let manifest = fs::read(folder.join("manifest.json")).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => SiteError::Missing { folder: folder.to_owned() },
        _ => SiteError::Unreadable { folder: folder.to_owned(), source },
    })?;
    parse_manifest(&manifest)
}

fn parse_manifest(bytes: &[u8]) -> Result<Assets, SiteError> {
    let manifest: Manifest = serde_json::from_slice(bytes)?;
    let address = |name: String| format!("/assets/{name}");
    Ok(Assets {
        js: address(manifest.js),
        wasm: address(manifest.wasm),
        css: address(manifest.css),
        favicon: manifest.favicon.map_or_else(|| "data:,".to_owned(), address),
    })
}

#[cfg(test)]
impl Site {
    /// A site of one short file each, as a release binary would carry it: for tests that want pages, not files.
    pub(crate) fn sample() -> Self {
        const FILES: &[File] = &[
            File {
                name: "roomkeeper-0a.js",
                plain: b"export{}",
                brotli: Some(b"js as brotli"),
                gzip: Some(b"js as gzip"),
            },
            File { name: "roomkeeper-0b.wasm", plain: b"\0asm", brotli: Some(b"wasm as brotli"), gzip: None },
            File { name: "roomkeeper-0c.css", plain: b"a{}", brotli: None, gzip: Some(b"css as gzip") },
            File { name: "favicon-0d.svg", plain: b"<svg/>", brotli: None, gzip: None },
        ];
        Self {
            source: Source::Inside(FILES),
            assets: Assets {
                js: "/assets/roomkeeper-0a.js".into(),
                wasm: "/assets/roomkeeper-0b.wasm".into(),
                css: "/assets/roomkeeper-0c.css".into(),
                favicon: "/assets/favicon-0d.svg".into(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Embedded, Site, SiteError};

    const MANIFEST: &str =
        r#"{"js":"roomkeeper-1.js","wasm":"roomkeeper-2.wasm","css":"roomkeeper-3.css","favicon":null}"#;

    #[test]
    fn addresses_come_from_the_manifest() -> Result<(), SiteError> {
        let site = Site::inside(Embedded { manifest: MANIFEST, files: &[] })?;
        let assets = site.assets();
        assert_eq!(assets.js, "/assets/roomkeeper-1.js");
        assert_eq!(assets.wasm, "/assets/roomkeeper-2.wasm");
        assert_eq!(assets.css, "/assets/roomkeeper-3.css");
        assert_eq!(assets.favicon, "data:,", "no picture, and no request for one");
        Ok(())
    }

    #[test]
    fn a_page_made_after_a_rebuild_has_the_new_addresses() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let manifest = folder.path().join("manifest.json");
        fs::write(&manifest, MANIFEST)?;
        let site = Site::in_folder(folder.path().to_owned())?;
        fs::write(&manifest, MANIFEST.replace("roomkeeper-3", "roomkeeper-4"))?;
        assert_eq!(site.assets().css, "/assets/roomkeeper-4.css");
        fs::remove_file(&manifest)?;
        assert_eq!(site.assets().css, "/assets/roomkeeper-3.css", "the one it started with");
        Ok(())
    }

    #[test]
    fn a_missing_site_says_what_to_run() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let missing = Site::in_folder(folder.path().to_owned()).map_err(|error| error.to_string());
        fs::write(folder.path().join("manifest.json"), "{}")?;
        let senseless = Site::in_folder(folder.path().to_owned()).map_err(|error| error.to_string());
        for said in [missing, senseless, Err(SiteError::Nowhere.to_string())] {
            let said = said.err().unwrap_or_default();
            assert!(said.contains("`make build`") && said.contains("`make dev`"), "{said}");
        }
        Ok(())
    }
}
