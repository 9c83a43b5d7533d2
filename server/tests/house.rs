//! The rules of the house that no compiler knows: who imports whom, who speaks SQL, who reads the clock.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// The top of the repository.
fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every arrow of DESIGN section 4, and nothing else. `testkit`, `bench` and `bundle` are tools: they stand in no product.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("storage", &["domain"]),
    ("live", &["domain"]),
    ("service", &["storage", "live", "domain"]),
    ("wire", &["service", "domain"]),
    ("app", &["service", "domain"]),
    ("frontend", &["app"]),
    ("server", &["app", "wire", "service", "live", "storage", "domain"]),
];

fn metadata() -> Value {
    let told = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(top())
        .output()
        .unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    serde_json::from_slice(&told.stdout).unwrap()
}

/// Our packages, with the names of those they depend on outside of tests.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap();
            let names = dependencies
                .iter()
                .filter(|dependency| dependency["kind"] != "dev")
                .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
                .collect();
            (package["name"].as_str().unwrap().to_owned(), names)
        })
        .collect()
}

#[test]
fn packages_import_along_the_arrows_only() {
    let packages = dependencies();
    for (name, dependencies) in &packages {
        let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| known == name) else {
            let tools = ["testkit", "bench", "bundle"];
            assert!(tools.contains(&name.as_str()), "{name} has no place in the house: give it arrows");
            continue;
        };
        for dependency in dependencies.iter().filter(|dependency| packages.contains_key(*dependency)) {
            assert!(allowed.contains(&dependency.as_str()), "{name} must not import {dependency}");
        }
    }
}

#[test]
fn only_the_store_knows_sqlx_and_the_browser_gets_nothing_of_the_server() {
    for (name, dependencies) in dependencies() {
        let knows = |dependency: &str| dependencies.contains(dependency);
        assert!(name == "storage" || name == "bench" || !knows("sqlx"), "{name} depends on sqlx");
        let http = ["axum", "hyper", "http", "tower"].into_iter().find(|dependency| knows(dependency));
        let no_http = ["domain", "storage", "service"].contains(&name.as_str());
        assert!(!no_http || http.is_none(), "{name} depends on {http:?}");
    }
    let metadata = metadata();
    let app = metadata["packages"].as_array().unwrap().iter().find(|package| package["name"] == "app").unwrap();
    for dependency in app["dependencies"].as_array().unwrap() {
        if ["service", "axum", "leptos_axum"].contains(&dependency["name"].as_str().unwrap()) {
            assert_eq!(dependency["optional"], true, "{} in app is for the server only", dependency["name"]);
        }
    }
    assert!(app["features"].get("default").is_none(), "app has no default features");
}

#[test]
fn a_folder_is_named_as_its_package() {
    for package in metadata()["packages"].as_array().unwrap() {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        let folder = manifest.parent().unwrap().file_name().unwrap();
        assert_eq!(folder.to_str(), package["name"].as_str());
    }
}

/// Every Rust file of the house, by its path from the top, with its text.
fn sources() -> Vec<(String, String)> {
    let (top, mut folders, mut files) = (top(), vec![], vec![]);
    folders.extend(["app", "frontend", "server"].map(|folder| top.join(folder)));
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path.file_name().is_none_or(|name| name != "target") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&top).unwrap().to_string_lossy().replace('\\', "/");
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(files.len() > 100, "the house was not found");
    files
}

/// What ships: neither tests nor benches nor examples.
fn ships(path: &str) -> bool {
    let outside = ["/tests/", "/examples/", "/benches/", "server/crates/testkit/", "server/crates/bench/"];
    outside.iter().all(|outside| !path.contains(outside))
}

/// Lines without comments, each with its number, up to the unit tests.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let end = text.find("#[cfg(test)]").unwrap_or(text.len());
    text[..end]
        .lines()
        .enumerate()
        .map(|(n, line)| (n + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Fails on each line that holds one of the words, outside of the files that may.
fn nobody_says(words: &[&str], within: impl Fn(&str) -> bool, allowed: &[(&str, &str)], why: &str) {
    let mut said = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| ships(path) && within(path)) {
        if allowed.iter().any(|(place, _)| path.starts_with(place)) {
            continue;
        }
        for (number, line) in code(text) {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                said.push(format!("{path}:{number}: {word}"));
            }
        }
    }
    assert!(said.is_empty(), "{why}:\n{}", said.join("\n"));
}

#[test]
fn nobody_but_the_store_speaks_sql() {
    let store = [("server/crates/storage/", "the store")];
    let words = ["sqlx::", "SELECT ", "INSERT INTO ", "DELETE FROM ", "PRAGMA "];
    nobody_says(&words, |_| true, &store, "SQL lives in the store");
}

#[test]
fn text_from_people_never_becomes_markup() {
    let app = |path: &str| path.starts_with("app/src/");
    nobody_says(&["inner_html"], app, &[], "text is text");
    nobody_says(&[" style=", " style:"], app, &[], "the content security policy forbids inline style");
    for (path, text) in sources().iter().filter(|(path, _)| app(path)) {
        for (at, _) in text.match_indices("<textarea") {
            let tag = &text[at..];
            // An attribute may hold an arrow or a comparison; what counts is how the tag ends.
            let closed = tag.find("/>").unwrap_or(usize::MAX);
            let child = tag.find("</textarea>").unwrap_or(usize::MAX);
            let before = tag[..child.min(tag.len())].trim_end();
            let escaped = before.rsplit('>').next().is_some_and(|text| text.trim().starts_with("{in_textarea("));
            let safe = closed < child || before.ends_with('>') || escaped;
            assert!(safe, "{path}: what stands in a textarea is not escaped but by `in_textarea`");
        }
    }
}

#[test]
fn time_and_chance_come_in_as_arguments() {
    let allowed = [
        ("server/src/clock.rs", "the one place that asks the system"),
        ("server/src/guard.rs", "measures how long a request took"),
        ("server/src/live/conversation.rs", "waits for a client"),
        ("server/src/chat/conversation.rs", "waits for the end of a session"),
        ("server/crates/live/", "measures how long a line is silent"),
        ("server/crates/storage/src/writer.rs", "measures when to checkpoint"),
        ("server/crates/storage/src/store.rs", "measures how long a checkpoint was tried"),
        ("server/src/commands/import.rs", "measures how long an import took"),
        ("frontend/bundle/", "builds the site and measures how long it took"),
    ];
    let words = ["SystemTime::now", "Instant::now", "rand::", "SysRng", "ThreadRng", "Date::now"];
    let browser = |path: &str| path.starts_with("app/src/browser/") || path == "app/src/parts/when.rs";
    nobody_says(&words, |path| !browser(path), &allowed, "clock and chance are arguments");
}

#[test]
fn every_file_says_first_what_it_is_for() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//! ") && !text.starts_with("#![doc"))
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "without a header: {silent:?}");
}

#[test]
fn no_test_sleeps_on_the_clock_of_the_store_and_none_is_switched_off() {
    for (path, text) in sources() {
        let own = path.ends_with("server/tests/house.rs");
        assert!(own || !text.contains("#[ignore"), "{path} has a test that is switched off");
    }
}
