//! Events in any order, repeated and late: the window shows what a fresh page would.

use proptest::prelude::*;

use super::*;
use crate::{
    Event, EventKind, Timestamp, UserId,
    view::{Body, PersonRef, Quote, QuoteText, RemovedBy},
};

fn id(n: u32) -> MessageId {
    MessageId::at(Timestamp::from_millis(i64::from(n) + 1), 0)
}

fn message(n: u32, text: &str) -> MessageView {
    MessageView {
        id: id(n),
        sender: PersonRef { id: UserId::from_raw(7), name: "Ana".into() },
        target: None,
        body: Body::Text(text.into()),
        reply_to: None,
        edited_at: None,
        revision: 1,
        extra: None,
    }
}

fn reply(n: u32, to: u32) -> MessageView {
    let shown = Some(QuoteText { sender: "Ana".into(), excerpt: format!("secret {to}") });
    MessageView { reply_to: Some(Quote { id: id(to), shown }), ..message(n, "reply") }
}

fn page(messages: Vec<MessageView>, head: u64) -> MessagePage {
    MessagePage { messages, older: false, newer: false, head: EventNumber(head) }
}

fn event(number: u64, kind: EventKind) -> Event {
    Event { number: EventNumber(number), at: Timestamp::from_millis(9), kind }
}

fn redacted(n: u32) -> EventKind {
    let tombstone = Tombstone { by: RemovedBy::Moderator, at: Timestamp::from_millis(9), reason: None };
    EventKind::Redacted { message: id(n), tombstone }
}

fn deleted(n: u32) -> EventKind {
    EventKind::Deleted { message: id(n), by: RemovedBy::Moderator, reason: None }
}

#[test]
fn a_removal_takes_the_message_and_its_quotes() {
    let mut timeline = Timeline::new(page(vec![message(1, "secret 1"), reply(2, 1)], 5));
    assert_eq!(timeline.apply(&event(6, deleted(1))), Applied::Changed);
    assert_eq!(timeline.messages().len(), 1);
    assert!(timeline.get(id(2)).unwrap().reply_to.as_ref().unwrap().shown.is_none());
}

#[test]
fn an_edit_changes_the_quotes_too_and_brings_none_back() {
    let edited = |text: &str, revision| EventKind::Edited { message: MessageView { revision, ..message(1, text) } };
    let excerpt = |timeline: &Timeline| {
        let quote = timeline.get(id(2)).and_then(|answer| answer.reply_to.clone());
        quote.and_then(|quote| quote.shown).map(|shown| shown.excerpt)
    };
    let mut timeline = Timeline::new(page(vec![message(1, "secret 1"), reply(2, 1)], 5));
    assert_eq!(timeline.apply(&event(6, edited("mild\nwords", 2))), Applied::Changed);
    assert_eq!(excerpt(&timeline).as_deref(), Some("mild words"));
    let mut without = Timeline::new(page(vec![reply(2, 1)], 5));
    assert_eq!(without.apply(&event(6, edited("mild", 2))), Applied::Changed);
    assert_eq!((excerpt(&without).as_deref(), without.messages().len()), (Some("mild"), 1));
    without.apply(&event(7, redacted(1)));
    without.apply(&event(8, edited("again", 3)));
    assert_eq!(excerpt(&without), None);
}

#[test]
fn a_page_that_was_on_its_way_does_not_bring_a_removed_message_back() {
    let mut timeline = Timeline::new(page(vec![message(3, "c")], 5));
    timeline.apply(&event(6, deleted(1)));
    timeline.apply(&event(7, redacted(2)));
    timeline.extend_older(page(vec![message(1, "secret"), message(2, "secret")], 5), 100);
    assert!(timeline.get(id(1)).is_none());
    assert!(timeline.get(id(2)).unwrap().is_tombstone());
}

