//! wasm-bindgen, linked rather than called, so that its version is the lock file's. Never writes a file.

use std::{collections::BTreeMap, path::Path};

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
    let (js, wasm) = (output.js().to_owned(), output.wasm_mut().emit_wasm());
    Ok(if release { without_hashes(&bare(&js), wasm) } else { Panel { js, wasm } })
}

/// Digits of the hash at the end of a name that script and module share, as `__wbg_fetch_0123456789abcdef`.
const HASH_DIGITS: usize = 16;

/// Hashes keep names of many crates apart; numbers do as well, and compress to nothing. Each is as long as what it
/// stands for, so that nothing in the module moves.
fn without_hashes(js: &str, mut wasm: Vec<u8>) -> Panel {
    let mut numbers: BTreeMap<Vec<u8>, String> = BTreeMap::new();
    for name in js.split(|character: char| !(character.is_ascii_alphanumeric() || character == '_')) {
        if let Some(("__wbg", rest)) = name.split_at_checked("__wbg".len())
            && let Some((_, hash)) = rest.rsplit_once('_')
            && hash.len() == HASH_DIGITS
            && hash.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
        {
            let next = numbers.len();
            numbers.entry(hash.into()).or_insert_with(|| format!("{next:0HASH_DIGITS$}"));
        }
    }
    let mut js = js.as_bytes().to_vec();
    for text in [&mut js, &mut wasm] {
        for at in 1..(text.len() + 1).saturating_sub(HASH_DIGITS) {
            let place = at..at + HASH_DIGITS;
            if text[at - 1] == b'_'
                && let Some(number) = numbers.get(&text[place.clone()])
            {
                text[place].copy_from_slice(number.as_bytes());
            }
        }
    }
    Panel { js: String::from_utf8_lossy(&js).into_owned(), wasm }
}

/// The script without its comments and indentation. Knows only what wasm-bindgen writes: comments that begin their line,
/// and no text that goes over a line's end.
fn bare(js: &str) -> String {
    let mut bare = String::with_capacity(js.len());
    let mut comment = false;
    for line in js.lines().map(str::trim) {
        comment |= line.starts_with("/*");
        let code = match (comment, line.split_once("*/")) {
            (false, _) => line,
            (true, None) => continue,
            (true, Some((_, code))) => {
                comment = false;
                code.trim()
            }
        };
        if !(code.is_empty() || code.starts_with("//")) {
            bare.push_str(code);
            bare.push('\n');
        }
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
    use super::{Panel, bare, refuse_snippets, without_hashes};

    #[test]
    fn comments_and_indentation_go_and_all_code_stays() {
        let js = "/* eslint */ let a;\n/**\n * @param {any} a\n */\nexport function f(a) {\n    // why\n    return a / 2 * 3; // half\n}\n\n";
        assert_eq!(bare(js), "let a;\nexport function f(a) {\nreturn a / 2 * 3; // half\n}\n");
    }

    #[test]
    fn names_lose_their_hashes_in_script_and_module_alike() {
        let js =
            "__wbg_get_0123456789abcdef: f, __wbg_set_fedcba9876543210: __wbg_get_0123456789abcdef(x_0000aaaa1111bbbb)";
        let wasm = b"\x1a__wbg_set_fedcba9876543210\x1a__wbg_get_0123456789abcdef x_0000aaaa1111bbbb";
        let Panel { js, wasm } = without_hashes(js, wasm.to_vec());
        let (get, set) = ("__wbg_get_0000000000000000", "__wbg_set_0000000000000001");
        assert_eq!(js, format!("{get}: f, {set}: {get}(x_0000aaaa1111bbbb)"), "what is no shared name stays");
        assert_eq!(String::from_utf8(wasm).unwrap(), format!("\x1a{set}\x1a{get} x_0000aaaa1111bbbb"));
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
