//! The filters above the audit log, its exports, and the button that checks its chain. Plain forms and links.

use domain::view::{AuditPage, AuditQuery};
use leptos::prelude::*;

use super::words;
use crate::parts::FilterForm;

/// One entry of a choice: what is sent, what is read, and whether it is the one.
type Choice = (String, String, bool);

/// The filters, filled in as the address says.
pub fn filters(page: &AuditPage, asked: &AuditQuery) -> AnyView {
    let actors = choices(
        "Anyone",
        page.actors.iter().map(|person| (person.id.to_string(), person.name.clone())),
        asked.actor.map(|id| id.to_string()),
    );
    let rooms = choices(
        "Any room",
        page.rooms.iter().map(|room| (room.id.to_string(), room.name.clone())),
        asked.room.map(|id| id.to_string()),
    );
    let actions = choices(
        "Anything",
        words::GROUPS.iter().chain(&words::ACTIONS).map(|(code, words)| ((*code).to_owned(), (*words).to_owned())),
        Some(asked.action.clone()).filter(|action| !action.is_empty()),
    );
    let day = |day: Option<domain::Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let (from, until, refused) = (day(asked.from), day(asked.until), asked.refused);
    let clear = words::filtered(asked).then(|| view! { <a class="button" href="/audit">"Clear filters"</a> });

    view! {
        <FilterForm path="/audit" label="Filter the audit log">
            {choice("audit-actor", "actor", "Who", actors)}
            {choice("audit-action", "action", "What", actions)}
            {choice("audit-room", "room", "Room", rooms)}
            {date("audit-from", "from", "From (UTC)", from)}
            {date("audit-until", "until", "Until (UTC)", until)}
            <label class="choice">
                <input type="checkbox" name="refused" value="true" checked=refused />
                "Refused only"
            </label>
            <div class="cluster">
                <button class="button" type="submit" data-tone="accent">"Filter"</button>
                {clear}
            </div>
        </FilterForm>
    }
    .into_any()
}

/// The exports, with the same filters, and the check of the chain.
pub fn tools(asked: &AuditQuery, verifier: bool) -> AnyView {
    let csv = words::write("/audit/export.csv", asked, ("", ""));
    let lines = words::write("/audit/export.jsonl", asked, ("", ""));
    // A plain form on purpose: each press loads the page anew and so checks the chain anew.
    let verify = verifier.then(|| {
        view! {
            <form method="get" action="/audit">
                <input type="hidden" name="verify" value="1" />
                <button class="button" type="submit">"Verify the chain"</button>
            </form>
        }
    });
    view! {
        <div class="cluster">
            <a class="button" href=csv rel="external" download="audit.csv">"Export CSV"</a>
            <a class="button" href=lines rel="external" download="audit.jsonl">"Export JSON Lines"</a>
            {verify}
        </div>
    }
    .into_any()
}

/// The entries of a choice, the one that means "all" first. What the address asks for is there even when the list
/// does not hold it: a filter that is on must be seen.
fn choices(all: &str, known: impl Iterator<Item = (String, String)>, asked: Option<String>) -> Vec<Choice> {
    let mut list = vec![(String::new(), all.to_owned(), asked.is_none())];
    list.extend(known.map(|(value, words)| {
        let chosen = asked.as_deref() == Some(value.as_str());
        (value, words, chosen)
    }));
    if let Some(asked) = asked.filter(|asked| !list.iter().any(|(value, _, _)| value == asked)) {
        list.push((asked.clone(), asked, true));
    }
    list
}

/// A labelled choice.
fn choice(id: &'static str, name: &'static str, label: &'static str, choices: Vec<Choice>) -> AnyView {
    let options: Vec<_> = choices
        .into_iter()
        .map(|(value, words, chosen)| {
            view! { <option value=value selected=chosen>{words}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select id=id name=name>{options}</select>
        </div>
    }
    .into_any()
}

/// A labelled day.
fn date(id: &'static str, name: &'static str, label: &'static str, value: String) -> AnyView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input id=id type="date" name=name value=value />
        </div>
    }
    .into_any()
}
