//! The text of a message as people see it: characters, line breaks, and links to http and https only. Nothing in a text
//! is ever markup.

use leptos::prelude::*;

/// A stretch of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Plain(&'a str),
    Link(&'a str),
}

/// The text, with its addresses as links that leave the panel without telling where from.
pub fn message_text(text: &str) -> AnyView {
    if !text.contains("://") {
        return text.to_owned().into_any();
    }
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Plain(plain) => plain.to_owned().into_any(),
            Piece::Link(link) => view! {
                <a href=link.to_owned() rel="nofollow noopener noreferrer" target="_blank">{link.to_owned()}</a>
            }
            .into_any(),
        })
        .collect_view()
        .into_any()
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((start, length)) = next_link(rest) {
        if start > 0 {
            found.push(Piece::Plain(&rest[..start]));
        }
        found.push(Piece::Link(&rest[start..start + length]));
        rest = &rest[start + length..];
    }
    if !rest.is_empty() {
        found.push(Piece::Plain(rest));
    }
    found
}

/// Where the next address begins, and its length in bytes.
fn next_link(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let start = from + [text[from..].find("http://"), text[from..].find("https://")].into_iter().flatten().min()?;
        let host = start + text[start..].find("://")? + 3;
        let in_word = text[..start].chars().next_back().is_some_and(char::is_alphanumeric);
        let stops = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '\\');
        let end = host + text[host..].find(stops).unwrap_or(text.len() - host);
        // A sentence goes on after an address: its full stop and bracket are not part of it.
        let trimmed = host + address_end(&text[host..end]);
        if !in_word && trimmed > host {
            return Some((start, trimmed - start));
        }
        from = host;
    }
}

/// Where an address ends: before the signs of the sentence around it. A bracket that was opened within belongs to it.
/// Each kind is counted once: a text may be nothing but brackets.
fn address_end(text: &str) -> usize {
    let count = |sign: char| text.matches(sign).count();
    let brackets = [('(', ')'), ('[', ']'), ('{', '}')];
    let mut around = brackets.map(|(open, close)| (close, count(close).saturating_sub(count(open))));
    let mut address = text;
    while let Some(last) = address.chars().next_back() {
        let within = match around.iter_mut().find(|(close, _)| *close == last) {
            Some((_, 0)) => true,
            Some((_, more)) => {
                *more -= 1;
                false
            }
            None => !matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\''),
        };
        if within {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address.len()
}

#[cfg(test)]
mod tests {
    use super::{Piece::*, pieces};

    #[test]
    fn addresses_become_links_and_nothing_else_does() {
        assert_eq!(
            pieces("see https://a.example/x?y=1."),
            [Plain("see "), Link("https://a.example/x?y=1"), Plain(".")]
        );
        assert_eq!(pieces("(http://a.example)"), [Plain("("), Link("http://a.example"), Plain(")")]);
        let within = "https://a.example/wiki/A_(b)";
        assert_eq!(pieces(within), [Link(within)]);
        assert_eq!(
            pieces("(as https://a.example/A_(b)).)"),
            [Plain("(as "), Link("https://a.example/A_(b)"), Plain(").)")]
        );
        for text in
            ["javascript://x", "xhttps://a.example", "https://", "data:text/html,x", "http:// x", "\u{202e}ftp://a"]
        {
            assert_eq!(pieces(text), [Plain(text)], "{text}");
        }
        assert_eq!(pieces("http://a\" onclick=x"), [Link("http://a"), Plain("\" onclick=x")]);
        assert_eq!(pieces(""), []);
    }
}
