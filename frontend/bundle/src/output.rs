//! The site's folder: names by content, copies beside each file, the manifest last, stale files after it.
//! Never overwrites a file with other bytes under the same name; browsers keep these for a year.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::compress::{self, Effort};

/// The manifest's name in the folder.
const MANIFEST: &str = "manifest.json";

/// A quarter of SHA-256: 64 bits tell the builds of one program apart, and keep addresses short.
const HASH_HEX_CHARS: usize = 16;

/// What a file of the site is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The script that starts the module.
    Js,
    /// The module.
    Wasm,
    /// The style.
    Css,
    /// The picture in the tab.
    Favicon,
}

impl Kind {
    /// The address of `bytes`: it changes when they do, and only then.
    fn name(self, bytes: &[u8]) -> String {
        let digest = Sha256::digest(bytes);
        let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let hash = &hash[..HASH_HEX_CHARS];
        match self {
            Self::Js => format!("roomkeeper-{hash}.js"),
            Self::Wasm => format!("roomkeeper-{hash}.wasm"),
            Self::Css => format!("roomkeeper-{hash}.css"),
            Self::Favicon => format!("favicon-{hash}.svg"),
        }
    }
}

/// The names the page needs, as the server reads them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// The script.
    pub(crate) js: String,
    /// The module.
    pub(crate) wasm: String,
    /// The style.
    pub(crate) css: String,
    /// The picture in the tab, if the style has one.
    pub(crate) favicon: Option<String>,
}

impl Manifest {
    /// As it lies in the folder.
    fn json(&self) -> String {
        let Self { js, wasm, css, favicon } = self;
        format!("{:#}\n", json!({ "js": js, "wasm": wasm, "css": css, "favicon": favicon }))
    }
}

/// One file, measured.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// Its hashed name.
    pub(crate) name: String,
    /// As it is.
    pub(crate) raw_bytes: u64,
    /// Its brotli copy.
    pub(crate) brotli_bytes: u64,
    /// Whether it lay there already, copies and all.
    pub(crate) kept: bool,
}

/// A site being written.
pub(crate) struct Output {
    folder: PathBuf,
    effort: Effort,
    files: Vec<Written>,
}

impl Output {
    /// Opens the folder, making it if need be.
    pub(crate) fn open(folder: &Path, effort: Effort) -> anyhow::Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        Ok(Self { folder: folder.to_owned(), effort, files: Vec::new() })
    }

    /// Puts one file and its copies into the folder, and says what it is called there. Compressing takes
    /// longer than all the rest, so what is there already is left alone.
    pub(crate) fn write(&mut self, kind: Kind, bytes: &[u8]) -> anyhow::Result<String> {
        let name = kind.name(bytes);
        let [raw, br, gz] = copies(&name).map(|copy| self.folder.join(copy));
        let kept = br.exists() && gz.exists() && fs::read(&raw).is_ok_and(|there| there == bytes);
        if !kept {
            place(&br, &compress::brotli(bytes, self.effort)?)?;
            place(&gz, &compress::gzip(bytes, self.effort)?)?;
            place(&raw, bytes)?;
        }
        self.files.push(Written { name: name.clone(), raw_bytes: size(&raw)?, brotli_bytes: size(&br)?, kept });
        Ok(name)
    }

    /// Points the manifest at the new files, and only then removes the old ones: a server reading this folder
    /// meanwhile finds either the one build or the other.
    pub(crate) fn finish(self, manifest: &Manifest) -> anyhow::Result<Vec<Written>> {
        place(&self.folder.join(MANIFEST), manifest.json().as_bytes())?;
        let mut wanted: BTreeSet<String> = self.files.iter().flat_map(|file| copies(&file.name)).collect();
        wanted.insert(MANIFEST.to_owned());
        let listing = fs::read_dir(&self.folder).with_context(|| format!("cannot list {}", self.folder.display()))?;
        for entry in listing {
            let entry = entry.with_context(|| format!("cannot list {}", self.folder.display()))?;
            let is_ours = entry.file_name().to_str().is_some_and(looks_built);
            let is_wanted = entry.file_name().to_str().is_some_and(|it| wanted.contains(it));
            if is_ours && !is_wanted {
                fs::remove_file(entry.path()).with_context(|| format!("cannot remove {}", entry.path().display()))?;
            }
        }
        Ok(self.files)
    }
}

