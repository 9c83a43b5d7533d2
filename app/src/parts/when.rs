//! A moment, for people. Drawn as UTC, the same on the server and while hydrating; local and relative once the browser's
//! clock runs, which looks at every moment in the page again and again.

use domain::Timestamp;
use leptos::prelude::*;

/// A moment: relative when recent, else the local date and time; exact on hover.
#[component]
pub fn When(
    /// Which.
    at: Timestamp,
    /// It stands below its day: no date is read.
    #[prop(optional)]
    of_day: bool,
) -> impl IntoView {
    let (text, exact) = words(at, of_day);
    view! { <time datetime=at.rfc3339() title=exact data-of-day=of_day.then_some("")>{text}</time> }
}

/// As it is read before the viewer's clock runs.
fn drawn(at: Timestamp, of_day: bool) -> (String, String) {
    (if of_day { format!("{} UTC", at.clock()) } else { at.plain() }, at.plain())
}

/// What is read, and what is read on hover.
#[cfg(not(feature = "hydrate"))]
fn words(at: Timestamp, of_day: bool) -> (String, String) {
    drawn(at, of_day)
}

/// What is read, and what is read on hover: as the server drew it until the clock runs.
#[cfg(feature = "hydrate")]
fn words(at: Timestamp, of_day: bool) -> (String, String) {
    match crate::browser::clock::now() {
        None => drawn(at, of_day),
        Some(now) => wall_clock(at, now, crate::browser::clock::minutes_east(at), of_day),
    }
}

/// A moment as the clock on the wall shows it, relative when it is recent; and exact, with the zone. `east_min`: minutes
/// that the wall is ahead of UTC. Below its day, no date is read.
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "the server does not know the viewer's clock"))]
pub fn wall_clock(at: Timestamp, now: Timestamp, east_min: i64, of_day: bool) -> (String, String) {
    let wall = at.plus_millis(east_min * 60_000);
    let (sign, min) = if east_min < 0 { ('-', -east_min) } else { ('+', east_min) };
    let local = format!("{} {}", wall.day(), wall.clock());
    let exact = format!("{local} UTC{sign}{:02}:{:02}", min / 60, min % 60);
    let ago_s = (now.millis() - at.millis()) / 1000;
    let ago = |count: i64, unit: &str| format!("{count} {unit} ago");
    let text = match ago_s {
        -60..60 => "just now".to_owned(),
        60..3_600 => ago(ago_s / 60, "min"),
        3_600..86_400 => ago(ago_s / 3_600, "h"),
        86_400..604_800 => ago(ago_s / 86_400, "d"),
        _ if of_day => wall.clock(),
        _ => local,
    };
    (text, exact)
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::wall_clock;

    #[test]
    fn a_moment_is_told_from_near_and_from_far() {
        let at = Timestamp::from_millis(1_795_222_000_000);
        let after = |seconds: i64| wall_clock(at, at.plus_millis(seconds * 1000), 0, false).0;
        for (seconds, text) in
            [(-5, "just now"), (59, "just now"), (60, "1 min ago"), (7_200, "2 h ago"), (90_000, "1 d ago")]
        {
            assert_eq!(after(seconds), text);
        }
        assert_eq!(after(604_800), at.plain().trim_end_matches(" UTC"));
        assert_eq!(wall_clock(at, at.plus_millis(604_800_000), 0, true).0, at.clock());
    }

    #[test]
    fn the_wall_is_told_with_its_zone() {
        let at = Timestamp::from_millis(0);
        let exact = |east_min: i64| wall_clock(at, at, east_min, false).1;
        assert_eq!(exact(0), "1970-01-01 00:00 UTC+00:00");
        assert_eq!(exact(330), "1970-01-01 05:30 UTC+05:30");
        assert_eq!(exact(-210), "1969-12-31 20:30 UTC-03:30");
    }
}
