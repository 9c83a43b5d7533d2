//! What a build says at its end. The brotli total is the number the size limit is about.

use crate::output::Written;

/// A table of sizes with a total.
pub(crate) fn table(files: &[Written]) -> String {
    let mut lines = vec![format!("{:<36} {:>10} {:>10}", "file", "raw", "brotli")];
    let (mut raw, mut brotli) = (0, 0);
    for file in files {
        let note = if file.kept { "  unchanged" } else { "" };
        lines.push(row(&file.name, file.raw_bytes, file.brotli_bytes) + note);
        raw += file.raw_bytes;
        brotli += file.brotli_bytes;
    }
    lines.push(row("total", raw, brotli));
    lines.join("\n")
}

/// One line, in kilobytes of 1000 bytes, as network tools count them.
fn row(name: &str, raw: u64, brotli: u64) -> String {
    format!("{name:<36} {:>10} {:>10}", kilobytes(raw), kilobytes(brotli))
}

/// Rounded to a tenth.
fn kilobytes(bytes: u64) -> String {
    let tenths = (bytes + 50) / 100;
    format!("{}.{} kB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::{Written, table};

    #[test]
    fn the_table_ends_with_the_totals() {
        let file =
            |name: &str, raw_bytes, brotli_bytes, kept| Written { name: name.into(), raw_bytes, brotli_bytes, kept };
        let text = table(&[file("a.js", 60_000, 9_940, false), file("a.wasm", 512_345, 150_000, true)]);
        let lines: Vec<String> =
            text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(
            lines,
            ["file raw brotli", "a.js 60.0 kB 9.9 kB", "a.wasm 512.3 kB 150.0 kB unchanged", "total 572.3 kB 159.9 kB",]
        );
    }
}
