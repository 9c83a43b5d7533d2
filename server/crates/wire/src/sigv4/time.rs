//! The moments of signatures: `20261121T182702Z`.

use domain::{Day, Timestamp};

/// Reads a moment in the basic form of ISO 8601, UTC, to the second.
pub fn parse(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    let digits = |from: usize, to: usize| {
        let part = &bytes[from..to];
        part.iter()
            .all(u8::is_ascii_digit)
            .then(|| part.iter().fold(0i64, |sum, digit| sum * 10 + i64::from(digit - b'0')))
    };
    if bytes.len() != 16 || bytes[8] != b'T' || bytes[15] != b'Z' {
        return None;
    }
    let (year, month, day) = (digits(0, 4)?, digits(4, 6)?, digits(6, 8)?);
    let (hour, minute, second) = (digits(9, 11)?, digits(11, 13)?, digits(13, 15)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let day = Day::parse(&format!("{year:04}-{month:02}-{day:02}"))?;
    Some(day.start().plus_millis(((hour * 60 + minute) * 60 + second) * 1000))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn moments_are_read_to_the_second_and_nonsense_is_not() {
        let at = parse("20261121T182702Z").map(|at| at.rfc3339());
        assert_eq!(at.as_deref(), Some("2026-11-21T18:27:02.000Z"));
        for text in [
            "",
            "20261121T182702",
            "20261121 182702Z",
            "20260230T000000Z",
            "20261121T242702Z",
            "2026112xT182702Z",
            "20261121T18270éZ",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
