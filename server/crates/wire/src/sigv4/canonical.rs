//! The canonical request: the one text that client and server write down for the same request.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{Rejected, Request};

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The same for a path, whose separators stay.
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// The whole text. `signed` are the names of the signed headers, in lower case and in the order of the claim.
pub fn request(request: &Request<'_>, query: &str, signed: &[&str], hash_of: &str) -> Result<String, Rejected> {
    let headers = headers(request, signed)?;
    let path = path(request.path);
    Ok([request.method, "\n", &path, "\n", query, "\n", &headers, "\n", &signed.join(";"), "\n", hash_of].concat())
}

/// The path without empty and dot segments, encoded once more than it came: only object stores do without that.
fn path(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => _ = kept.pop(),
            segment => kept.push(segment),
        }
    }
    let mut plain = ["/", &kept.join("/")].concat();
    if path.ends_with('/') && plain.len() > 1 {
        plain.push('/');
    }
    utf8_percent_encode(&plain, RESERVED_IN_PATH).to_string()
}

/// The query with its pairs decoded, encoded again in the one right way, and sorted; `without` is left out.
pub fn query(query: &str, without: Option<&str>) -> String {
    let mut pairs: Vec<(String, String)> =
        pairs(query, without).map(|(name, value)| (encoded(name), encoded(value))).collect();
    pairs.sort_unstable();
    join(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The query with its pairs sorted and nothing else changed: some clients leave raw what the right way would encode.
pub fn raw_query(query: &str, without: Option<&str>) -> String {
    let mut pairs: Vec<(&str, &str)> = pairs(query, without).collect();
    pairs.sort_unstable();
    join(pairs.into_iter())
}

fn pairs<'a>(query: &'a str, without: Option<&'a str>) -> impl Iterator<Item = (&'a str, &'a str)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .filter(move |(name, _)| Some(*name) != without)
}

fn join<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let pairs: Vec<String> = pairs.map(|(name, value)| [name, "=", value].concat()).collect();
    pairs.join("&")
}

fn encoded(text: &str) -> String {
    let plain: Vec<u8> = percent_decode_str(text).collect();
    percent_encoding::percent_encode(&plain, RESERVED).to_string()
}

/// The signed headers, a line each: trimmed, and with runs of spaces as one. Several of one name are one with commas.
fn headers(request: &Request<'_>, signed: &[&str]) -> Result<String, Rejected> {
    let mut lines = String::new();
    for name in signed {
        let values: Vec<String> = request
            .headers
            .iter()
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
            .collect();
        if values.is_empty() {
            return Err(Rejected::Incomplete("A header named in SignedHeaders is missing."));
        }
        lines.push_str(&[name, ":", &values.join(","), "\n"].concat());
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::{path, query, raw_query};

    #[test]
    fn a_path_is_encoded_once_more_and_has_no_dots() {
        for (wire, canonical) in [
            ("/", "/"),
            ("", "/"),
            ("/accounts", "/accounts"),
            ("/channels/arn%3Aaws%2Fc1/messages/m1", "/channels/arn%253Aaws%252Fc1/messages/m1"),
            ("/a//b/./c/../d/", "/a/b/d/"),
            ("/../..", "/"),
            ("/a b'(!)*~", "/a%20b%27%28%21%29%2A~"),
        ] {
            assert_eq!(path(wire), canonical, "{wire}");
        }
    }

    #[test]
    fn a_query_is_sorted_and_encoded_in_one_way() {
        for (wire, canonical) in [
            ("", ""),
            ("operation=redact", "operation=redact"),
            ("b=2&a=1&a=0&bare", "a=0&a=1&b=2&bare="),
            ("k=%7e%2a(x)+y", "k=~%2A%28x%29%2By"),
        ] {
            assert_eq!(query(wire, None), canonical, "{wire}");
        }
        assert_eq!(query("x=1&X-Amz-Signature=abc", Some("X-Amz-Signature")), "x=1");
        assert_eq!(raw_query("b=it's&a=(1)", None), "a=(1)&b=it's");
    }
}
