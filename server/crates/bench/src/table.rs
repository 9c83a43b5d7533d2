//! The table: what was measured, its limit, the ratio of the two, and what is to be reached. Markdown, for the README.

use std::fmt;

/// A measured number with its unit.
#[derive(Debug, Clone, Copy)]
pub enum Amount {
    /// So many a second.
    PerSecond(f64),
    /// A time.
    Millis(f64),
    /// Memory of a process.
    Mebibytes(f64),
    /// Memory of one of many.
    Kibibytes(f64),
    /// What goes over the line.
    Kilobytes(f64),
}

impl Amount {
    const fn number(self) -> f64 {
        match self {
            Self::PerSecond(number)
            | Self::Millis(number)
            | Self::Mebibytes(number)
            | Self::Kibibytes(number)
            | Self::Kilobytes(number) => number,
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PerSecond(number) => write!(f, "{}/s", thousands(*number)),
            Self::Millis(number) if *number < 1.0 => write!(f, "{number:.3} ms"),
            Self::Millis(number) => write!(f, "{number:.2} ms"),
            Self::Mebibytes(number) => write!(f, "{number:.1} MiB"),
            Self::Kibibytes(number) => write!(f, "{number:.1} KiB"),
            Self::Kilobytes(number) => write!(f, "{number:.0} KB"),
        }
    }
}

fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What is to be reached.
#[derive(Debug, Clone, Copy)]
pub enum Mark {
    /// The ratio to the limit is no less.
    RatioAtLeast(f64),
    /// The ratio to the limit is no more.
    RatioAtMost(f64),
    /// The number itself is no more.
    AtMost(Amount),
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RatioAtLeast(ratio) => write!(f, ">= {ratio}"),
            Self::RatioAtMost(ratio) => write!(f, "<= {ratio}x"),
            Self::AtMost(amount) => write!(f, "<= {amount}"),
        }
    }
}

/// One line.
#[derive(Debug, Clone)]
pub struct Row {
    what: String,
    measured: Option<Amount>,
    limit: Option<(Amount, &'static str)>,
    mark: Option<Mark>,
    note: String,
}

impl Row {
    /// What was measured.
    pub fn new(what: impl Into<String>, measured: Amount) -> Self {
        Self { what: what.into(), measured: Some(measured), limit: None, mark: None, note: String::new() }
    }

    /// What could not be measured here, and why.
    pub fn skipped(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self { what: what.into(), measured: None, limit: None, mark: None, note: why.into() }
    }

    /// Beside which limit.
    #[must_use]
    pub fn beside(self, limit: Amount, what: &'static str) -> Self {
        Self { limit: Some((limit, what)), ..self }
    }

    /// What is to be reached.
    #[must_use]
    pub fn reach(self, mark: Mark) -> Self {
        Self { mark: Some(mark), ..self }
    }

    /// What else there is to say.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    fn ratio(&self) -> Option<f64> {
        let (measured, (limit, _)) = (self.measured?, self.limit?);
        (limit.number() > 0.0).then(|| measured.number() / limit.number())
    }

    /// Whether the mark was reached; `None` when there is nothing to say.
    fn reached(&self) -> Option<bool> {
        match self.mark? {
            Mark::RatioAtLeast(least) => Some(self.ratio()? >= least),
            Mark::RatioAtMost(most) => Some(self.ratio()? <= most),
            Mark::AtMost(most) => Some(self.measured?.number() <= most.number()),
        }
    }
}

/// Where the table stands in a file.
const TABLE_BEGINS: &str = "<!-- speed -->";
const TABLE_ENDS: &str = "<!-- /speed -->";

/// Puts rows into the table that stands in a text: in the place of those that say the same thing, or at its end.
/// Answers with `None` when there is no table.
pub fn refreshed(text: &str, rows: &[Row]) -> Option<String> {
    let begin = text.find(TABLE_BEGINS)?;
    let end = begin + text[begin..].find(TABLE_ENDS)?;
    let mut lines: Vec<String> = text[begin..end].lines().map(str::to_owned).collect();
    let mut last = lines.iter().rposition(|line| line.starts_with('|'))?;
    for row in rows {
        let same = format!("| {} |", row.what);
        match lines.iter().position(|line| line.starts_with(&same)) {
            Some(place) => lines[place] = row.to_string(),
            None => {
                last += 1;
                lines.insert(last, row.to_string());
            }
        }
    }
    Some(format!("{}{}\n{}", &text[..begin], lines.join("\n"), &text[end..]))
}

/// The first two lines.
pub fn heading() -> String {
    "| figure | measured | limit, same run | ratio | reach | |\n|---|---|---|---|---|---|".to_owned()
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let measured = self.measured.map_or_else(|| "not measured".to_owned(), |measured| measured.to_string());
        let note = if self.note.is_empty() { String::new() } else { format!(" ({})", self.note) };
        let limit = self.limit.map_or_else(|| "–".to_owned(), |(amount, what)| format!("{amount}: {what}"));
        let ratio = self.ratio().map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
        let mark = self.mark.map_or_else(|| "–".to_owned(), |mark| mark.to_string());
        let verdict = match self.reached() {
            Some(true) => "reached",
            Some(false) => "**missed**",
            None => "",
        };
        write!(f, "| {} | {measured}{note} | {limit} | {ratio} | {mark} | {verdict} |", self.what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_takes_the_place_of_the_one_that_says_the_same() {
        let row = |what, ms| Row::new(what, Amount::Millis(ms));
        let lines = |rows: &[Row]| rows.iter().map(|row| format!("{row}\n")).collect::<String>();
        let text = |rows: &[Row]| {
            format!("before\n<!-- speed -->\n\n{}\n{}\nafter\n<!-- /speed -->\n| start | 9 |\n", heading(), lines(rows))
        };
        let old = text(&[row("start", 1.0), row("start, cold", 2.0)]);
        let new = refreshed(&old, &[row("start, cold", 3.0), row("end", 4.0)]);
        assert_eq!(new, Some(text(&[row("start", 1.0), row("start, cold", 3.0), row("end", 4.0)])));
        assert_eq!(refreshed("no table", &[]), None);
    }

    #[test]
    fn a_row_tells_its_ratio_and_whether_it_is_enough() {
        let row = Row::new("redactions", Amount::PerSecond(4_500.0)).beside(Amount::PerSecond(6_000.0), "bare");
        let line = row.clone().reach(Mark::RatioAtLeast(0.7)).to_string();
        assert_eq!(line, "| redactions | 4,500/s | 6,000/s: bare | 0.75 | >= 0.7 | reached |");
        assert!(row.clone().reach(Mark::RatioAtLeast(0.8)).to_string().ends_with("**missed** |"));
        assert!(row.reach(Mark::AtMost(Amount::PerSecond(5_000.0))).to_string().ends_with("reached |"));
    }
}
