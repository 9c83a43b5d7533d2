//! Numbers as people read them.

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

/// So many messages: `1 message`, `12,345 messages`.
pub fn messages(count: u64) -> String {
    group_digits(count) + if count == 1 { " message" } else { " messages" }
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
