//! A moment as milliseconds since 1970, and its UTC form. A date library costs the browser 33 KB; this page does not.

use std::fmt;

use serde::{Deserialize, Serialize};

const DAY_MS: i64 = 86_400_000;

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A UTC day, in days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub struct Day(i64);

/// The first day of the year 0 and the last of the year 9999: what is read from a request lies between them.
const DAYS: (i64, i64) = (-719_528, 2_932_896);

impl Timestamp {
    /// The moment this many milliseconds after 1970 began.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970 began.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The moment this many milliseconds later.
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// The UTC day it falls in.
    #[must_use]
    pub const fn day(self) -> Day {
        Day(self.0.div_euclid(DAY_MS))
    }

    /// Hours and minutes of the day, UTC: `04:46`.
    #[must_use]
    pub fn clock(self) -> String {
        let minutes = self.0.rem_euclid(DAY_MS) / 60_000;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// Date and time to the minute, UTC, for people: `2026-11-21 04:46 UTC`.
    #[must_use]
    pub fn plain(self) -> String {
        format!("{} {} UTC", self.day(), self.clock())
    }

    /// RFC 3339, UTC, with milliseconds: `2026-11-21T04:46:05.123Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.to_string()
    }
}

impl Day {
    /// The day this many days after 1970-01-01.
    #[must_use]
    pub const fn from_days(days: i64) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i64 {
        self.0
    }

    /// Its first moment, UTC.
    #[must_use]
    pub const fn start(self) -> Timestamp {
        Timestamp(self.0.saturating_mul(DAY_MS))
    }

    /// The first moment after it, UTC.
    #[must_use]
    pub const fn end(self) -> Timestamp {
        Timestamp(self.0.saturating_add(1).saturating_mul(DAY_MS))
    }

    /// Reads `2026-11-21`, as `<input type="date">` sends it; `None` if it is not a day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 || month.len() != 2 || day.len() != 2 {
            return None;
        }
        let parsed = Self(days_from_civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?));
        (parsed.to_string() == text).then_some(parsed)
    }
}

impl From<i64> for Day {
    fn from(days: i64) -> Self {
        Self(days.clamp(DAYS.0, DAYS.1))
    }
}

impl From<Day> for i64 {
    fn from(day: Day) -> Self {
        day.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let in_day = self.0.rem_euclid(DAY_MS);
        let (seconds, millis) = (in_day / 1000, in_day % 1000);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z", self.day())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Year, month, day of the proleptic Gregorian calendar. Years are counted from March, so that the leap day comes last.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments_are_written_as_rfc_3339() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_827_696_789, "2000-02-29T12:34:56.789Z"),
            (1_767_323_045_678, "2026-01-02T03:04:05.678Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Timestamp::from_millis(millis).rfc3339(), text);
        }
    }

    #[test]
    fn every_day_of_four_centuries_reads_back() {
        for days in -1000..146_097 {
            let day = Day::from_days(days);
            assert_eq!(Day::parse(&day.to_string()), Some(day));
        }
    }

    #[test]
    fn a_day_of_a_request_lies_between_two_that_can_be_written() {
        for (days, text) in [(i64::MIN, "0000-01-01"), (0, "1970-01-01"), (i64::MAX, "9999-12-31")] {
            let day = serde_json::from_str::<Day>(&days.to_string());
            assert_eq!(day.map(|day| day.to_string()).ok().as_deref(), Some(text));
        }
        assert_eq!(Day::from_days(i64::MAX).start(), Timestamp::from_millis(i64::MAX));
        assert_eq!(Day::from_days(i64::MAX).end(), Timestamp::from_millis(i64::MAX));
        assert_eq!(Day::from_days(i64::MIN).start(), Timestamp::from_millis(i64::MIN));
    }

    #[test]
    fn what_is_not_a_day_is_refused() {
        for text in ["", "2026-02-30", "2026-13-01", "26-01-01", "2026-1-1", "2026-01-01-01", "abcd-ef-gh"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}