#[test]
fn a_page_that_was_on_its_way_does_not_bring_a_text_back_that_was_changed() {
    let edited = |n, text| EventKind::Edited { message: MessageView { revision: 2, ..message(n, text) } };
    let mut timeline = Timeline::new(page(vec![message(4, "d")], 5));
    timeline.apply(&event(6, edited(1, "changed")));
    timeline.apply(&event(7, edited(2, "changed, and then removed")));
    timeline.apply(&event(8, redacted(2)));
    timeline.extend_older(page(vec![message(1, "secret"), message(2, "secret"), reply(3, 1)], 5), 100);
    assert_eq!(timeline.get(id(1)).unwrap().body, Body::Text("changed".into()));
    assert!(timeline.get(id(2)).unwrap().is_tombstone());
    let quote = timeline.get(id(3)).unwrap().reply_to.as_ref().unwrap();
    assert_eq!(quote.shown.as_ref().unwrap().excerpt, QuoteText::excerpt("changed"));
    // What is newer than the edit stays.
    timeline.extend_newer(page(vec![MessageView { revision: 3, ..message(1, "changed once more") }], 9), 100);
    assert_eq!(timeline.get(id(1)).unwrap().body, Body::Text("changed once more".into()));
}

#[test]
fn a_purge_that_does_not_reach_the_window_leaves_the_way_to_what_is_between() {
    let purged = |through| EventKind::Purged { through: id(through), count: 1, by: RemovedBy::Moderator, reason: None };
    let mut timeline = Timeline::new(MessagePage { older: true, ..page(vec![message(5, "e"), message(6, "f")], 5) });
    timeline.apply(&event(6, purged(2)));
    assert!(timeline.older() && timeline.messages().len() == 2);
    timeline.apply(&event(7, purged(5)));
    assert!(!timeline.older() && timeline.messages().len() == 1);
}

#[test]
fn a_missing_number_asks_for_a_fresh_page() {
    let mut timeline = Timeline::new(page(vec![], 5));
    assert_eq!(timeline.apply(&event(7, EventKind::Gone)), Applied::Reload);
    assert_eq!(timeline.head(), EventNumber(5));
}

#[test]
fn what_comes_after_a_purge_stays() {
    let mut timeline = Timeline::new(page(vec![message(1, "a"), message(2, "b"), message(3, "c")], 0));
    timeline.apply(&event(1, EventKind::Purged { through: id(2), count: 2, by: RemovedBy::Moderator, reason: None }));
    assert_eq!(timeline.messages().map(|m| m.id).collect::<Vec<_>>(), vec![id(3)]);
}

#[test]
fn a_window_away_from_the_end_does_not_grow() {
    let mut timeline = Timeline::new(MessagePage { newer: true, ..page(vec![message(1, "a")], 0) });
    assert_eq!(timeline.apply(&event(1, EventKind::Sent { message: message(9, "z") })), Applied::Same);
    assert_eq!(timeline.messages().len(), 1);
}

fn kinds() -> impl Strategy<Value = Vec<EventKind>> {
    let one = (0u32..12, 0u8..6).prop_map(|(n, what)| match what {
        0 | 1 => EventKind::Sent { message: message(n, "text") },
        2 => EventKind::Edited { message: MessageView { revision: 2, ..message(n, "edited") } },
        3 => redacted(n),
        4 => deleted(n),
        _ => EventKind::Purged { through: id(n / 3), count: 1, by: RemovedBy::Rule, reason: None },
    });
    prop::collection::vec(one, 1..40)
}

proptest! {
    /// Repeating events changes nothing, and nothing removed is ever shown again.
    #[test]
    fn repeated_events_change_nothing(kinds in kinds(), repeats in prop::collection::vec(0usize..40, 0..40)) {
        let events: Vec<Event> = kinds.into_iter().zip(1..).map(|(kind, n)| event(n, kind)).collect();
        let mut once = Timeline::new(page(vec![], 0));
        events.iter().for_each(|event| { once.apply(event); });
        let mut again = Timeline::new(page(vec![], 0));
        for (index, event) in events.iter().enumerate() {
            again.apply(event);
            for repeat in &repeats {
                if *repeat <= index {
                    prop_assert_eq!(again.apply(&events[*repeat]), Applied::Same);
                }
            }
        }
        prop_assert_eq!(&once, &again);
        for removed in once.deleted.iter() {
            prop_assert!(once.get(*removed).is_none());
        }
        for (redacted, _) in once.redacted.iter() {
            prop_assert!(once.get(*redacted).is_none_or(MessageView::is_tombstone));
        }
    }
}
