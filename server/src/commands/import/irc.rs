//! Reading IRC logs: pure, from bytes to lines. `[04:46] <nick> text`, `[04:46]  * nick does something`, and
//! `=== nick …` for joins, parts and renames, which have no time and are no messages.

use std::{borrow::Cow, sync::Arc};

use domain::{Day, DisplayName, MessageId, Timestamp, limits};
use storage::OlderMark;

use super::mark::{Marks, older_mark};

/// Minutes by which the clock must go back for the log to have passed midnight, and not to be merely out of order.
const MIDNIGHT_MIN: i64 = 6 * 60;
const MINUTE_MS: i64 = 60_000;

/// A log of one day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Log {
    day: Day,
    /// This moment. Ids carry their time, and new ones are later than all others: a line of tomorrow would have every
    /// message of the store be of tomorrow.
    now: Timestamp,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// Somebody said something.
    Said(Said),
    /// Somebody came, went or changed their name.
    Notice,
    /// It cannot be read; says why.
    Bad(&'static str),
}

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// Made of the minute, the place in it, and a mark of the line itself: in the same file the same line has the same id
    /// every time, and in a file that has changed the same mark.
    pub(super) id: MessageId,
    /// How an older version would have put it in, if it may have.
    pub(super) older: Option<OlderMark>,
    pub(super) nick: String,
    pub(super) text: Arc<str>,
}

impl Log {
    /// The log with this file name; `None` if it does not begin with a day.
    pub(super) fn of(file_name: &str, now: Timestamp) -> Option<Self> {
        Day::parse(file_name.get(..10)?).map(|day| Self { day, now })
    }

    /// Whether the day has begun, and times can be told of it.
    pub(super) fn is_of_the_past(self) -> bool {
        (Timestamp::from_millis(0)..=self.now).contains(&self.day.start())
    }

    /// The lines with their numbers, from 1. Bytes that are not UTF-8 are replaced. Where an older version may have brought
    /// lines in, each is told as that would have put it in, too.
    pub(super) fn read(self, bytes: &[u8], mut marks: Marks, older: bool) -> impl Iterator<Item = (usize, Line)> {
        let mut day_ms = self.day.start().millis();
        let (mut minute, mut in_minute) = (0, 0);
        bytes
            .split(|byte| *byte == b'\n')
            .enumerate()
            .filter(|(_, line)| !line.iter().all(u8::is_ascii_whitespace))
            .map(move |(index, line)| {
                let line = String::from_utf8_lossy(line);
                let parsed = match parse(&line) {
                    Parsed::Notice => Line::Notice,
                    Parsed::Bad(why) => Line::Bad(why),
                    Parsed::Said { at_min, nick, text } => {
                        if at_min + MIDNIGHT_MIN < minute {
                            day_ms += 24 * 60 * MINUTE_MS;
                        }
                        in_minute = if at_min == minute { in_minute + 1 } else { 0 };
                        minute = at_min;
                        let place_ms = in_minute.min(MINUTE_MS - 1);
                        let minute_ms = day_ms + at_min * MINUTE_MS;
                        let at = Timestamp::from_millis(minute_ms + place_ms);
                        if at > self.now {
                            return (index + 1, Line::Bad("not yet said: times are taken as UTC"));
                        }
                        let (mark, earlier) = marks.next(minute_ms, &nick, &text);
                        let older =
                            older.then(|| OlderMark { id: MessageId::at(at, older_mark(&nick, &text)), earlier });
                        Line::Said(Said { id: MessageId::at(at, mark), older, nick, text })
                    }
                };
                (index + 1, parsed)
            })
    }
}

enum Parsed {
    Notice,
    Bad(&'static str),
    Said { at_min: i64, nick: String, text: Arc<str> },
}

fn parse(line: &str) -> Parsed {
    let line = without_controls(line);
    if line.starts_with("===") {
        return Parsed::Notice;
    }
    let Some((clock, rest)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return Parsed::Bad("no time: a line begins with [hours:minutes]");
    };
    let Some(at_min) = minutes(clock) else { return Parsed::Bad("the time is not hours:minutes") };
    let rest = rest.trim_start();
    let (nick, text) = if let Some(said) = rest.strip_prefix('<') {
        match said.split_once('>') {
            Some((nick, text)) => (nick, Cow::Borrowed(text.trim())),
            None => return Parsed::Bad("no > after the name"),
        }
    } else if let Some(does) = rest.strip_prefix("* ") {
        match does.trim_start().split_once(' ') {
            Some((nick, text)) => (nick, Cow::Owned(format!("* {}", text.trim()))),
            None => return Parsed::Bad("nothing after the name"),
        }
    } else if let Some((from, text)) = rest.strip_prefix('-').and_then(|told| told.split_once("- ")) {
        // A NOTICE: `-nick:#room- text`.
        (from.split(':').next().unwrap_or(from), Cow::Borrowed(text.trim()))
    } else {
        return Parsed::Bad("neither <name> nor * name nor -name- after the time");
    };
    if text.is_empty() || text == "*" {
        return Parsed::Bad("nothing was said");
    }
    // No text has more characters than bytes.
    if text.len() > limits::CONTENT_CHARS_MAX && text.chars().count() > limits::CONTENT_CHARS_MAX {
        return Parsed::Bad("longer than a message may be");
    }
    match DisplayName::new(nick) {
        Ok(nick) => Parsed::Said { at_min, nick: nick.as_str().to_owned(), text: text.into() },
        Err(_) => Parsed::Bad("the name is empty or too long"),
    }
}

/// Colours and other control codes of IRC are no text.
fn without_controls(line: &str) -> Cow<'_, str> {
    // Most lines have none. Those past ASCII begin with this byte, as do some characters that are text.
    let may_be = |byte: u8| (byte.is_ascii_control() && byte != b'\t') || byte == 0xc2;
    if line.bytes().any(may_be) {
        line.chars().filter(|character| *character == '\t' || !character.is_control()).collect::<String>().into()
    } else {
        line.into()
    }
}

