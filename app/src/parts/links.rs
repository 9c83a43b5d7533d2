//! Addresses: what stands in the query, and how to write it there. The address is where filters and dialogs live. Read
//! and written the same way on the server and in the browser.

/// The words of a query: names and values, decoded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads `a=1&b=2`, with or without the question mark in front.
    pub fn read(text: &str) -> Self {
        let words = text.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty());
        Self(
            words
                .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
                .map(|(name, value)| (unescape(name), unescape(value)))
                .collect(),
        )
    }

    /// The value of a word, the first of that name; empty when it is not there.
    pub fn word(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// The value of a word, if it is there.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// An address with a query: empty values are left out, so that one thing has one address.
pub fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut text = path.to_owned();
    let mut separator = '?';
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        text.push(separator);
        text.push_str(name);
        text.push('=');
        text.push_str(&escape(value));
        separator = '&';
    }
    text
}

/// Text as it may stand in the value of a query.
pub fn escape(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~*".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push('%');
            escaped.push(char::from(HEX[usize::from(byte >> 4)]));
            escaped.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    escaped
}

/// The text that stands in a query; what is no proper escape stays as it is.
fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16)).map(|digit| digit as u8);
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = if *byte == b'%' { digit(at + 1).zip(digit(at + 2)) } else { None };
        match (byte, escaped) {
            (_, Some((high, low))) => {
                plain.push(high << 4 | low);
                at += 3;
                continue;
            }
            (b'+', None) => plain.push(b' '),
            (byte, None) => plain.push(*byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Query, address, unescape};

    #[test]
    fn an_address_leaves_out_what_is_empty_and_encodes_the_rest() {
        assert_eq!(address("/audit", &[]), "/audit");
        assert_eq!(address("/audit", &[("room", ""), ("action", "")]), "/audit");
        assert_eq!(
            address("/users", &[("search", "a&b é"), ("after", "x/y")]),
            "/users?search=a%26b%20%C3%A9&after=x%2Fy"
        );
    }

    #[test]
    fn a_query_reads_what_an_address_says_and_what_a_form_sends() {
        let query = Query::read("?search=a%26b%20%C3%A9&after=x%2Fy&new");
        assert_eq!((query.word("search"), query.word("after"), query.get("new")), ("a&b é", "x/y", Some("")));
        assert_eq!((query.get("gone"), query.word("gone")), (None, ""));
        assert_eq!(Query::read("search=two+words").word("search"), "two words");
        assert_eq!(Query::read(""), Query::default());
    }

    #[test]
    fn what_is_no_escape_stays_as_it_is() {
        for (text, plain) in [("100%", "100%"), ("%zz", "%zz"), ("%4", "%4"), ("%41%", "A%"), ("%FF", "\u{fffd}")] {
            assert_eq!(unescape(text), plain);
        }
    }
}
