//! Removals per day as stacked bars, with the numbers in a table behind them. Presentation attributes and classes only:
//! the panel's policy allows no style in the page.

use domain::view::DayCount;
use leptos::prelude::*;

use super::group_digits;

/// Where the tallest bar may begin, and where all bars end, in pixels.
const TOP_PX: u64 = 10;
const PLOT_PX: u64 = 160;
const BASE_PX: u64 = TOP_PX + PLOT_PX;
/// The whole picture, with the days below the bars.
const HEIGHT_PX: &str = "206";

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Removals per day, with legend, axis and the table behind.
#[component]
pub fn RemovalsFigure(
    /// The days, oldest first.
    days: Vec<DayCount>,
) -> AnyView {
    let tallest = days.iter().map(total).max().unwrap_or(0);
    let step = step(tallest);
    let top = tallest.div_ceil(step).max(1) * step;
    let ticks = (0..=top / step).map(|tick| tick_line(tick * step, top)).collect_view();
    let bars = days.iter().enumerate().map(|(index, day)| bar(index, days.len(), day, top)).collect_view();
    view! {
        <figure class="figure card">
            <figcaption>
                <h2 id="removals-title">"Removals per day"</h2>
                <ul class="legend" role="list">
                    {legend("redacted", "Redacted")} {legend("deleted", "Deleted")} {legend("purged", "Purged")}
                </ul>
            </figcaption>
            <svg height=HEIGHT_PX role="img" aria-labelledby="removals-title" aria-describedby="removals-sum">
                {ticks} {bars}
                <line x1="0" x2="100%" y1=BASE_PX.to_string() y2=BASE_PX.to_string() data-base="" />
            </svg>
            <p class="small soft" id="removals-sum">{sum(&days)}</p>
            <details>
                <summary>"Show the numbers"</summary>
                {table(&days)}
            </details>
        </figure>
    }
    .into_any()
}

fn total(day: &DayCount) -> u64 {
    day.redacted + day.deleted + day.purged
}

/// The distance between two lines: 1, 2 or 5 times a power of ten, so that at most five are drawn above the base.
fn step(tallest: u64) -> u64 {
    let mut unit = 1u64;
    loop {
        for step in [unit, unit.saturating_mul(2), unit.saturating_mul(5)] {
            if tallest <= step.saturating_mul(5) {
                return step;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// How high so many removals stand, in pixels. What is there can be seen, however little it is.
fn height(count: u64, top: u64) -> u64 {
    if count == 0 { 0 } else { (count.saturating_mul(PLOT_PX) / top).max(3) }
}

/// A share of the width, to a tenth of a percent, without the machinery of floating point.
fn percent(tenths: usize) -> String {
    [&(tenths / 10).to_string(), ".", &(tenths % 10).to_string(), "%"].concat()
}

fn tick_line(value: u64, top: u64) -> AnyView {
    let y = BASE_PX - value * PLOT_PX / top;
    view! {
        <line x1="0" x2="100%" y1=y.to_string() y2=y.to_string() />
        <text x="-8" y=(y + 4).to_string() text-anchor="end">{short(value)}</text>
    }
    .into_any()
}

/// `250000` as `250k`: the axis has little room.
fn short(value: u64) -> String {
    match value {
        10_000..1_000_000 if value.is_multiple_of(1_000) => group_digits(value / 1_000) + "k",
        1_000_000.. if value.is_multiple_of(1_000_000) => group_digits(value / 1_000_000) + "M",
        _ => group_digits(value),
    }
}

fn bar(index: usize, of: usize, day: &DayCount, top: u64) -> AnyView {
    let slot = 1000 / of.max(1);
    let (x, width, middle) = (slot * index + slot / 5, slot * 3 / 5, slot * index + slot / 2);
    let mut y = BASE_PX;
    let parts = [("redacted", day.redacted), ("deleted", day.deleted), ("purged", day.purged)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(verb, count)| {
            let height = height(count, top);
            y = y.saturating_sub(height);
            // One pixel less than it is high: the gap tells it from the part below.
            let drawn = height.saturating_sub(1).to_string();
            view! { <rect data-verb=verb x=percent(x) width=percent(width) y=y.to_string() height=drawn /> }
        })
        .collect_view();
    let (month, number) = month_and_day(day);
    let month = (index == 0 || number == "1").then_some(month);
    view! {
        {parts}
        <text x=percent(middle) y="187" text-anchor="middle">{number}</text>
        {month.map(|month| view! { <text x=percent(middle) y="203" text-anchor="middle">{month}</text> })}
    }
    .into_any()
}

fn month_and_day(day: &DayCount) -> (&'static str, String) {
    let text = day.day.to_string();
    let month = text.get(5..7).and_then(|month| month.parse::<usize>().ok()).unwrap_or(1);
    let number = text.get(8..).unwrap_or_default().trim_start_matches('0').to_owned();
    (MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default(), number)
}

fn legend(verb: &'static str, label: &'static str) -> impl IntoView {
    view! {
        <li>
            <span class="legend-key" data-verb=verb></span>
            {label}
        </li>
    }
}

/// The figure in one sentence.
fn sum(days: &[DayCount]) -> String {
    let of = |count: fn(&DayCount) -> u64| group_digits(days.iter().map(count).sum());
    [
        "In the last ",
        &days.len().to_string(),
        " days (UTC): ",
        &of(|day| day.redacted),
        " redacted, ",
        &of(|day| day.deleted),
        " deleted, ",
        &of(|day| day.purged),
        " purged.",
    ]
    .concat()
}

fn table(days: &[DayCount]) -> AnyView {
    let rows = days
        .iter()
        .rev()
        .map(|day| {
            view! {
                <tr>
                    <th scope="row">{day.day.to_string()}</th>
                    <td class="number">{group_digits(day.redacted)}</td>
                    <td class="number">{group_digits(day.deleted)}</td>
                    <td class="number">{group_digits(day.purged)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="table">
            <caption class="visually-hidden">"Removals per day, in messages"</caption>
            <thead>
                <tr>
                    <th scope="col">"Day"</th>
                    <th scope="col" class="number">"Redacted"</th>
                    <th scope="col" class="number">"Deleted"</th>
                    <th scope="col" class="number">"Purged"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{height, percent, short, step};

    #[test]
    fn lines_are_few_and_round() {
        for (tallest, expected) in [(0, 1), (5, 1), (6, 2), (11, 5), (26, 10), (101, 50), (120_000, 50_000)] {
            assert_eq!(step(tallest), expected, "{tallest}");
        }
    }

    #[test]
    fn the_largest_number_has_a_step_too() {
        assert!(step(u64::MAX) > 0);
    }

    #[test]
    fn what_is_there_can_be_seen() {
        assert_eq!(height(0, 1000), 0);
        assert_eq!(height(1, 1000), 3);
        assert_eq!(height(1000, 1000), 160);
    }

    #[test]
    fn numbers_on_the_axis_are_short() {
        assert_eq!(short(5_000), "5,000");
        assert_eq!(short(250_000), "250k");
        assert_eq!(short(2_000_000), "2M");
        assert_eq!(percent(71), "7.1%");
    }
}
