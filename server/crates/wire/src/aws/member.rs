//! One value of a request, read under the constraints of the operation's model. Most clients check nothing before they
//! send, so every maximum, pattern and choice is checked here, and the refusal names the member.

use std::{collections::BTreeMap, ops::RangeInclusive};

use domain::Timestamp;
use serde_json::{Map, Value};

use super::moment;

/// What of a request is not as the model says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadMember {
    /// The member; empty when it is the request itself.
    pub(crate) name: &'static str,
    /// What it must be, to be read after the name.
    pub(crate) says: String,
}

impl BadMember {
    /// Something about the request as a whole.
    pub(crate) fn request(sentence: &str) -> Self {
        Self { name: "", says: sentence.to_owned() }
    }

    /// The sentence to tell.
    pub(crate) fn sentence(&self) -> String {
        if self.name.is_empty() { self.says.clone() } else { [self.name, " ", &self.says, "."].concat() }
    }
}

/// A member that may be left out; `null` counts as left out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member<'c> {
    name: &'static str,
    value: Option<&'c Value>,
    /// Numbers are written as texts: in a query everything is.
    loose: bool,
}

/// A member that is there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Needed<'c> {
    name: &'static str,
    value: &'c Value,
    loose: bool,
}

impl<'c> Member<'c> {
    pub(super) fn strict(name: &'static str, value: Option<&'c Value>) -> Self {
        Self { name, value: value.filter(|value| !value.is_null()), loose: false }
    }

    pub(super) fn loose(name: &'static str, value: Option<&'c Value>) -> Self {
        Self { name, value, loose: true }
    }

    /// It must be there.
    pub(crate) fn needed(self) -> Result<Needed<'c>, BadMember> {
        let Self { name, value, loose } = self;
        value.map(|value| Needed { name, value, loose }).ok_or(BadMember { name, says: "is required".to_owned() })
    }

    /// Reads it if it is there.
    pub(crate) fn maybe<T>(
        self,
        read: impl FnOnce(Needed<'c>) -> Result<T, BadMember>,
    ) -> Result<Option<T>, BadMember> {
        if self.value.is_some() { self.needed().and_then(read).map(Some) } else { Ok(None) }
    }
}

impl<'c> Needed<'c> {
    /// What is wrong with it.
    pub(crate) fn bad(&self, says: impl Into<String>) -> BadMember {
        BadMember { name: self.name, says: says.into() }
    }

