//! Moments in queries: `2026-01-02T03:04:05.678000Z`, with up to nine decimals, or an offset instead of the `Z`.

use domain::{Day, Timestamp};

/// Reads a moment; what is finer than a millisecond is dropped.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let (day, time) = text.split_once('T')?;
    let (time, offset_minutes) = match time.strip_suffix('Z') {
        Some(time) => (time, 0),
        None => {
            let at = time.rfind(['+', '-'])?;
            let (hours, minutes) = time.get(at + 1..)?.split_once(':')?;
            let minutes = number(hours, 23)? * 60 + number(minutes, 59)?;
            (&time[..at], if time.as_bytes()[at] == b'-' { -minutes } else { minutes })
        }
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut words = time.split(':');
    let (hour, minute, second) = (number(words.next()?, 23)?, number(words.next()?, 59)?, number(words.next()?, 59)?);
    if words.next().is_some() || !(1..=9).contains(&fraction.len()) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let millis: String = fraction.chars().chain("00".chars()).take(3).collect();
    let seconds = (hour * 60 + minute - offset_minutes) * 60 + second;
    Some(Day::parse(day)?.start().plus_millis(seconds * 1000 + number(&millis, 999)?))
}

/// Digits only: a sign or a space is none.
fn number(text: &str, max: i64) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?.filter(|number| *number <= max)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn moments_are_read_as_the_clients_write_them() {
        for (text, expected) in [
            ("2026-01-02T03:04:05.678000Z", "2026-01-02T03:04:05.678Z"),
            ("2026-01-02T03:04:05.6Z", "2026-01-02T03:04:05.600Z"),
            ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"),
            ("2026-01-02T03:04:05.123456789+02:00", "2026-01-02T01:04:05.123Z"),
            ("2026-01-01T23:30:00-01:00", "2026-01-02T00:30:00.000Z"),
        ] {
            assert_eq!(parse(text).map(|at| at.rfc3339()).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "2026-01-02",
            "2026-01-02T03:04Z",
            "2026-01-02T03:04:05",
            "2026-02-30T00:00:00Z",
            "2026-01-02T24:00:00Z",
            "2026-01-02T03:04:05.Z",
            "2026-01-02T+3:04:05Z",
            "1767323045",
            "2026-01-02T03:04:05.é1Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
