//! What the build script makes of a site that is there: one from before the last edit is no site.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

#[allow(dead_code, reason = "only a part of the script is looked at")]
#[path = "../build.rs"]
mod build;

use std::{
    fs::{self, File},
    path::Path,
    time::{Duration, SystemTime},
};

/// Writes a file as of so many seconds after a moment.
fn at(path: &Path, seconds: u64) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, "").unwrap();
    let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds);
    File::options().write(true).open(path).unwrap().set_modified(moment).unwrap();
}

#[test]
fn a_site_from_before_the_last_edit_is_told_with_the_file_that_was_edited() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (manifest, app, style) = (folder.join("site/manifest.json"), folder.join("app"), folder.join("style"));
    let (page, css) = (app.join("src/pages/page.rs"), style.join("blocks/card.css"));
    let stale = || build::newer_than(&manifest, &[app.clone(), style.clone()]).unwrap();
    // As git leaves a clone: all of one moment.
    at(&page, 5);
    at(&css, 5);
    at(&manifest, 9);
    assert_eq!(stale(), None);
    at(&css, 10);
    assert_eq!(stale(), Some(css.clone()));
    at(&manifest, 11);
    assert_eq!(stale(), None);
    at(&page, 12);
    assert_eq!(stale(), Some(page.clone()));
    at(&manifest, 12);
    assert_eq!(stale(), None, "of the same moment: written by one build");
    at(&app.join("src/pages/page.rs.swp"), 99);
    assert_eq!(stale(), None, "an editor's own file");
    fs::remove_file(&manifest).unwrap();
    assert!(build::newer_than(&manifest, &[]).is_err());
}
