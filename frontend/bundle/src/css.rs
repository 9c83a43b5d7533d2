//! The style as one minified sheet: `@import` is followed, layers keep their order. Never falls back to the
//! input when something cannot be read: the build stops, with file and line.

use std::{
    fmt::Display,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

use anyhow::{anyhow, bail};
use lightningcss::{
    bundler::{Bundler, FileProvider},
    dependencies::{Dependency, DependencyOptions},
    error::{Error, ParserError, SelectorError},
    stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet},
    targets::{Browsers, Targets},
};

/// Reads `main` and all it imports, and returns one line of CSS.
pub(crate) fn bundle(main: &Path) -> anyhow::Result<String> {
    let files = FileProvider::new();
    let warnings = Arc::new(RwLock::new(Vec::new()));
    let options = ParserOptions { warnings: Some(warnings.clone()), ..ParserOptions::default() };
    let mut sheet = Bundler::new(&files, None, options).bundle(main).map_err(|error| located(&error, main))?;
    heed(&warnings.read().unwrap_or_else(PoisonError::into_inner), main)?;
    refuse_outside(&sheet, main)?;
    sheet
        .minify(MinifyOptions { targets: targets(), ..MinifyOptions::default() })
        .map_err(|error| located(&error, main))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: true, targets: targets(), ..PrinterOptions::default() })
        .map_err(|error| located(&error, main))?;
    Ok(printed.code)
}

/// The oldest browsers that know all the panel relies on (`light-dark()`, nesting, layers). Stated so that
/// the few prefixes still needed are written for us, and nothing is rewritten that they understand.
fn targets() -> Targets {
    let version = |major: u32, minor: u32| Some(major << 16 | minor << 8);
    Targets::from(Browsers {
        chrome: version(125, 0),
        edge: version(125, 0),
        firefox: version(125, 0),
        safari: version(17, 5),
        ios_saf: version(17, 5),
        ..Browsers::default()
    })
}

/// What the parser only warns about is still a mistake here (a mistyped at-rule, say), with one exception:
/// browsers gain pseudo-classes faster than the parser does.
fn heed(warnings: &[Error<ParserError<'_>>], main: &Path) -> anyhow::Result<()> {
    for warning in warnings {
        match &warning.kind {
            ParserError::SelectorError(
                SelectorError::UnsupportedPseudoClass(_) | SelectorError::UnsupportedPseudoElement(_),
            ) => eprintln!("bundle: warning: {}", located(warning, main)),
            _ => return Err(located(warning, main)),
        }
    }
    Ok(())
}

/// The site is one flat folder and the panel's policy allows no other origin, so that a relative or foreign
/// address in the style would be a broken picture at run time.
fn refuse_outside(sheet: &StyleSheet<'_>, main: &Path) -> anyhow::Result<()> {
    let printed = sheet
        .to_css(PrinterOptions {
            analyze_dependencies: Some(DependencyOptions::default()),
            ..PrinterOptions::default()
        })
        .map_err(|error| located(&error, main))?;
    for dependency in printed.dependencies.unwrap_or_default() {
        let (url, at) = match dependency {
            Dependency::Import(import) => (import.url, import.loc),
            Dependency::Url(url) => (url.url, url.loc),
        };
        if !url.starts_with("data:") && !url.starts_with('#') {
            bail!(
                "{}:{}: {url} would not be part of the site; write it as a data: address",
                at.file_path,
                at.start.line
            );
        }
    }
    Ok(())
}

/// `file:line:column: what`, counted from one as editors do; the library counts lines from nought.
fn located<T: Display>(error: &Error<T>, main: &Path) -> anyhow::Error {
    match &error.loc {
        Some(at) => anyhow!("{}:{}:{}: {}", at.filename, at.line + 1, at.column, error.kind),
        None => anyhow!("{}: {}", main.display(), error.kind),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::bundle;

    /// A folder with these files, gone with the value.
    fn style(files: &[(&str, &str)]) -> std::io::Result<tempfile::TempDir> {
        let folder = tempfile::tempdir()?;
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
            fs::write(path, text)?;
        }
        Ok(folder)
    }

    /// What is said about a style that does not build.
    fn complaint(files: &[(&str, &str)]) -> anyhow::Result<String> {
        let folder = style(files)?;
        match bundle(&folder.path().join("main.css")) {
            Ok(css) => anyhow::bail!("built: {css}"),
            Err(error) => Ok(error.to_string()),
        }
    }

    #[test]
    fn imports_are_followed_and_layers_keep_their_order() -> anyhow::Result<()> {
        let folder = style(&[
            (
                "main.css",
                "@layer reset, blocks;\n@import \"blocks/a.css\" layer(blocks);\n@import \"reset.css\" layer(reset);\n",
            ),
            ("blocks/a.css", ".a { color: light-dark(red, lime) }"),
            ("reset.css", "* { margin: 0 }"),
        ])?;
        let css = bundle(&folder.path().join("main.css"))?;
        assert_eq!(css, "@layer reset{*{margin:0}}@layer blocks{.a{color:light-dark(red,#0f0)}}");
        Ok(())
    }

    #[test]
    fn an_error_in_an_imported_file_names_that_file_and_its_line() -> anyhow::Result<()> {
        let said = complaint(&[
            ("main.css", "@import \"blocks/card.css\";"),
            ("blocks/card.css", ".card {\n  color: red;\n}\n\n.card { color red }\n"),
        ])?;
        assert!(said.contains("blocks/card.css:5:"), "{said}");
        Ok(())
    }

    #[test]
    fn a_mistyped_at_rule_is_an_error_too() -> anyhow::Result<()> {
        let said = complaint(&[("main.css", "\n@layr reset { a { color: red } }")])?;
        assert!(said.contains("main.css:2:"), "{said}");
        Ok(())
    }

    #[test]
    fn a_missing_import_names_the_line_that_asks_for_it() -> anyhow::Result<()> {
        let said = complaint(&[("main.css", "/* first */\n@import \"gone.css\";")])?;
        assert!(said.contains("main.css:2:"), "{said}");
        Ok(())
    }

    #[test]
    fn a_picture_beside_the_style_is_refused() -> anyhow::Result<()> {
        let said = complaint(&[("main.css", "a {\n  background: url(dots.png);\n}")])?;
        assert!(said.contains("main.css:2: dots.png"), "{said}");
        let inside = style(&[("main.css", "a{background:url(\"data:image/svg+xml,x\")}")])?;
        assert!(bundle(&inside.path().join("main.css"))?.contains("data:image/svg+xml,x"));
        Ok(())
    }
}
