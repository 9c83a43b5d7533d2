//! The entries of the audit log as a table, newest first.

use domain::view::{AuditPage, AuditQuery, AuditView, Outcome};
use leptos::prelude::*;

use super::words;
use crate::parts::{Empty, Head, Pager, Table, When, group_digits, mark};

const HEADS: [Head; 8] = [
    Head::Words("No."),
    Head::Words("Time"),
    Head::Words("Who"),
    Head::Words("What"),
    Head::Words("Room"),
    Head::Words("Message"),
    Head::Words("Outcome"),
    Head::Words("Reason"),
];

/// The table, or why there is none; and how many entries there are, for those who hear it.
pub fn list(page: AuditPage, asked: &AuditQuery) -> AnyView {
    let shown = match page.entries.len() {
        0 => "No entry shown".to_owned(),
        1 => "1 entry shown".to_owned(),
        count => [&count.to_string(), " entries shown"].concat(),
    };
    let content = table(page, asked);
    view! { <p class="visually-hidden" role="status">{shown}</p> {content} }.into_any()
}

fn table(page: AuditPage, asked: &AuditQuery) -> AnyView {
    if page.entries.is_empty() {
        let reversed = asked.from.zip(asked.until).is_some_and(|(from, until)| from > until);
        let text = if reversed {
            "\u{201c}From\u{201d} is after \u{201c}Until\u{201d}, so no day is between them. Change one of them."
        } else if asked.before.is_some() {
            "There are no older entries."
        } else if words::filtered(asked) {
            "No entry fits these filters. Clear a filter to see more."
        } else {
            "Every removal and every refusal in the rooms that you moderate will be listed here."
        };
        return view! { <Empty title="No entries" text=text /> }.into_any();
    }
    let next = page.next.map(|before| words::write("/audit", asked, ("before", &before.to_string())));
    let newest = asked.before.map(|_| words::write("/audit", asked, ("", "")));
    let rows: Vec<_> = page.entries.into_iter().map(|entry| row(entry, asked)).collect();
    view! {
        <Table caption="Audit entries, newest first" heads=HEADS.to_vec() rows class="audit-table" />
        <Pager next_href=next label="Older entries" first_href=newest />
    }
    .into_any()
}

/// One entry.
fn row(entry: AuditView, asked: &AuditQuery) -> AnyView {
    let good = entry.outcome == Outcome::Done;
    let open = words::opened(asked, Some(entry.number));
    let number = group_digits(entry.number);
    let label = ["Entry ", &number].concat();
    let who = words::actor_words(&entry);
    let role = entry.role.map(|role| view! { <span class="under">{role.label()}</span> });
    let room = entry.room.map(|room| {
        let to = ["/rooms/", &room.id.to_string()].concat();
        view! { <a href=to dir="auto">{room.name}</a> }
    });
    let message = entry.message.map(|id| view! { <code>{id.to_string()}</code> });
    let count = entry.count.filter(|_| entry.message.is_none()).map(|count| {
        let text = if count == 1 { "1 message".to_owned() } else { [&group_digits(count), " messages"].concat() };
        view! { <span>{text}</span> }
    });
    // The label is shown on narrow screens only, and only with a reason.
    let reason = match entry.reason {
        Some(reason) => {
            view! { <td role="cell" class="audit-reason" dir="auto" data-label="Reason">{reason}</td> }.into_any()
        }
        None => view! { <td role="cell"></td> }.into_any(),
    };
    let subject = entry.subject.map(|person| view! { <span class="under" dir="auto">{person.name}</span> });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row"><a class="audit-number" href=open aria-label=label data-visit="">{number}</a></th>
            <td role="cell"><When at=entry.at /></td>
            <td role="cell"><span dir="auto">{who}</span>{role}</td>
            <td role="cell">{words::action_words(&entry.action)}{subject}</td>
            <td role="cell">{room}</td>
            <td role="cell">{message}{count}</td>
            <td role="cell"><span class="outcome">{mark(good)}{words::outcome_words(&entry.outcome)}</span></td>
            {reason}
        </tr>
    }
    .into_any()
}
