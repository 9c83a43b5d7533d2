//! wasm-bindgen, linked rather than called, so that its version is the lock file's. Never writes a file.

use std::path::Path;

use anyhow::{Context, bail};
use wasm_bindgen_cli_support::Bindgen;

/// A module the browser can load, and the script that loads it.
pub(crate) struct Panel {
    /// An ES module whose default export takes `{ module_or_path }`.
    pub(crate) js: String,
    /// The module itself.
    pub(crate) wasm: Vec<u8>,
}

/// Binds what cargo built. The script does not name the module: the page does, because only the page knows
/// both hashed names.
pub(crate) fn bind(module: &Path, release: bool) -> anyhow::Result<Panel> {
    let bytes =
        std::fs::read(module).with_context(|| format!("cannot read {}; is the frontend built?", module.display()))?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes("roomkeeper", bytes)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        // Names make a panic in the browser readable, and are four tenths of a small module.
        .remove_name_section(release)
        .remove_producers_section(release);
    let mut output =
        bindgen.generate_output().with_context(|| format!("wasm-bindgen cannot bind {}", module.display()))?;
    // Every crate that uses wasm-bindgen is listed; few have anything in their list.
    let inline = output.snippets().iter().filter(|(_, scripts)| !scripts.is_empty()).map(|(name, _)| name);
    refuse_snippets(inline.chain(output.local_modules().keys()))?;
    refuse_npm(output.npm_dependencies().keys())?;
    let js = if release { bare(output.js()) } else { output.js().to_owned() };
    Ok(Panel { js, wasm: output.wasm_mut().emit_wasm() })
}

/// The script without its comments and indentation. Knows only what wasm-bindgen writes: comments on lines of their own,
/// and no text that goes over a line's end.
fn bare(js: &str) -> String {
    let mut bare = String::with_capacity(js.len());
    let mut comment = false;
    for line in js.lines().map(str::trim) {
        comment |= line.starts_with("/*");
        if !(comment || line.is_empty() || line.starts_with("//")) {
            bare.push_str(line);
            bare.push('\n');
        }
        comment &= !line.ends_with("*/");
    }
    bare
}

/// Snippets are imported by relative path, which hashed names in one flat folder cannot honour.
fn refuse_snippets<'a>(snippets: impl Iterator<Item = &'a String>) -> anyhow::Result<()> {
    let names = listed(snippets);
    if !names.is_empty() {
        bail!("the site holds one script, but these crates bring JavaScript of their own: {names}");
    }
    Ok(())
}

/// There is no npm in this build.
fn refuse_npm<'a>(packages: impl Iterator<Item = &'a String>) -> anyhow::Result<()> {
    let names = listed(packages);
    if !names.is_empty() {
        bail!("the site holds no npm packages, but the frontend asks for: {names}");
    }
    Ok(())
}

/// Names in order, for a message that is the same on each run.
fn listed<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let mut names: Vec<&str> = names.map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{bare, refuse_snippets};

    #[test]
    fn comments_and_indentation_go_and_all_code_stays() {
        let js = "/* eslint */\n/**\n * @param {any} a\n */\nexport function f(a) {\n    // why\n    return a / 2 * 3; // half\n}\n\n";
        assert_eq!(bare(js), "export function f(a) {\nreturn a / 2 * 3; // half\n}\n");
    }

    #[test]
    fn a_crate_with_its_own_script_is_named() {
        let brought = ["widgets-1/inline0.js".to_owned(), "charts-2".to_owned()];
        let said = refuse_snippets(brought.iter()).map_err(|error| error.to_string());
        assert_eq!(
            said,
            Err("the site holds one script, but these crates bring JavaScript of their own: \
                 charts-2, widgets-1/inline0.js"
                .to_owned())
        );
        assert!(refuse_snippets([].iter()).is_ok());
    }
}