/// A file and its copies, in the order raw, brotli, gzip.
fn copies(name: &str) -> [String; 3] {
    [name.to_owned(), format!("{name}.br"), format!("{name}.gz")]
}

/// Whether some build of ours made a file of this name. A wrong `--out` must not cost anybody their files.
fn looks_built(name: &str) -> bool {
    name.starts_with("roomkeeper-") || name.starts_with("favicon-")
}

/// Writes aside, then renames: a file that has its name is complete.
fn place(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    fs::write(&part, bytes)
        .and_then(|()| fs::rename(&part, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// How long a file is.
fn size(path: &Path) -> anyhow::Result<u64> {
    let metadata = fs::metadata(path).with_context(|| format!("cannot measure {}", path.display()))?;
    Ok(metadata.len())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{Kind, Manifest, Output};
    use crate::compress::Effort;

    /// Builds a site of one style and one script, and lists its folder.
    fn build(folder: &Path, css: &str) -> anyhow::Result<(Vec<bool>, Vec<String>)> {
        let mut output = Output::open(folder, Effort::Quick)?;
        let manifest = Manifest {
            js: output.write(Kind::Js, b"export default 1")?,
            wasm: output.write(Kind::Wasm, b"\0asm")?,
            css: output.write(Kind::Css, css.as_bytes())?,
            favicon: None,
        };
        let kept = output.finish(&manifest)?.iter().map(|file| file.kept).collect();
        let mut names = fs::read_dir(folder)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<std::io::Result<Vec<_>>>()?;
        names.sort();
        Ok((kept, names))
    }

    #[test]
    fn a_name_changes_with_the_content_and_only_then() {
        let name = Kind::Css.name(b"a{color:red}");
        assert_eq!(name, Kind::Css.name(b"a{color:red}"));
        assert_ne!(name, Kind::Css.name(b"a{color:blue}"));
        assert_eq!(Kind::Js.name(b""), "roomkeeper-e3b0c44298fc1c14.js");
        assert_eq!(Kind::Favicon.name(b""), "favicon-e3b0c44298fc1c14.svg");
    }

    #[test]
    fn a_second_build_keeps_what_is_the_same_and_removes_what_is_stale() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let (kept, first) = build(folder.path(), "a{color:red}")?;
        assert_eq!(kept, [false, false, false]);
        assert_eq!(first.len(), 10, "three files, their copies, the manifest: {first:?}");

        let (kept, second) = build(folder.path(), "a{color:blue}")?;
        assert_eq!(kept, [true, true, false]);
        assert_eq!(second.len(), 10);
        assert_ne!(first, second);
        Ok(())
    }

    #[test]
    fn a_file_without_its_copies_is_compressed_again() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let (_, names) = build(folder.path(), "a{color:red}")?;
        for copy in names.iter().filter(|name| name.ends_with(".css.br")) {
            fs::remove_file(folder.path().join(copy))?;
        }
        let (kept, _) = build(folder.path(), "a{color:red}")?;
        assert_eq!(kept, [true, true, false]);
        Ok(())
    }

    #[test]
    fn files_we_did_not_make_stay() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("thesis.txt"), "years of work")?;
        let (_, names) = build(folder.path(), "a{color:red}")?;
        assert!(names.contains(&"thesis.txt".to_owned()));
        Ok(())
    }

    #[test]
    fn the_manifest_names_what_the_page_needs() {
        let manifest = Manifest { js: "a.js".into(), wasm: "a.wasm".into(), css: "a.css".into(), favicon: None };
        let json: serde_json::Value = serde_json::from_str(&manifest.json()).unwrap_or_default();
        assert_eq!(json, serde_json::json!({"js": "a.js", "wasm": "a.wasm", "css": "a.css", "favicon": null}));
    }
}