fn minutes(clock: &str) -> Option<i64> {
    let (hours, minutes) = clock.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.trim().parse().ok()?, minutes.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str) -> Timestamp {
        Day::parse(day).unwrap().start()
    }

    fn read(text: &[u8]) -> Vec<(usize, Line)> {
        let log = Log::of("2008-04-27.log.txt", at("2008-04-29")).unwrap();
        log.read(text, Marks::new(&[7; 32]), false).collect()
    }

    fn said(lines: &[(usize, Line)]) -> Vec<(String, &str, &str)> {
        lines
            .iter()
            .filter_map(|(_, line)| match line {
                Line::Said(said) => Some((said.id.timestamp().rfc3339(), said.nick.as_str(), &*said.text)),
                Line::Notice | Line::Bad(_) => None,
            })
            .collect()
    }

    #[test]
    fn what_was_said_and_done_is_read_in_order() {
        let lines =
            read(b"[04:46] <ana> hello\n[04:46]  * ben waves\n[04:46] -cy:#room- note\n=== cy [~c@host] has joined #room\n[04:47] <ana> bye\n");
        assert_eq!(
            said(&lines),
            [
                ("2008-04-27T04:46:00.000Z".to_owned(), "ana", "hello"),
                ("2008-04-27T04:46:00.001Z".to_owned(), "ben", "* waves"),
                ("2008-04-27T04:46:00.002Z".to_owned(), "cy", "note"),
                ("2008-04-27T04:47:00.000Z".to_owned(), "ana", "bye"),
            ]
        );
        assert!(lines.contains(&(4, Line::Notice)));
    }

    #[test]
    fn a_bad_line_is_told_with_its_number_and_the_rest_goes_on() {
        let lines = read(b"hello?\n[25:00] <ana> x\n[04:46] <ana\n[04:46] <ana> \n[04:46] <> x\n[04:46] <ana> ok");
        let bad: Vec<usize> =
            lines.iter().filter(|(_, line)| matches!(line, Line::Bad(_))).map(|(number, _)| *number).collect();
        assert_eq!(bad, [1, 2, 3, 4, 5]);
        assert_eq!(said(&lines).len(), 1);
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_and_control_codes_dropped() {
        let lines = read(b"[04:46] <ana> caf\xe9 \x02bold\x02 \x0304red");
        assert_eq!(said(&lines)[0].2, "caf\u{fffd} bold 04red");
        // What is no ASCII may be a control code as well, or begin as one does.
        assert_eq!(said(&read("[04:46] <ana> a\u{85}b\u{a0}\u{a9}".as_bytes()))[0].2, "ab\u{a0}\u{a9}");
    }

    #[test]
    fn the_day_turns_at_midnight() {
        let lines = read(b"[23:59] <ana> late\n[00:01] <ana> early\n[00:00] <ben> out of order");
        let times: Vec<String> = said(&lines).into_iter().map(|(at, _, _)| at).collect();
        assert_eq!(times, ["2008-04-27T23:59:00.000Z", "2008-04-28T00:01:00.000Z", "2008-04-28T00:00:00.000Z"]);
    }

    #[test]
    fn the_same_line_has_the_same_id_and_another_has_not() {
        let once = read(b"[04:46] <ana> hello\n[04:46] <ana> hello");
        assert_eq!(once, read(b"[04:46] <ana> hello\n[04:46] <ana> hello"));
        let (Line::Said(first), Line::Said(second)) = (&once[0].1, &once[1].1) else { panic!("both were said") };
        assert_ne!(first.id, second.id);
    }

    #[test]
    fn a_file_tells_its_day_by_its_name() {
        let of = |name| Log::of(name, at("2004-11-15"));
        assert!(of("2004-11-15_03.raw.txt").is_some_and(Log::is_of_the_past));
        assert!(of("log.txt").is_none());
        assert!(of("2004-13-15.txt").is_none());
        for not_past in ["2004-11-16.txt", "9999-12-31.txt", "1969-12-31.txt"] {
            assert!(of(not_past).is_some_and(|log| !log.is_of_the_past()), "{not_past}");
        }
    }

    #[test]
    fn what_is_not_yet_said_is_a_bad_line() {
        let log = Log::of("2008-04-27.txt", at("2008-04-27").plus_millis(10 * 60 * MINUTE_MS)).unwrap();
        let text = b"[09:59] <ana> before\n[10:00] <ana> now\n[10:01] <ana> later";
        let lines: Vec<_> = log.read(text, Marks::new(&[7; 32]), false).collect();
        let bad: Vec<usize> =
            lines.iter().filter(|(_, line)| matches!(line, Line::Bad(_))).map(|(number, _)| *number).collect();
        assert_eq!((bad, lines.len()), (vec![3], 3));
    }
}
