//! From a timeline to the rows of the page: days apart, one sender's messages together, runs of tombstones folded. Pure.

use domain::{
    Day, MessageId, Timeline, Timestamp,
    view::{Body, MessageView},
};

/// Tombstones in a row from which on they fold into one line.
const FOLD_MIN: usize = 3;
/// Pause after which a sender is named again.
const GROUP_MS: i64 = 10 * 60 * 1000;

/// One row of the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// A new day begins.
    Day(Day),
    /// A message; `lead` when its sender is to be named.
    Message {
        /// The message.
        message: MessageView,
        /// Whether it begins a group.
        lead: bool,
    },
    /// Several tombstones.
    Fold(Vec<MessageView>),
}

/// What tells rows apart. A row that changed in any way that shows is another row, because `<For>` never touches a row
/// whose key is the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key(i64, i64, u64);

impl Row {
    /// The key of the row.
    pub fn key(&self) -> Key {
        match self {
            Self::Day(day) => Key(-1, day.days(), 0),
            Self::Message { message, lead } => {
                // The quote changes with what it quotes, and the answer's own revision stays.
                let excerpt =
                    message.reply_to.as_ref().and_then(|quote| quote.shown.as_ref()).map(|shown| &*shown.excerpt);
                let quoted = excerpt.map_or(0, digest);
                Key(message.id.raw(), quoted, u64::from(message.revision) << 1 | u64::from(*lead))
            }
            Self::Fold(messages) => {
                let ids = messages.first().zip(messages.last()).map_or((0, 0), |(a, z)| (a.id.raw(), z.id.raw()));
                let revisions: u64 = messages.iter().map(|message| u64::from(message.revision)).sum();
                Key(ids.0, ids.1, revisions << 32 | messages.len() as u64)
            }
        }
    }
}

/// A number that differs with the text: FNV-1a, which is less to load than the hash of the standard library.
fn digest(text: &str) -> i64 {
    let step = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step).cast_signed()
}

/// The rows, oldest first. `day` says on which day a moment falls where the viewer is; `open` is a message that must
/// not be folded away, because the address points at it.
pub fn rows(timeline: &Timeline, day: impl Fn(Timestamp) -> Day, open: Option<MessageId>) -> Vec<Row> {
    let mut rows = Vec::with_capacity(timeline.messages().len() + 8);
    let mut run: Vec<MessageView> = Vec::new();
    let mut today = None;
    let mut last: Option<(domain::UserId, Timestamp)> = None;
    for message in timeline.messages() {
        let (at, on) = (message.sent_at(), day(message.sent_at()));
        if today != Some(on) {
            today = Some(on);
            last = None;
            fold(&mut run, &mut rows);
            rows.push(Row::Day(on));
        }
        if matches!(message.body, Body::Redacted(_)) && open != Some(message.id) {
            last = None;
            run.push(message.clone());
            continue;
        }
        fold(&mut run, &mut rows);
        // Whoever is told something alone is named with it, and again in what is for all.
        let lead = message.reply_to.is_some()
            || message.target.is_some()
            || last.is_none_or(|(sender, then)| sender != message.sender.id || at.millis() - then.millis() > GROUP_MS);
        last = (!message.is_tombstone() && message.target.is_none()).then_some((message.sender.id, at));
        rows.push(Row::Message { message: message.clone(), lead });
    }
    fold(&mut run, &mut rows);
    rows
}

fn fold(run: &mut Vec<MessageView>, rows: &mut Vec<Row>) {
    if run.len() >= FOLD_MIN {
        rows.push(Row::Fold(std::mem::take(run)));
    } else {
        rows.extend(run.drain(..).map(|message| Row::Message { message, lead: true }));
    }
}

/// A day as people read it: `Saturday, 21 November 2026`.
pub fn day_label(day: Day) -> String {
    const WEEKDAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let text = day.to_string();
    let mut parts = text.split('-').map(|part| part.parse::<usize>().unwrap_or_default());
    let (year, month, date) = (parts.next(), parts.next(), parts.next());
    let weekday = WEEKDAYS.get(day.days().rem_euclid(7) as usize);
    let month = month.and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    match (weekday, date, month, year) {
        (Some(weekday), Some(date), Some(month), Some(year)) => format!("{weekday}, {date} {month} {year}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        EventNumber, UserId,
        view::{MessagePage, PersonRef, Quote, QuoteText, RemovedBy, Tombstone},
    };

    use super::*;

    fn message(minute: i64, sender: i64, gone: bool) -> MessageView {
        let tombstone = Tombstone { by: RemovedBy::Moderator, at: Timestamp::from_millis(0), reason: None };
        MessageView {
            id: MessageId::at(Timestamp::from_millis(minute * 60_000), 0),
            sender: PersonRef { id: UserId::from_raw(sender), name: "Ana".into() },
            target: None,
            body: if gone { Body::Redacted(tombstone) } else { Body::Text("hello".into()) },
            reply_to: None,
            edited_at: None,
            revision: 1,
            extra: None,
        }
    }

    fn shape(messages: Vec<MessageView>) -> String {
        let page = MessagePage { messages, older: false, newer: false, head: EventNumber(0) };
        let rows = rows(&Timeline::new(page), Timestamp::day, None);
        rows.iter()
            .map(|row| match row {
                Row::Day(_) => "day".to_owned(),
                Row::Message { lead, .. } => if *lead { "Lead" } else { "more" }.to_owned(),
                Row::Fold(messages) => format!("fold{}", messages.len()),
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn one_sender_is_named_once_until_somebody_else_or_a_pause_or_a_day_comes() {
        let day = 24 * 60;
        let messages = [(1, 7), (2, 7), (3, 8), (30, 8), (31, 8), (day, 8)];
        let messages = messages.map(|(minute, sender)| message(minute, sender, false)).to_vec();
        assert_eq!(shape(messages), "day Lead more Lead Lead more day Lead");
    }

    #[test]
    fn what_is_for_one_member_stands_apart_from_what_is_for_all() {
        let mut messages = [1, 2, 3, 4].map(|minute| message(minute, 7, false)).to_vec();
        messages[1].target = Some(Box::new(PersonRef { id: UserId::from_raw(8), name: "Ben".into() }));
        assert_eq!(shape(messages), "day Lead Lead Lead more");
    }

    #[test]
    fn three_tombstones_fold_and_two_do_not() {
        let run = |n: i64| (1..=n).map(|minute| message(minute, 7, true)).collect::<Vec<_>>();
        assert_eq!(shape(run(2)), "day Lead Lead");
        assert_eq!(shape(run(5)), "day fold5");
    }

    #[test]
    fn a_message_whose_quote_changed_is_another_row() {
        let key = |excerpt: &str| {
            let mut answer = message(2, 7, false);
            let shown = Some(QuoteText { sender: "Ana".into(), excerpt: excerpt.into() });
            answer.reply_to = Some(Quote { id: message(1, 7, false).id, shown });
            Row::Message { message: answer, lead: false }.key()
        };
        assert_eq!(key("before"), key("before"));
        assert_ne!(key("before"), key("after"));
    }

    #[test]
    fn days_have_their_names() {
        for (text, label) in [("2026-11-21", "Saturday, 21 November 2026"), ("1970-01-01", "Thursday, 1 January 1970")]
        {
            assert_eq!(Day::parse(text).map(day_label).as_deref(), Some(label));
        }
    }
}
