//! Which form of a file a visitor can read. Never touches the file.

use http::{HeaderMap, header::ACCEPT_ENCODING};

/// A form a file can be sent in, the smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// `br`
    Brotli,
    /// `gzip`
    Gzip,
    /// As it is.
    Identity,
}

impl Encoding {
    /// What follows the file's name: on disk for the copy, in the entity tag to tell the forms apart.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
            Self::Identity => "",
        }
    }

    /// The value of `Content-Encoding`, if one is sent.
    pub(super) fn token(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }
}

/// The forms this visitor reads, the smallest first. Weights are heeded as yes or no only: we know better than
/// the visitor which form is small. The plain form is always last, because an answer beats none.
pub(super) fn acceptable(headers: &HeaderMap) -> Vec<Encoding> {
    let lines = headers.get_all(ACCEPT_ENCODING);
    let offers: Vec<(&str, bool)> =
        lines.iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).map(offer).collect();
    let says = |token: &str| {
        let named = offers.iter().find(|(name, _)| name.eq_ignore_ascii_case(token));
        let any = || offers.iter().find(|(name, _)| *name == "*");
        named.or_else(any).is_some_and(|(_, wanted)| *wanted)
    };
    let compressed = [Encoding::Brotli, Encoding::Gzip].into_iter();
    compressed.filter(|encoding| encoding.token().is_some_and(says)).chain([Encoding::Identity]).collect()
}

/// One element such as `gzip;q=0.5`: its name, and whether it is wanted at all. A weight nobody can read counts as
/// a refusal: the plain form is never wrong.
fn offer(element: &str) -> (&str, bool) {
    let mut parts = element.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let wanted = weight.is_none_or(|weight| weight.parse::<f32>().is_ok_and(|weight| weight > 0.0));
    (name, wanted)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header::ACCEPT_ENCODING};

    use super::{
        Encoding::{self, Brotli, Gzip, Identity},
        acceptable,
    };

    #[test]
    fn the_smallest_form_a_visitor_reads_comes_first() {
        let table: [(&str, &[Encoding]); 12] = [
            ("", &[Identity]),
            ("br", &[Brotli, Identity]),
            ("gzip, deflate, br, zstd", &[Brotli, Gzip, Identity]),
            ("gzip;q=1.0, br;q=0.5", &[Brotli, Gzip, Identity]),
            ("gzip, br;q=0", &[Gzip, Identity]),
            ("gzip ; q=0.000, BR", &[Brotli, Identity]),
            ("*", &[Brotli, Gzip, Identity]),
            ("br;q=0, *;q=0.1", &[Gzip, Identity]),
            ("*;q=0", &[Identity]),
            ("gzip;q=much", &[Identity]),
            ("identity;q=0, gzip", &[Gzip, Identity]),
            (";;,,q=,", &[Identity]),
        ];
        for (line, expected) in table {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(line))]);
            assert_eq!(acceptable(&headers), expected, "{line}");
        }
        assert_eq!(acceptable(&HeaderMap::new()), [Identity], "no header");
    }

    #[test]
    fn several_lines_count_as_one() {
        let mut headers = HeaderMap::new();
        headers.append(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        headers.append(ACCEPT_ENCODING, HeaderValue::from_static("br"));
        assert_eq!(acceptable(&headers), [Brotli, Gzip, Identity]);
    }
}