    /// A text of so many characters, counted as Unicode code points.
    pub(crate) fn text(self, chars: RangeInclusive<usize>) -> Result<&'c str, BadMember> {
        let text = self.value.as_str().ok_or_else(|| self.bad("must be a text"))?;
        if chars.contains(&text.chars().count()) {
            Ok(text)
        } else {
            Err(self.bad(match (chars.start(), chars.end()) {
                (1, &usize::MAX) => "must not be empty".to_owned(),
                (least, most) => format!("must have {least} to {most} characters"),
            }))
        }
    }

    /// A line of so many characters at the most that says something, without the blanks around it.
    pub(crate) fn line(self, chars_max: usize) -> Result<&'c str, BadMember> {
        let text = self.text(1..=chars_max)?.trim();
        if text.is_empty() || text.contains(char::is_control) {
            return Err(self.bad("must be one line of text, and not blank"));
        }
        Ok(text)
    }

    /// A text of characters that are allowed only; `which` names them for people.
    pub(crate) fn word(
        self,
        chars: RangeInclusive<usize>,
        which: &str,
        allowed: fn(char) -> bool,
    ) -> Result<&'c str, BadMember> {
        let text = self.text(chars)?;
        if text.chars().all(allowed) { Ok(text) } else { Err(self.bad(["must be made of ", which].concat())) }
    }

    /// A whole number.
    pub(crate) fn number(self, range: RangeInclusive<u32>) -> Result<u32, BadMember> {
        let number = match self.value {
            // Digits only: a sign is none.
            Value::String(text) if self.loose && text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
            value => value.as_u64().and_then(|number| u32::try_from(number).ok()),
        };
        number
            .filter(|number| range.contains(number))
            .ok_or_else(|| self.bad(format!("must be a whole number from {} to {}", range.start(), range.end())))
    }

    /// One of the words of a list.
    pub(crate) fn choice<T: Copy>(self, words: &[(&str, T)]) -> Result<T, BadMember> {
        let text = self.value.as_str();
        let found = words.iter().find(|(word, _)| Some(*word) == text).map(|(_, value)| *value);
        found.ok_or_else(|| {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.bad(["must be one of ", &words.join(", ")].concat())
        })
    }

    /// A list of so many.
    pub(crate) fn list<T>(
        self,
        count: RangeInclusive<usize>,
        each: impl Fn(Needed<'c>) -> Result<T, BadMember>,
    ) -> Result<Vec<T>, BadMember> {
        let values = self.value.as_array().ok_or_else(|| self.bad("must be a list"))?;
        if !count.contains(&values.len()) {
            return Err(self.bad(format!("must have {} to {} entries", count.start(), count.end())));
        }
        let read = |(number, value)| {
            each(Needed { value, ..self }).map_err(|bad| match bad {
                // What is said is about the entry itself, and not about a member of it.
                BadMember { name, says } if name == self.name => {
                    BadMember { name, says: format!("entry {number} {says}") }
                }
                bad => bad,
            })
        };
        (1..).zip(values).map(read).collect()
    }

    /// Texts by name. A name with `null` counts as left out.
    pub(crate) fn texts(self) -> Result<BTreeMap<&'c str, &'c str>, BadMember> {
        let given = self.object()?.iter().filter(|(_, value)| !value.is_null());
        let each = given.map(|(name, value)| Some((name.as_str(), value.as_str()?)));
        each.collect::<Option<_>>().ok_or_else(|| self.bad("must be an object of texts"))
    }

    /// An object.
    pub(crate) fn object(self) -> Result<&'c Map<String, Value>, BadMember> {
        self.value.as_object().ok_or_else(|| self.bad("must be an object"))
    }

    /// A moment, as ISO 8601 writes it.
    pub(crate) fn moment(self) -> Result<Timestamp, BadMember> {
        let moment = self.value.as_str().and_then(moment::parse);
        moment.ok_or_else(|| self.bad("must be a time like 2026-01-02T03:04:05Z"))
    }

    /// The token of a page. Models take an empty one, which stands for the beginning, as none does.
    pub(crate) fn page<T>(self, read: impl FnOnce(&str) -> Option<T>, says: &str) -> Result<Option<T>, BadMember> {
        match self.value.as_str() {
            Some("") => Ok(None),
            text => text.and_then(read).map(Some).ok_or_else(|| self.bad(says)),
        }
    }

    /// Anything with a written form of its own.
    pub(crate) fn parse<T: std::str::FromStr>(self, says: &str) -> Result<T, BadMember> {
        self.value.as_str().and_then(|text| text.parse().ok()).ok_or_else(|| self.bad(says))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn says<T: std::fmt::Debug>(result: Result<T, BadMember>) -> String {
        result.unwrap_err().sentence()
    }

    #[test]
    fn a_text_is_counted_in_characters() {
        let text = json!("é🦀");
        assert_eq!(Member::strict("Name", Some(&text)).needed().unwrap().text(2..=2), Ok("é🦀"));
        for (value, expected) in [
            (json!(""), "Name must have 1 to 3 characters."),
            (json!("abcd"), "Name must have 1 to 3 characters."),
            (json!(7), "Name must be a text."),
            (json!(["a"]), "Name must be a text."),
        ] {
            assert_eq!(says(Member::strict("Name", Some(&value)).needed().unwrap().text(1..=3)), expected);
        }
        assert_eq!(says(Member::strict("Name", None).needed()), "Name is required.");
        assert_eq!(says(Member::strict("Name", Some(&Value::Null)).needed()), "Name is required.");
    }

    #[test]
    fn of_a_list_the_entry_is_named() {
        let list = json!(["ana", 7]);
        let read = |one: Needed<'_>| one.text(1..=3).map(str::to_owned);
        let said = says(Member::strict("Names", Some(&list)).needed().unwrap().list(1..=2, read));
        assert_eq!(said, "Names entry 2 must be a text.");
        let said = says(Member::strict("Names", Some(&list)).needed().unwrap().list(1..=1, read));
        assert_eq!(said, "Names must have 1 to 1 entries.");
        let empty = json!("");
        let said = says(Member::strict("Name", Some(&empty)).needed().unwrap().text(1..=usize::MAX));
        assert_eq!(said, "Name must not be empty.");
    }

    #[test]
    fn a_number_is_a_text_in_queries_only() {
        let (text, number) = (json!("7"), json!(7));
        assert_eq!(Member::loose("max-results", Some(&text)).needed().unwrap().number(1..=9), Ok(7));
        assert_eq!(Member::strict("Days", Some(&number)).needed().unwrap().number(1..=9), Ok(7));
        assert!(Member::strict("Days", Some(&text)).needed().unwrap().number(1..=9).is_err());
        for wrong in ["+7", "-7", " 7", "7 ", "", "7.0", "0x7", "10", "4294967297"] {
            let wrong = json!(wrong);
            assert!(Member::loose("max-results", Some(&wrong)).needed().unwrap().number(1..=9).is_err(), "{wrong}");
        }
        for wrong in [json!(0), json!(10), json!(1.5), json!(-1), json!("x"), json!(true)] {
            let said = says(Member::strict("Days", Some(&wrong)).needed().unwrap().number(1..=9));
            assert_eq!(said, "Days must be a whole number from 1 to 9.", "{wrong}");
        }
    }

    #[test]
    fn a_name_with_nothing_is_left_out() {
        let map = json!({ "a": "x", "b": null });
        assert_eq!(Member::strict("tags", Some(&map)).needed().unwrap().texts(), Ok(BTreeMap::from([("a", "x")])));
        let map = json!({ "a": 7 });
        assert_eq!(
            says(Member::strict("tags", Some(&map)).needed().unwrap().texts()),
            "tags must be an object of texts."
        );
    }

    #[test]
    fn an_empty_token_is_the_beginning() {
        let read = |text: &str| text.parse::<u32>().ok();
        let page = |value: Value| Member::strict("nextToken", Some(&value)).needed().unwrap().page(read, "must be one");
        assert_eq!(page(json!("")), Ok(None));
        assert_eq!(page(json!("7")), Ok(Some(7)));
        assert_eq!(says(page(json!("x"))), "nextToken must be one.");
        assert_eq!(says(page(json!(7))), "nextToken must be one.");
    }

    #[test]
    fn a_list_has_bounds_and_checks_its_entries() {
        let list = json!(["a", "b"]);
        let member = Member::strict("Ids", Some(&list)).needed().unwrap();
        assert_eq!(member.list(1..=2, |one| one.text(1..=1)), Ok(vec!["a", "b"]));
        assert_eq!(says(member.list(1..=1, |one| one.text(1..=1))), "Ids must have 1 to 1 entries.");
        assert!(member.list(1..=2, |one| one.number(1..=2)).is_err());
        assert_eq!(says(member.choice(&[("a", 1), ("b", 2)])), "Ids must be one of a, b.");
    }
}
