//! The command line, parsed once. Never opens a file.

use std::{ffi::OsString, path::PathBuf};

/// What is printed for `--help` and below every mistake.
pub(crate) const USAGE: &str = "\
Usage: bundle --wasm FILE --style FOLDER --out FOLDER [--release]

  --wasm FILE     the cdylib as cargo built it for wasm32-unknown-unknown
  --style FOLDER  holds main.css and whatever it imports, and favicon.svg if there is one
  --out FOLDER    the site; what earlier builds left in it is removed
  --release       drop function names and compress as well as possible";

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Print [`USAGE`].
    Help,
    /// Build a site.
    Build(Arguments),
}

/// What a build needs to know.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// The module cargo built.
    pub(crate) wasm: PathBuf,
    /// Where `main.css` is.
    pub(crate) style: PathBuf,
    /// Where the site goes.
    pub(crate) out: PathBuf,
    /// Smallest result rather than quickest build.
    pub(crate) release: bool,
}

impl Command {
    /// Reads the words after the program's name; the error is a sentence for whoever typed them.
    pub(crate) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let (mut wasm, mut style, mut out, mut release) = (None, None, None, false);
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let slot = match word.to_str() {
                Some("--help" | "-h") => return Ok(Self::Help),
                Some("--release") => {
                    release = true;
                    continue;
                }
                Some("--wasm") => &mut wasm,
                Some("--style") => &mut style,
                Some("--out") => &mut out,
                _ => return Err(format!("{} is not an option", word.display())),
            };
            let value = words.next().ok_or_else(|| format!("{} wants a path after it", word.display()))?;
            *slot = Some(PathBuf::from(value));
        }
        Ok(Self::Build(Arguments {
            wasm: wasm.ok_or("--wasm is missing")?,
            style: style.ok_or("--style is missing")?,
            out: out.ok_or("--out is missing")?,
            release,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Arguments, Command};

    fn parse(line: &str) -> Result<Command, String> {
        Command::parse(line.split_whitespace().map(Into::into))
    }

    #[test]
    fn options_come_in_any_order() {
        let expected = Command::Build(Arguments {
            wasm: "a.wasm".into(),
            style: "style".into(),
            out: "site".into(),
            release: true,
        });
        assert_eq!(parse("--release --out site --wasm a.wasm --style style"), Ok(expected));
    }

    #[test]
    fn a_mistake_is_answered_with_what_is_wrong() {
        let table = [
            ("--wasm a.wasm --style style", "--out is missing"),
            ("--wasm", "--wasm wants a path after it"),
            ("--fast", "--fast is not an option"),
        ];
        for (line, sentence) in table {
            assert_eq!(parse(line), Err(sentence.to_owned()), "{line}");
        }
    }
}
