//! The module is compiled against one wasm-bindgen and bound by another crate of the same family; they
//! understand each other only when both are the very same version.

use std::{fs, path::Path};

/// All versions of a package in the lock file.
fn versions<'a>(lock: &'a str, package: &str) -> Vec<&'a str> {
    let wanted = format!("name = \"{package}\"");
    lock.split("[[package]]")
        .filter(|entry| entry.lines().any(|line| line == wanted))
        .filter_map(|entry| entry.lines().find_map(|line| line.strip_prefix("version = ")))
        .map(|quoted| quoted.trim_matches('"'))
        .collect()
}

#[test]
fn the_crate_and_the_tool_are_the_same_version() -> std::io::Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
    let lock = fs::read_to_string(path)?;
    let linked = versions(&lock, "wasm-bindgen");
    assert_eq!(linked.len(), 1, "one wasm-bindgen, not {linked:?}");
    assert_eq!(linked, versions(&lock, "wasm-bindgen-cli-support"));
    Ok(())
}
