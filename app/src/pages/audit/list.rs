//! The entries of the audit log as a table, newest first.

use domain::view::{AuditPage, AuditQuery, AuditView, Outcome};
use leptos::prelude::*;

use super::words;
use crate::parts::{Empty, Pager, When, group_digits, mark};

/// The table, or why there is none.
pub fn list(page: AuditPage, asked: &AuditQuery) -> AnyView {
    if page.entries.is_empty() {
        let text = if asked.before.is_some() {
            "There are no older entries."
        } else if words::filtered(asked) {
            "No entry fits these filters. Clear a filter to see more."
        } else {
            "Every removal and every refusal will be listed here."
        };
        return view! { <Empty title="No entries" text=text /> }.into_any();
    }
    let next = page.next.map(|before| words::write("/audit", asked, ("before", &before.to_string())));
    let newest = asked.before.map(|_| words::write("/audit", asked, ("", "")));
    let shown = match page.entries.len() {
        1 => "1 entry shown".to_owned(),
        count => [&count.to_string(), " entries shown"].concat(),
    };
    let rows: Vec<_> = page.entries.into_iter().map(|entry| row(entry, asked)).collect();
    view! {
        <p class="visually-hidden" role="status">{shown}</p>
        <div class="card table-scroll" data-flush>
            <table class="table audit-table" data-cards>
                <caption class="visually-hidden">"Audit entries, newest first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"No."</th>
                        <th scope="col">"Time"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col">"What"</th>
                        <th scope="col">"Room"</th>
                        <th scope="col">"Message"</th>
                        <th scope="col">"Outcome"</th>
                        <th scope="col">"Reason"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
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
        Some(reason) => view! { <td class="audit-reason" dir="auto" data-label="Reason:">{reason}</td> }.into_any(),
        None => view! { <td></td> }.into_any(),
    };
    let subject = entry.subject.map(|person| view! { <span class="under" dir="auto">{person.name}</span> });
    view! {
        <tr>
            <th scope="row"><a class="audit-number" href=open aria-label=label data-visit="">{number}</a></th>
            <td><When at=entry.at /></td>
            <td><span dir="auto">{who}</span>{role}</td>
            <td>{words::action_words(&entry.action)}{subject}</td>
            <td>{room}</td>
            <td>{message}{count}</td>
            <td><span class="outcome">{mark(good)}{words::outcome_words(&entry.outcome)}</span></td>
            {reason}
        </tr>
    }
    .into_any()
}
