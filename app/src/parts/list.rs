//! What lists share: numbers with separators, and the way to the next page.

use leptos::prelude::*;

/// A number with thousands separators: `12,345`.
pub fn group_digits(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Links to the first and to the next page; nothing when there is neither.
#[component]
pub fn Pager(
    /// Where the next page is, if there is one.
    next_href: Option<String>,
    /// What its link says: "Next page", "Older entries".
    #[prop(into)]
    label: String,
    /// Where the first page is, when this is another.
    #[prop(optional_no_strip)]
    first_href: Option<String>,
) -> AnyView {
    if next_href.is_none() && first_href.is_none() {
        return ().into_any();
    }
    view! {
        <nav class="pager" aria-label="Pages">
            {first_href.map(|href| view! { <a class="button" href=href>"First page"</a> })}
            {next_href.map(|href| view! { <a class="button" href=href rel="next">{label}</a> })}
        </nav>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::group_digits;

    #[test]
    fn digits_come_in_groups_of_three() {
        for (value, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(group_digits(value), text);
        }
    }
}
